"""The steps of time within a layer that is one node: one at a time, chosen by its place."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QSpinBox, QVBoxLayout, QWidget

from inspector.model.derivations.timestep import Cell, TimeStep
from inspector.model.reports.explanation import Part
from inspector.model.session import Session
from inspector.panels.part_view import PartView
from inspector.widgets.labels import plain
from inspector.widgets.switch_row import inset

_CHOICES = ("Step of time", "Row of the batch", "Hidden unit")
_TO_SUMS = (
    "z is what goes into a gate: x_t @ W_ihᵀ + h_(t−1) @ W_hhᵀ + b_ih + b_hh. What comes back to "
    "the four of them is δ: the gradients below are made of it."
)
_REVERSE = "This direction reads from the end: its step t−1 is the one after t in the sequence."
_WAITING = "What comes back to this step is here once the node has run."


class TimeView(QWidget):
    """The gates of one hidden unit at one step of time, and what came back to them."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._node: int | None = None
        self.forward, self.back = PartView(session), PartView(session)
        self.boxes = tuple(_box(name) for name in _CHOICES)
        self._names = tuple(plain(name) for name in _CHOICES)
        choices = QGridLayout()
        choices.setColumnStretch(0, 1)
        for number, (name, box) in enumerate(zip(self._names, self.boxes, strict=True)):
            name.setBuddy(box)
            choices.addWidget(name, number, 0)
            choices.addWidget(box, number, 1)
            box.valueChanged.connect(self._show)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 8, 0, 0)
        rows.addLayout(choices)
        rows.addWidget(self.forward)
        rows.addWidget(self.back)

    def show_node(self, node: int | None) -> None:
        """Look into a node, where it has steps; else show nothing."""
        self._node = node
        self._show()

    def _show(self) -> None:
        session = self._session
        cell = Cell(*(box.value() for box in self.boxes))
        look = session.teacher.knows.look_into
        found = None if self._node is None else look(session.moment, self._node, cell)
        self.setVisible(found is not None)
        if found is not None:
            self._fit(found)
            notes = (_TO_SUMS, *([_REVERSE] if found.reverse else []))
            self.forward.show_part(Part(f"Step {found.cell.time}, forward", found.forward, notes))
            waiting = () if found.back else (_WAITING,)
            self.back.show_part(Part(f"Step {found.cell.time}, back", found.back, waiting))

    def _fit(self, found: TimeStep) -> None:
        """Offer what there is to choose from."""
        for name, box, length in zip(self._names, self.boxes, found.lengths, strict=True):
            box.blockSignals(True)
            box.setRange(0, length - 1)
            box.blockSignals(False)
            name.setVisible(length > 1)
            box.setVisible(length > 1)


def _box(name: str) -> QSpinBox:
    box = QSpinBox()
    inset(box)
    box.setMaximum(0)
    box.setAccessibleName(name)
    return box
