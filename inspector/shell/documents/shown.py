"""The graph as it is on the screen, for whoever exports it."""

from __future__ import annotations

from inspector.canvas.view import GraphCanvas
from inspector.export.subject import Subject
from inspector.model.questions.explain import sentence
from inspector.model.session import Session
from inspector.shell.background.layouting import Layouting
from inspector.theme.tokens import THEMES


class Shown:
    """Puts together what is exported: all of the graph, or what the canvas has in view."""

    def __init__(self, session: Session, canvas: GraphCanvas, layouting: Layouting) -> None:
        self._session, self._canvas, self._layouting = session, canvas, layouting

    def whole(self) -> Subject:
        """All of the graph, at the step shown."""
        session = self._session
        words = sentence(session.recording, session.step, session.teacher.knows.formulas)
        title = session.classroom.title(session.document, session.recording)
        theme = THEMES[str(session.settings["theme"])]
        geometry = self._layouting.geometry
        return Subject(session.graph, geometry, session.appearance, theme, words, title)

    def in_view(self) -> Subject:
        """What of the graph the canvas shows just now."""
        return self.whole().only(self._canvas.seen())
