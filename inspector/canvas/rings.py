"""Rings around cards, kept as pictures: an outline takes ten times as long as a copy of it."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from inspector.canvas.camera import Rect

KEPT = 400
"""So many rings are kept; cards of one size and one distance share theirs."""
Look = tuple[float, float, float, float, int, int, float]


class Rings:
    """Paints round rings of one pen and one fill; those that look alike are painted once."""

    def __init__(self) -> None:
        self._kept: dict[Look, QPixmap] = {}

    def paint(self, painter: QPainter, box: Rect, corner: float, pen: QPen, fill: QColor) -> None:
        """Paint a ring around ``box``, in logical pixels; its place is a whole device pixel."""
        left, top, width, height = box
        ratio, edge = painter.device().devicePixelRatio(), ceil(pen.widthF())
        inks = pen.color().rgba(), fill.rgba()
        look = (round(width, 2), round(height, 2), corner, pen.widthF(), *inks, ratio)
        if look not in self._kept:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[look] = _painted(width, height, corner, pen, fill, ratio)
        x, y = (round((side - edge) * ratio) / ratio for side in (left, top))
        painter.drawPixmap(QPointF(x, y), self._kept[look])


def _painted(
    width: float, height: float, corner: float, pen: QPen, fill: QColor, ratio: float
) -> QPixmap:
    edge = ceil(pen.widthF())
    pixmap = QPixmap(*(ceil((side + 2 * edge) * ratio) for side in (width, height)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.setBrush(fill)
        painter.drawRoundedRect(QRectF(edge, edge, width, height), corner, corner)
    return pixmap
