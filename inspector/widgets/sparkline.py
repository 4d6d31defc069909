"""A sparkline in a row of a table: how a number has changed."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from inspector.theme.tokens import Theme
from inspector.widgets.rows import DrawnDelegate, Index

TREND = Qt.ItemDataRole.UserRole + 1
"""Where an item keeps the numbers of its line, oldest first."""
EDGE = 4.0
"""Pixels left free around the line, and twice the radius of the dot at its end."""


class SparklineDelegate(DrawnDelegate):
    """Paints a row, and a sparkline in each cell that has numbers."""

    def draw(self, painter: QPainter, cell: QRectF, index: Index) -> None:
        past = index.data(TREND)
        if past:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = cell.adjusted(EDGE, EDGE, -EDGE, -EDGE)
            paint_sparkline(painter, box, past, self.theme)
            painter.restore()


def paint_sparkline(painter: QPainter, box: QRectF, past: Sequence[float], theme: Theme) -> None:
    """Paint the line of some numbers; what is not finite is a gap, marked on the ground."""
    points = placed(box, past)
    painter.setPen(QPen(QColor(theme.forward), 1.4))
    for line in unbroken(points):
        painter.drawPolyline(QPolygonF(line))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.error))
    step = box.width() / max(1, len(past) - 1)
    for place, point in enumerate(points):
        if point is None:
            at = box.left() + place * step
            painter.drawRect(QRectF(at - 1, box.bottom() - 3, 2, 3))
    if points and points[-1] is not None:
        painter.setBrush(QColor(theme.forward))
        painter.drawEllipse(points[-1], EDGE / 2, EDGE / 2)


def placed(box: QRectF, past: Sequence[float]) -> list[QPointF | None]:
    """Where each number stands in a box, the largest on top; None for what is not finite."""
    finite = [number for number in past if math.isfinite(number)]
    low, high = min(finite, default=0.0), max(finite, default=0.0)
    step = box.width() / max(1, len(past) - 1)

    def height(number: float) -> float:
        share = 0.5 if high == low else number / (high - low) - low / (high - low)
        return box.bottom() - share * box.height()

    return [
        QPointF(box.left() + place * step, height(number)) if math.isfinite(number) else None
        for place, number in enumerate(past)
    ]


def unbroken(points: Sequence[QPointF | None]) -> list[list[QPointF]]:
    """The stretches of points between gaps."""
    stretches: list[list[QPointF]] = [[]]
    for point in points:
        if point is None:
            stretches.append([])
        else:
            stretches[-1].append(point)
    return [stretch for stretch in stretches if len(stretch) > 1]
