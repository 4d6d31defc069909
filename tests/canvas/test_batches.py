"""Lines, tiles and dots drawn in one call reach the pixels they should, and no others."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from inspector.canvas.batches import splat, sprinkle
from inspector.canvas.camera import Viewpoint

INK = 0xFF112233


def sprinkled(image: QImage) -> set[tuple[int, int]]:
    every = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return {(x, y) for x, y in every if image.pixel(x, y) == INK}


def blank() -> QImage:
    image = QImage(9, 6, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    return image


def test_dots_stand_where_columns_and_rows_cross() -> None:
    image = blank()
    sprinkle(image, QRect(0, 0, 9, 6), np.array([1.0, 5.0]), np.array([2.0]), 2, INK)
    assert sprinkled(image) == {(x, y) for x in (1, 2, 5, 6) for y in (2, 3)}


def test_nothing_is_touched_outside_the_rectangle() -> None:
    image, columns = blank(), np.array([-1.0, 3.0, 8.0])
    sprinkle(image, QRect(0, 3, 4, 3), columns, np.array([2.0, 5.0]), 2, INK)
    assert sprinkled(image) == {(0, 3), (3, 3), (0, 5), (3, 5)}


def test_tiles_of_any_size_fill_their_pixels_and_no_others() -> None:
    image = blank()
    sides = ([1.0, 5.0, 5.0], [1.0, 0.0, 3.0], [2.0, 3.0, 1.0], [3.0, 1.0, 2.0])
    splat(image, Viewpoint(), [np.array(side) for side in sides], np.full(3, INK, dtype=np.uint32))
    first = {(x, y) for x in (1, 2) for y in (1, 2, 3)}
    assert sprinkled(image) == first | {(5, 0), (6, 0), (7, 0)} | {(5, 3), (5, 4)}


def test_a_later_tile_lies_on_top() -> None:
    image, inks = blank(), np.array([0xFF000000, INK], dtype=np.uint32)
    corner, length = np.array([2.0, 2.0]), np.array([2.0, 2.0])
    splat(image, Viewpoint(), [corner, corner, length, length], inks)
    assert sprinkled(image) == {(2, 2), (3, 2), (2, 3), (3, 3)}


def test_a_tile_that_reaches_out_of_the_image_is_cut() -> None:
    image, ink = blank(), np.full(4, INK, dtype=np.uint32)
    lefts, tops = np.array([8.0, -1.0, 2.0, 20.0]), np.array([2.0, -3.0, 5.0, 2.0])
    splat(image, Viewpoint(), [lefts, tops, np.full(4, 2.0), np.full(4, 4.0)], ink)
    right, lower = {(8, y) for y in range(2, 6)}, {(2, 5), (3, 5)}
    assert sprinkled(image) == right | {(0, 0)} | lower
