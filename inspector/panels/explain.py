"""The formula of a node, and this run's numbers in it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from inspector.model.reports.explanation import explained
from inspector.model.session import Session
from inspector.panels.focus import focused
from inspector.panels.panel import Panel
from inspector.panels.part_view import PartView
from inspector.panels.sections import Details
from inspector.panels.time_view import TimeView
from inspector.widgets.heading import Heading
from inspector.widgets.labels import plain
from inspector.widgets.view_pool import show_each

_EMPTY = "Run a program (F5): the formulas of its operations appear here."
_NO_NODE = "Click a node of the graph, or step forward (Right), to see its formula."
_NO_NODE_AT_ALL = "There is no node by this step, and so no formula."
BEFORE_TIME = 2
"""What a layer computed and what reached it stand above its steps of time."""


class ExplainPanel(Panel):
    """The teaching card of the selected node, or of the one this step is about."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "explainPanel")
        self.title = Heading()
        self.prose = plain("", "prose")
        self.parts = [PartView(session) for _ in range(BEFORE_TIME)]
        self.time = TimeView(session)
        self.details = Details("Explanation")
        for widget in (self.title, self.prose, *self.parts, self.time):
            self.details.add(widget)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.details)
        self.watch_node(session.teacher.changed)
        self.dress()

    def refresh(self) -> None:
        session = self.session
        vertex = focused(session)
        if vertex is None or vertex.born > session.step:
            none = _NO_NODE_AT_ALL if self.at_end and not session.graph.vertices else _NO_NODE
            self.details.show_hint(none if len(session.recording) else _EMPTY)
            return
        card = explained(session.moment, vertex, session.teacher.knows)
        self.details.show_hint("")
        self.title.setText(card.title)
        self.prose.setText(card.prose)
        self.prose.setVisible(bool(card.prose))
        show_each(card.parts, self.parts, self._make_part, PartView.show_part)
        self.time.show_node(vertex.node)

    def _make_part(self, _number: int) -> PartView:
        view = PartView(self.session)
        self.details.add(view)
        return view
