"""A transparent image over a view, into whose memory many lines and boxes are written."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from inspector.canvas.batches import splat
from inspector.canvas.camera import Viewpoint
from inspector.canvas.hairlines import draw_hairlines
from inspector.canvas.spatial import Floats

Sides = tuple[Floats, Floats, Floats, Floats]
CLEAR = QColor(0, 0, 0, 0)
"""Nothing; written over something it is a hole."""
RIM = 48
"""Device pixels around what is shown: a box that is cut by them need not be cut by the sheet's."""


class Sheet:
    """An image that is written on, laid over a view, and kept: to make one takes half a frame."""

    def __init__(self) -> None:
        self._image = QImage()
        self._area = QRect()

    def wipe(self, area: QRect, ratio: float, colour: QColor = CLEAR) -> None:
        """Begin anew over an area of the view; ``ratio`` : device pixels to a logical one."""
        self._area, room = area, area.size() * ratio + QSize(2 * RIM + 1, 2 * RIM + 1)
        if room.boundedTo(self._image.size()) != room:
            room = room.expandedTo(self._image.size())
            self._image = QImage(room, QImage.Format.Format_ARGB32_Premultiplied)
        self._image.setDevicePixelRatio(ratio)
        self._image.fill(colour)

    def hairs(self, pieces: Floats, colour: QColor) -> None:
        """Write straight lines, (m, 4) of x1, y1, x2, y2 in the view's logical pixels."""
        x, y, ratio = self._area.x(), self._area.y(), self._image.devicePixelRatio()
        here = (pieces - (x, y, x, y)) * ratio + RIM
        inside = self._image.rect().adjusted(RIM, RIM, -RIM, -RIM)
        draw_hairlines(self._image, here, _ink(colour), inside)

    def boxes(self, boxes: Sides, colour: QColor) -> None:
        """Write rectangles: lefts, tops, widths and heights in the view's logical pixels."""
        ink = np.full(len(boxes[0]), _ink(colour), dtype=np.uint32)
        rim = RIM / self._image.devicePixelRatio()
        splat(self._image, Viewpoint(1.0, rim - self._area.x(), rim - self._area.y()), boxes, ink)

    def rings(self, boxes: Sides, colour: QColor, line: float, fill: QColor) -> None:
        """Write rectangles with borders of so many pixels, filled or with holes."""
        left, top, width, height = boxes
        self.boxes(boxes, colour)
        self.boxes((left + line, top + line, width - 2 * line, height - 2 * line), fill)

    def lay(self, painter: QPainter) -> None:
        """Paint what was written onto the area."""
        ratio = self._image.devicePixelRatio()
        source = QRectF(QPoint(RIM, RIM), self._area.size().toSizeF() * ratio)
        painter.drawImage(self._area.toRectF(), self._image, source)


def _ink(colour: QColor) -> int:
    """A colour as it lies in the memory of a sheet: times its opacity."""
    dot = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
    dot.fill(colour)
    return int(np.frombuffer(dot.constBits(), dtype=np.uint32)[0])
