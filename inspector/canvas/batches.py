"""Many lines or rectangles in one call: numpy arrays read by Qt as its own arrays, uncopied."""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt
import shiboken6
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QImage, QPainter

from inspector.canvas.camera import Viewpoint
from inspector.canvas.spatial import Floats

BITS = 32


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


def splat(
    image: QImage, view: Viewpoint, corners: Floats, sizes: Floats, inks: npt.NDArray[np.uint32]
) -> None:
    """Fill tiny rectangles of the scene, (n, 2) corners and sizes, in an image of 32 bits a pixel.

    Those that reach out of the image are left out; a later one lies on top of an earlier one.
    """
    ratio, wide = image.devicePixelRatio(), image.bytesPerLine() * 8 // BITS
    pixels = np.frombuffer(image.bits(), dtype=np.uint32)
    x, y = ((corners * view.scale + (view.x, view.y)) * ratio).astype(np.intp).T
    width, height = np.maximum(np.rint(sizes * (view.scale * ratio)), 1).astype(np.intp).T
    inside = (x >= 0) & (y >= 0)
    inside &= (x + width <= image.width()) & (y + height <= image.height())
    first, width, height, inks = (
        (y * wide + x)[inside],
        width[inside],
        height[inside],
        inks[inside],
    )
    for down in range(int(height.max(initial=0))):
        for across in range(int(width.max(initial=0))):
            reached = (width > across) & (height > down)
            pixels[first[reached] + (down * wide + across)] = inks[reached]
