from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from inspector.canvas.batches import sprinkle

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
