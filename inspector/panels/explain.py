"""The formula of a node, and this run's numbers in it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector.model.session import Session
from inspector.panels.focus import focused
from inspector.panels.lesson import Part, lesson
from inspector.panels.panel import Panel
from inspector.panels.sections import Details
from inspector.widgets.formula import Formula
from inspector.widgets.labels import plain

_EMPTY = "Run a program (F5): the formulas of its operations appear here."
_NO_NODE = "Click a node of the graph, or step forward (Right), to see its formula."


class ExplainPanel(Panel):
    """The teaching card of the selected node, or of the one this step is about."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "explainPanel")
        self.title = plain("", "title")
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
        )
        self.dress()

    def refresh(self) -> None:
        session = self.session
        vertex = focused(session)
        if vertex is None or vertex.born > session.step:
            self.details.show_hint(_NO_NODE if len(session.recording) else _EMPTY)
            return
        card = lesson(session.moment, vertex, session.formulas)
        self.details.show_hint("")
        self.title.setText(card.title)
        self.prose.setText(card.prose)
        self._show_parts(card.parts)

    def _show_parts(self, parts: tuple[Part, ...]) -> None:
        while len(self.parts) < len(parts):
            view = PartView()
            self.parts.append(view)
            self.details.add(view)
        for number, view in enumerate(self.parts):
            view.setVisible(number < len(parts))
            if number < len(parts):
                view.show_part(parts[number])


class PartView(QWidget):
    """One formula under its heading, with the numbers below."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = plain("", "section")
        self.formula = Formula("Formula")
        self.numbers = Formula("With this run's numbers")
        self.numbers.setObjectName("numbers")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 8, 0, 0)
        rows.setSpacing(2)
        for widget in (self.heading, self.formula, self.numbers):
            rows.addWidget(widget)

    def show_part(self, part: Part) -> None:
        """Show another part."""
        self.heading.setText(part.heading)
        self.formula.set_formula(part.formula)
        self.formula.setVisible(bool(part.formula))
        self.numbers.set_formula(part.numbers)
        self.numbers.setVisible(bool(part.numbers))
