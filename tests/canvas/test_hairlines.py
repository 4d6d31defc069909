"""Hairlines have the pixels of a line one pixel wide, whatever frame they are drawn in."""

from __future__ import annotations

import random

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from inspector.canvas.hairlines import draw_hairlines

INK = 0xFF112233
SIDE = 60
WHOLE = QRect(0, 0, SIDE, SIDE)


def blank() -> QImage:
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    return image


def inked(image: QImage) -> set[tuple[int, int]]:
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(SIDE, SIDE)
    return {(int(x), int(y)) for y, x in np.argwhere(pixels == INK)}


def drawn(pieces: list[list[float]], *frames: QRect) -> set[tuple[int, int]]:
    image = blank()
    for frame in frames or (WHOLE,):
        draw_hairlines(image, np.array(pieces, dtype=float).reshape(-1, 4), INK, frame)
    return inked(image)


def scattered(count: int) -> list[list[float]]:
    chance = random.Random(3)
    return [[chance.uniform(-20, SIDE + 20) for _ in range(4)] for _ in range(count)]


def test_level_and_upright_lines_have_every_pixel_between_their_ends() -> None:
    assert drawn([[2.5, 7.5, 50.5, 7.5]]) == {(x, 7) for x in range(2, 51)}
    assert drawn([[7.5, 50.5, 7.5, 2.5]]) == {(7, y) for y in range(2, 51)}


def test_a_slanted_line_has_one_pixel_in_each_column_beside_its_true_way() -> None:
    found = drawn([[0.5, 0.5, 58.5, 20.5]])
    assert sorted(x for x, _ in found) == list(range(59))
    assert all(abs((y + 0.5) - (0.5 + x * 20 / 58)) <= 0.5 + 1e-3 for x, y in found)


def test_a_point_is_one_pixel_and_no_line_is_none() -> None:
    assert drawn([[5.2, 6.7, 5.2, 6.7]]) == {(5, 6)}
    assert drawn([]) == set()


def test_nothing_is_drawn_outside_of_the_frame() -> None:
    frame = QRect(13, 21, 17, 9)
    found = drawn(scattered(200), frame)
    assert found
    assert all(frame.contains(x, y) for x, y in found)
    assert drawn([[-30.0, -9.0, -1.0, 70.0], [61.0, 5.0, 90.0, 5.0]]) == set()


def test_a_line_from_far_outside_crosses_the_whole_frame() -> None:
    assert drawn([[-1e6, 30.5, 1e6, 30.5]]) == {(x, 30) for x in range(SIDE)}


@pytest.mark.parametrize("cut", [1, 20, 33, 59])
def test_what_is_drawn_frame_by_frame_fits_together(cut: int) -> None:
    across = QRect(0, 0, cut, SIDE), QRect(cut, 0, SIDE - cut, SIDE)
    down = QRect(0, 0, SIDE, cut), QRect(0, cut, SIDE, SIDE - cut)
    pieces = scattered(300)
    for piece in pieces:
        assert drawn([piece], *across) == drawn([piece], *down) == drawn([piece])
