"""What a speaker adds to the picture: light on what this step is about, the camera close to it."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath

from inspector.canvas import pointing
from inspector.canvas.camera import Rect, grown, union
from inspector.canvas.eye import Eye
from inspector.canvas.picture import Picture
from inspector.model.graphs.step_vertex import vertex_of
from inspector.model.session import Session
from inspector.theme.roles import Theme

DIMMED = 0.72
"""How much of everything else is hidden under the spotlight."""
AROUND = 14.0
"""Pixels around what is lit."""


class Lecture:
    """A spotlight and a close-up of the session's step, each off until it is wanted."""

    def __init__(self, session: Session, picture: Picture, eye: Eye) -> None:
        self._session, self._picture, self._eye = session, picture, eye
        self.spotlit = False
        self.close = False

    def follow(self) -> bool:
        """Take another step into account; whether the whole picture has to be painted anew."""
        if self.close:
            self.come_close()
        return self.spotlit or self.close

    def come_close(self) -> None:
        """Fill the view with the vertex of the step and its neighbours."""
        stage, vertex = self._picture.stage, self._vertex()
        box = stage.box(vertex) if vertex else None
        if vertex and box is not None:
            self._eye.show(union([box, *pointing.neighbours(stage, vertex)]))

    def step_back(self) -> None:
        """Show the whole graph again."""
        self._eye.fit(self._picture.stage.bounds)

    def lit(self) -> tuple[Rect, ...]:
        """The boxes in the scene of what the step is about: vertices, and arrows between them."""
        stage, looks = self._picture.stage, self._picture.appearance
        if looks is None:
            return ()
        edges = [move.edge for move in looks.moves(self._session.step)]
        ends = [looks.graph.edge_by_key[edge] for edge in edges]
        keys = {key for edge in ends for key in (edge.source, edge.target)}
        vertex = self._vertex()
        boxes = [stage.box(key) for key in sorted(keys | ({vertex} if vertex else set()))]
        lines = [stage.edge_box(stage.edge_number[key]) for key in edges
                 if key in stage.edge_number]  # fmt: skip
        return (*(box for box in boxes if box is not None), *lines)

    def paint(self, painter: QPainter, room: QRectF, theme: Theme) -> None:
        """Dim everything but what is lit; nothing, where the step is about nothing to be seen."""
        lit = self.lit() if self.spotlit else ()
        if not lit:
            return
        dark = QPainterPath()
        dark.addRect(room)
        light = QPainterPath()
        for box in lit:
            hole = QPainterPath()
            shape = QRectF(*grown(self._eye.now.rect_to_screen(box), AROUND))
            hole.addRoundedRect(shape, AROUND, AROUND)
            light = light.united(hole)
        veil = QColor(theme.canvas)
        veil.setAlphaF(DIMMED)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(dark.subtracted(light), veil)

    def _vertex(self) -> str | None:
        """The vertex at which the step happens."""
        vertex = vertex_of(self._session.graph, self._session.moment.event)
        return vertex.key if vertex is not None else None
