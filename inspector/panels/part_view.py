"""One part of a teaching card: formulas under a heading, and what there is to say of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector.model.derivations.derivation import Written
from inspector.model.reports.explanation import Part
from inspector.model.session import Session
from inspector.panels.focus import jump
from inspector.panels.sections import Chips
from inspector.widgets.labels import plain
from inspector.widgets.typeset import Typeset
from inspector.widgets.view_pool import show_each


class PartView(QWidget):
    """Formulas under their heading, what there is to say of them, and where they come from."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.heading = plain("", "section")
        self.formulas: list[Typeset] = []
        self.note = plain("", "remark")
        self.jumps = Chips("Contributions")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 8, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(self.heading)
        rows.addLayout(self._lines)
        rows.addWidget(self.note)
        rows.addWidget(self.jumps)

    def show_part(self, part: Part) -> None:
        """Show another part."""
        self.heading.setText(part.heading)
        show_each(part.formulas, self.formulas, self._make_line, _write)
        self.note.setText("\n".join(part.notes))
        self.note.setVisible(bool(part.notes))
        self.jumps.show_chips(
            [
                (to.text, to.spoken, partial(jump, self._session, to.step, to.nodes))
                for to in part.jumps
            ]
        )
        self.jumps.setVisible(bool(part.jumps))

    def _make_line(self, number: int) -> Typeset:
        line = Typeset(f"Formula {number + 1}")
        self._lines.addWidget(line)
        return line


def _write(line: Typeset, formula: Written) -> None:
    line.set_formula(formula.text, formula.latex)
