"""What lies on top of the backing store: tokens on their way, pulses, rings, fading ghosts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from inspector.canvas.animation import Frame, Hop
from inspector.canvas.camera import Rect, Viewpoint, grown
from inspector.canvas.lines import stroke
from inspector.canvas.stage import Stage
from inspector.canvas.tokens import Tokens
from inspector.drawing.shapes import radius
from inspector.model.looks.appearance import Appearance
from inspector.model.looks.look import Move
from inspector.theme.roles import Theme

FEW = 60
"""Up to so many lines that belong to a card are lit softly, which takes longer."""
LIT, BROAD, GLOW = 2.5, 6.0, 0.32
"""How wide a lit line is, how wide and how strong its light where it is soft."""


@dataclass(frozen=True, slots=True)
class Ghost:
    """What was on the screen before a change, fading while the new shows through."""

    image: QImage
    view: Viewpoint
    area: Rect
    """Where it belongs, in scene units."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """Everything that is painted on top of the picture at one moment."""

    selection: str | None = None
    hover: str | None = None
    kin: frozenset[str] = frozenset()
    hop: Hop | None = None
    frame: Frame | None = None
    ghost: Ghost | None = None


class OverlayPainter:
    """Paints an overlay over a stage as seen from a viewpoint, in logical pixels."""

    def __init__(
        self,
        painter: QPainter,
        stage: Stage,
        looks: Appearance,
        view: Viewpoint,
        theme: Theme,
        tokens: Tokens,
    ) -> None:
        self._painter, self._stage, self._view, self._theme = painter, stage, view, theme
        self._looks, self._tokens = looks, tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def paint(self, overlay: Overlay) -> None:
        """Paint all of it, the moving parts last."""
        if overlay.ghost and overlay.frame:
            self._ghost(overlay.ghost, 1 - overlay.frame.reveal)
        for key in sorted(overlay.kin):
            self._edge(key, soft=len(overlay.kin) <= FEW)
        if overlay.hover and overlay.hover != overlay.selection:
            self._ring(overlay.hover, "accent", 2.0, 3.0)
        if overlay.selection:
            self._ring(overlay.selection, "selection", 3.0, 4.0)
        if overlay.hop and overlay.frame:
            self._moving(overlay.hop, overlay.frame)

    def band(self, pixels: Rect | None) -> None:
        """Paint a rubber band."""
        if pixels is not None:
            soft = QColor(self._theme.selection)
            soft.setAlphaF(0.1)
            self._painter.setBrush(soft)
            self._painter.setPen(QPen(QColor(self._theme.selection), self._theme.line))
            self._painter.drawRect(QRectF(*pixels))

    def _moving(self, hop: Hop, frame: Frame) -> None:
        if frame.travel < 1:
            self._tokens.paint(
                self._painter, hop.moves, frame.travel, self._stage, self._view, self._theme
            )
        else:
            for key in arrivals(self._stage, hop.moves):
                self._pulse(key, "gradient" if hop.moves[0].backwards else "forward", frame)

    def _ghost(self, ghost: Ghost, opacity: float) -> None:
        if abs(ghost.view.scale - self._view.scale) > 1e-9:
            return
        self._painter.setOpacity(opacity)
        left, top, *_ = self._view.rect_to_screen(ghost.area)
        self._painter.drawImage(QPointF(left, top), ghost.image)
        self._painter.setOpacity(1.0)

    def _ring(self, key: str, role: str, line: float, gap: float) -> None:
        box = self._stage.box(key)
        if box is None:
            return
        gap *= self._theme.line
        shape = QRectF(*grown(self._view.rect_to_screen(box), gap))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(QPen(QColor(self._theme.colour(role)), line * self._theme.line))
        corner = radius(self._looks.vertex(key).kind, box[3], self._theme) * self._view.scale + gap
        self._painter.drawRoundedRect(shape, corner, corner)

    def _pulse(self, key: str, role: str, frame: Frame) -> None:
        self._painter.setOpacity(1 - frame.reveal)
        self._ring(key, role, 3.0, 3 + 9 * frame.reveal)
        self._painter.setOpacity(1.0)

    def _edge(self, key: str, soft: bool) -> None:
        """Light a line; ``soft`` : broadly, so that words on it are read through the light."""
        number = self._stage.edge_number.get(key)
        if number is None:
            return
        way = self._stage.routes.line(number)
        seen = way * self._view.scale + (self._view.x, self._view.y)
        colour = QColor(self._theme.accent)
        if not soft:
            stroke(self._painter, seen, colour, LIT * self._theme.line)
            return
        colour.setAlphaF(GLOW)
        pen = QPen(colour, BROAD * self._theme.line)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in seen.tolist()]))


def arrivals(stage: Stage, moves: Iterable[Move]) -> tuple[str, ...]:
    """The vertices that tokens travel to."""
    found: dict[str, None] = {}
    for move in moves:
        number = stage.edge_number.get(move.edge)
        if number is not None:
            end = stage.ends[number, 0 if move.backwards else 1]
            found[stage.vertices[int(end)].key] = None
    return tuple(found)
