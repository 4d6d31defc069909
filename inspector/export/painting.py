"""Primitives drawn with a Qt painter: on the canvas, on paper, into a picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from inspector.drawing.curves import Point, arrow_head, cubics, heading, without_head
from inspector.drawing.primitives import Box, Grid, Line, Primitive, Text
from inspector.export.cells import cells
from inspector.export.fonts import font
from inspector.theme.roles import Theme

NO_PEN = QPen(Qt.PenStyle.NoPen)


def paint(painter: QPainter, primitives: Iterable[Primitive], theme: Theme) -> None:
    """Draw primitives in scene units; the painter's transformation places and scales them.

    The painter's pen, brush, font and opacity are left changed.
    """
    opacity = 1.0
    painter.setOpacity(opacity)
    for primitive in primitives:
        if primitive.opacity != opacity:
            opacity = primitive.opacity
            painter.setOpacity(opacity)
        _paint(painter, primitive, theme)


def paint_opaque(painter: QPainter, primitives: Iterable[Primitive], theme: Theme) -> None:
    """The same, but for their opacity."""
    for primitive in primitives:
        _paint(painter, primitive, theme)


def _paint(painter: QPainter, primitive: Primitive, theme: Theme) -> None:
    match primitive:
        case Text():
            _text(painter, primitive, theme)
        case Box():
            _box(painter, primitive, theme)
        case Line():
            _line(painter, primitive, theme)
        case Grid():
            _grid(painter, primitive)


def _text(painter: QPainter, text: Text, theme: Theme) -> None:
    weight = theme.strong if text.bold else theme.weight
    painter.setFont(font(text.size, weight, text.mono))
    painter.setPen(pen(theme.colour(text.fill)))
    x = text.x
    if text.anchor != "start":
        width = advance(text.text, text.size, weight, text.mono)
        x -= width / 2 if text.anchor == "middle" else width
    painter.drawText(QPointF(x, text.y), text.text)


def _box(painter: QPainter, box: Box, theme: Theme) -> None:
    painter.setPen(pen(theme.colour(box.stroke), box.line, box.dash) if box.stroke else NO_PEN)
    painter.setBrush(brush(theme.colour(box.fill)) if box.fill else Qt.BrushStyle.NoBrush)
    shape = QRectF(box.x, box.y, box.width, box.height)
    if box.radius:
        painter.drawRoundedRect(shape, box.radius, box.radius)
    else:
        painter.drawRect(shape)


def _line(painter: QPainter, line: Line, theme: Theme) -> None:
    if len(line.points) < 2:
        return
    colour = theme.colour(line.stroke)
    points: Sequence[Point] = line.points
    if line.arrow:
        direction = heading(points, line.line)
        head = arrow_head(points[-1], direction, line.line)
        points = without_head(points, line.line)
        painter.setPen(NO_PEN)
        painter.setBrush(brush(colour))
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in head]))
    painter.setPen(pen(colour, line.line, line.dash))
    if line.smooth:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(spline(points))
    else:
        painter.drawPolyline(QPolygonF([QPointF(*point) for point in points]))


def spline(points: Sequence[Point]) -> QPainterPath:
    """The path of a smooth line."""
    path = QPainterPath(QPointF(*points[0]))
    for _, one, two, end in cubics(points):
        path.cubicTo(QPointF(*one), QPointF(*two), QPointF(*end))
    return path


def _grid(painter: QPainter, grid: Grid) -> None:
    for rectangle, colour in cells(grid):
        painter.fillRect(QRectF(*rectangle), QColor(colour))


@lru_cache(maxsize=1024)
def pen(colour: str, width: float = 1.0, dash: tuple[float, ...] = ()) -> QPen:
    """A pen with round joins; ``dash`` is in scene units."""
    made = QPen(QColor(colour), width)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    made.setCapStyle(Qt.PenCapStyle.FlatCap if dash else Qt.PenCapStyle.RoundCap)
    if dash:
        made.setDashPattern([length / width for length in dash])
    return made


@lru_cache(maxsize=1024)
def brush(colour: str) -> QBrush:
    """A plain brush."""
    return QBrush(QColor(colour))


@lru_cache(maxsize=16384)
def advance(text: str, size: float, weight: int, mono: bool) -> float:
    """How wide Qt writes a text, in pixels at a scale of 1."""
    return QFontMetricsF(font(size, weight, mono)).horizontalAdvance(text)
