"""Many lines or rectangles in one call: numpy arrays read by Qt as its own arrays, uncopied."""

from __future__ import annotations

from typing import cast

import numpy as np
import shiboken6
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter

from inspector.canvas.spatial import Floats


def draw_lines(painter: QPainter, segments: Floats) -> None:
    """Draw straight lines with the painter's pen; ``segments`` is (m, 4): x1, y1, x2, y2."""
    if len(segments):
        block = np.ascontiguousarray(segments, dtype=np.float64)
        first = cast(QLineF, shiboken6.wrapInstance(block.ctypes.data, QLineF))
        painter.drawLines(first, len(block))


def draw_rects(painter: QPainter, rects: Floats) -> None:
    """Draw rectangles with pen and brush; ``rects`` is (m, 4): left, top, width, height."""
    if len(rects):
        block = np.ascontiguousarray(rects, dtype=np.float64)
        first = cast(QRectF, shiboken6.wrapInstance(block.ctypes.data, QRectF))
        painter.drawRects(first, len(block))
