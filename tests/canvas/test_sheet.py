"""A sheet lies over a part of a view: what is written there is seen, cut at its border."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from inspector.canvas.sheet import RIM, Sheet

RED = QColor(255, 0, 0)
SIDE = 200


def reddened(sheet: Sheet, ratio: float) -> set[tuple[int, int]]:
    """The device pixels of a view that a sheet makes red."""
    image = QImage(round(SIDE * ratio), round(SIDE * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("white"))
    painter = QPainter(image)
    sheet.lay(painter)
    painter.end()
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), -1)
    return {(int(x), int(y)) for y, x in np.argwhere(pixels == RED.rgba())}


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_boxes_and_lines_are_cut_where_the_sheet_ends(ratio: float) -> None:
    sheet, area = Sheet(), QRect(20, 30, 100, 80)
    sheet.wipe(area, ratio)
    boxes = np.array([[10.0, 25.0, 30.0, 10.0], [110.0, 60.0, 2.0 * RIM, 10.0]])
    sheet.boxes(tuple(boxes.T), RED)
    sheet.hairs(np.array([[0.0, 90.5, 190.0, 90.5]]), RED)
    seen = reddened(sheet, ratio)
    scaled = [QRect(20, 30, 20, 5), QRect(110, 60, 10, 10)]
    line = {(x, round(90.5 * ratio)) for x in range(round(20 * ratio), round(120 * ratio))}
    assert seen == line.union(
        (x, y)
        for rect in scaled
        for x in range(round(rect.left() * ratio), round((rect.right() + 1) * ratio))
        for y in range(round(rect.top() * ratio), round((rect.bottom() + 1) * ratio))
    )
