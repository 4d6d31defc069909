"""Rings around cards: round, kept, and where they are wanted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from pytestqt.qtbot import QtBot

from inspector.canvas.rings import Rings

BLUE, CLEAR = QColor("blue"), QColor(0, 0, 0, 0)


def drawn(rings: Rings, *lefts: float, ratio: float = 1.0) -> QImage:
    """An image of 100 by 40 logical pixels with a ring of 30 by 20 at each place."""
    seen = QImage(round(100 * ratio), round(40 * ratio), QImage.Format.Format_RGB32)
    seen.setDevicePixelRatio(ratio)
    seen.fill(Qt.GlobalColor.white)
    painter = QPainter(seen)
    for left in lefts:
        rings.paint(painter, (left, 10.0, 30.0, 20.0), 6.0, QPen(BLUE, 2.0), CLEAR)
    painter.end()
    return seen


def dark(seen: QImage, row: int) -> list[int]:
    return [x for x in range(seen.width()) if seen.pixelColor(x, row).red() < 100]


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_ring_goes_around_its_box_and_is_open_inside(qtbot: QtBot, ratio: float) -> None:
    seen = drawn(Rings(), 20.0, ratio=ratio)
    across = dark(seen, round(20 * ratio))
    assert across[0] == round(19 * ratio)
    assert across[-1] == round(51 * ratio) - 1
    assert seen.pixelColor(round(35 * ratio), round(20 * ratio)) == QColor("white")
    assert seen.pixelColor(round(19 * ratio), round(9 * ratio)) == QColor("white")  # it is round


def test_a_ring_that_is_kept_looks_like_the_first_wherever_it_is(qtbot: QtBot) -> None:
    rings = Rings()
    alone, both = drawn(rings, 50.0), drawn(rings, 10.0, 50.0)
    assert both.copy(48, 0, 40, 40) == alone.copy(48, 0, 40, 40)
    assert both.copy(8, 0, 34, 40) == alone.copy(48, 0, 34, 40)
