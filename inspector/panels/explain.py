"""The formula of a node, and this run's numbers in it."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector.model.reports.explanation import Part, explained
from inspector.model.session import Session
from inspector.panels.focus import focused, jump
from inspector.panels.panel import Panel
from inspector.panels.sections import Chips, Details
from inspector.widgets.heading import Heading
from inspector.widgets.labels import plain
from inspector.widgets.typeset import Typeset

_EMPTY = "Run a program (F5): the formulas of its operations appear here."
_NO_NODE = "Click a node of the graph, or step forward (Right), to see its formula."


class ExplainPanel(Panel):
    """The teaching card of the selected node, or of the one this step is about."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "explainPanel")
        self.title = Heading()
        self.prose = plain("", "prose")
        self.parts: list[PartView] = []
        self.details = Details("Explanation")
        self.details.add(self.title)
        self.details.add(self.prose)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.details)
        self.watch(
            session.recording_changed,
            session.recording_grew,
            session.step_changed,
            session.selection_changed,
            session.view_changed,
            session.teacher.changed,
        )
        self.dress()

    def refresh(self) -> None:
        session = self.session
        vertex = focused(session)
        if vertex is None or vertex.born > session.step:
            self.details.show_hint(_NO_NODE if len(session.recording) else _EMPTY)
            return
        card = explained(session.moment, vertex, session.teacher.knows)
        self.details.show_hint("")
        self.title.setText(card.title)
        self.prose.setText(card.prose)
        self.prose.setVisible(bool(card.prose))
        self._show_parts(card.parts)

    def _show_parts(self, parts: tuple[Part, ...]) -> None:
        while len(self.parts) < len(parts):
            view = PartView(self.session)
            self.parts.append(view)
            self.details.add(view)
        for number, view in enumerate(self.parts):
            view.setVisible(number < len(parts))
            if number < len(parts):
                view.show_part(parts[number])


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
        while len(self.formulas) < len(part.formulas):
            line = Typeset(f"Formula {len(self.formulas) + 1}")
            self.formulas.append(line)
            self._lines.addWidget(line)
        for number, line in enumerate(self.formulas):
            line.setVisible(number < len(part.formulas))
            if number < len(part.formulas):
                written = part.formulas[number]
                line.set_formula(written.text, written.latex)
        self.note.setText("\n".join(part.notes))
        self.note.setVisible(bool(part.notes))
        self.jumps.show_chips(
            [
                (to.text, to.spoken, partial(jump, self._session, to.step, to.nodes))
                for to in part.jumps
            ]
        )
        self.jumps.setVisible(bool(part.jumps))
