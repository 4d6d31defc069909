"""What lies on top of the backing store: tokens on their way, pulses, rings, fading ghosts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from inspector.canvas.animation import Frame, Hop
from inspector.canvas.camera import Rect, Viewpoint, grown
from inspector.canvas.lines import stroke
from inspector.canvas.routes import part_of, point_along
from inspector.canvas.spatial import Floats
from inspector.canvas.stage import Stage
from inspector.drawing.edges import GRADIENT_DASH
from inspector.drawing.fontmetrics import text_width
from inspector.drawing.primitives import Box, Primitive, Text
from inspector.drawing.shapes import radius
from inspector.export.painting import paint
from inspector.model.appearance import Appearance
from inspector.model.look import Move
from inspector.theme.roles import Theme

LEGIBLE = 0.45
"""Below this scale a token is a dot without its number."""
LONGEST = 22
"""Characters of a token's text."""


@dataclass(frozen=True, slots=True)
class Ghost:
    """What was on the screen before a change, fading while the new shows through."""

    image: QImage
    view: Viewpoint
    area: Rect
    """Where it belongs, in scene units."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """Everything on top at one moment."""

    selection: str | None = None
    hover: str | None = None
    kin: frozenset[str] = frozenset()
    hop: Hop | None = None
    frame: Frame | None = None
    ghost: Ghost | None = None


class OverlayPainter:
    """Paints an overlay over a stage as seen from a viewpoint, in logical pixels."""

    def __init__(
        self, painter: QPainter, stage: Stage, looks: Appearance, view: Viewpoint, theme: Theme
    ) -> None:
        self._painter, self._stage, self._view, self._theme = painter, stage, view, theme
        self._looks = looks
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def paint(self, overlay: Overlay) -> None:
        """Paint all of it, the moving parts last."""
        if overlay.ghost and overlay.frame:
            self._ghost(overlay.ghost, 1 - overlay.frame.reveal)
        for key in sorted(overlay.kin):
            self._edge(key, "accent", 2.5)
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
            for move in hop.moves:
                self._travel(move, frame.travel)
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

    def _edge(self, key: str, role: str, line: float) -> None:
        number = self._stage.edge_number.get(key)
        if number is not None:
            self._stroke(self._stage.routes.line(number), role, line, ())

    def _stroke(self, line: Floats, role: str, width: float, dash: tuple[float, ...]) -> None:
        seen = line * self._view.scale + (self._view.x, self._view.y)
        colour = QColor(self._theme.colour(role))
        stroke(self._painter, seen, colour, width * self._theme.line, dash)

    def _travel(self, move: Move, progress: float) -> None:
        number = self._stage.edge_number.get(move.edge)
        if number is None:
            return
        role = "gradient" if move.backwards else "forward"
        line = self._stage.routes.line(number)
        line = line[::-1] if move.backwards else line
        dash = GRADIENT_DASH if move.backwards else ()
        self._stroke(part_of(line, progress), role, 2.5, dash)
        self._token(self._view.to_screen(*point_along(line, progress)), move.text, role)

    def _token(self, at: tuple[float, float], text: str, role: str) -> None:
        legible = self._view.scale >= LEGIBLE
        size = self._theme.edge_value * min(max(self._view.scale, 0.8), 1.25)
        self._painter.save()
        self._painter.translate(*at)
        paint(self._painter, token(text if legible else "", role, size), self._theme)
        self._painter.restore()


def token(text: str, role: str, size: float) -> tuple[Primitive, ...]:
    """A pill that carries a number, around the origin; a dot where there is no text."""
    if not text:
        return (Box(-5, -5, 10, 10, 5, role, "canvas", 1.5),)
    shown = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    width, height = text_width(shown, size, bold=True) + size * 1.1, size * 1.7
    pill = Box(-width / 2, -height / 2, width, height, height / 2, role, "canvas", 1.5)
    return pill, Text(0, size * 0.36, shown, size, f"on_{role}", bold=True)


def arrivals(stage: Stage, moves: Iterable[Move]) -> tuple[str, ...]:
    """The vertices that tokens travel to."""
    found: dict[str, None] = {}
    for move in moves:
        number = stage.edge_number.get(move.edge)
        if number is not None:
            end = stage.ends[number, 0 if move.backwards else 1]
            found[stage.vertices[int(end)].key] = None
    return tuple(found)
