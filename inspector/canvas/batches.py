"""Drawing many lines or rectangles in one call, from numpy arrays that Qt reads without a copy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
import numpy.typing as npt
import shiboken6
from PySide6.QtCore import QLineF, QRect, QRectF
from PySide6.QtGui import QImage, QPainter

from inspector.canvas.camera import Viewpoint
from inspector.canvas.spatial import Floats, Indices

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


def fill_pixels(painter: QPainter, boxes: npt.NDArray[np.int32]) -> None:
    """Fill rectangles of whole pixels with the brush: half the time of others.

    ``boxes`` is (m, 4): first column, first row, last column, last row, as Qt holds them.
    """
    if len(boxes):
        block = np.ascontiguousarray(boxes)
        painter.drawRects(
            cast(QRect, shiboken6.wrapInstance(block.ctypes.data, QRect)), len(block)
        )


def splat(
    image: QImage, view: Viewpoint, boxes: Sequence[Floats], inks: npt.NDArray[np.uint32]
) -> None:
    """Fill tiny rectangles of the scene in an image of 32 bits a pixel.

    ``boxes`` : all lefts, tops, widths and heights, each (n,). A later one lies on top of an
    earlier one, but those that the image's border cuts lie below all others.
    """
    ratio, wide = image.devicePixelRatio(), image.bytesPerLine() * 8 // BITS
    pixels = np.frombuffer(image.bits(), dtype=np.uint32)
    scale = view.scale * ratio
    x = (boxes[0] * scale + view.x * ratio).astype(np.int32)
    y = (boxes[1] * scale + view.y * ratio).astype(np.int32)
    width, height = (np.maximum(each * scale + 0.5, 1.0).astype(np.int32) for each in boxes[2:])
    inside = (x >= 0) & (y >= 0)
    inside &= (x + width <= image.width()) & (y + height <= image.height())
    first = y.astype(np.intp) * wide + x
    if not inside.all():
        _cut(pixels.reshape(-1, wide), (x, y, width, height), inks, np.flatnonzero(~inside))
        first, width, height, inks = first[inside], width[inside], height[inside], inks[inside]
    low, narrow = int(height.min(initial=image.height())), int(width.min(initial=image.width()))
    # What every tile has of a row is written in one piece, whatever it is made of.
    strip = np.dtype((np.void, narrow * 4))
    strips = np.ndarray(len(pixels) - narrow + 1, strip, image.bits(), strides=(4,))
    inked = np.repeat(inks, narrow).view(strip)
    for down in range(int(height.max(initial=0))):
        reached = np.flatnonzero(height > down) if down >= low else slice(None)
        strips[first[reached] + down * wide] = inked[reached]
        for across in range(narrow, int(width.max(initial=0))):
            here = (width > across) & (height > down)
            pixels[first[here] + (down * wide + across)] = inks[here]


def _cut(
    rows: npt.NDArray[np.uint32],
    boxes: Sequence[npt.NDArray[np.int32]],
    inks: npt.NDArray[np.uint32],
    chosen: Indices,
) -> None:
    """Fill those parts of some rectangles that lie in an image: one by one, as they are few."""
    sides = (side[chosen].tolist() for side in (*boxes, inks))
    for left, top, width, height, ink in zip(*sides, strict=True):
        rows[max(top, 0) : max(top + height, 0), max(left, 0) : max(left + width, 0)] = ink


def sprinkle(
    image: QImage, rect: QRect, across: Floats, down: Floats, side: int, ink: int
) -> None:
    """Fill squares of ``side`` device pixels at every crossing of columns and rows in a rectangle.

    ``rect``, ``across`` and ``down`` : device pixels of an image of 32 bits a pixel, squares by
    their left and upper sides.
    """
    wide = image.bytesPerLine() * 8 // BITS
    pixels = np.frombuffer(image.bits(), dtype=np.uint32).reshape(-1, wide)
    part = pixels[rect.top() : rect.bottom() + 1, rect.left() : rect.right() + 1]
    columns, rows = (
        (each[:, None] + np.arange(side) - start).ravel()
        for each, start in ((across, rect.left()), (down, rect.top()))
    )
    columns = columns[(columns >= 0) & (columns < part.shape[1])].astype(np.intp)
    rows = rows[(rows >= 0) & (rows < part.shape[0])].astype(np.intp)
    part[np.ix_(rows, columns)] = ink


def at_least(sides: Sequence[Floats], least: float) -> tuple[Floats, Floats, Floats, Floats]:
    """Lefts, tops, widths and heights of rectangles, none smaller than ``least``, from sides."""
    left, top, right, bottom = sides
    width, height = np.maximum(right - left, least), np.maximum(bottom - top, least)
    return (left + right - width) / 2, (top + bottom - height) / 2, width, height
