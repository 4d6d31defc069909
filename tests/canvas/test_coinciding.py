"""Lines that run on one another are drawn as one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QImage, QPainter

from inspector.canvas.coinciding import joined
from inspector.canvas.lines import draw_alike
from inspector.canvas.spatial import Floats
from inspector.drawing.primitives import Line
from inspector.theme.tokens import THEMES

WAY = ((5.0, 10.3), (70.0, 10.3), (75.0, 12.0), (78.0, 30.0), (78.0, 70.3))


def rows(pieces: Sequence[Sequence[float]]) -> list[list[float]]:
    """What becomes of some pieces, in order."""
    return sorted(joined(np.array(pieces, dtype=np.float64)).tolist())


def test_level_pieces_that_overlap_are_joined() -> None:
    assert rows([[0, 5, 40, 5], [0, 5, 20, 5], [30, 5, 60, 5]]) == [[0, 5, 60, 5]]


def test_plumb_pieces_that_overlap_are_joined() -> None:
    assert rows([[5, 40, 5, 0], [5, 10, 5, 60]]) == [[5, 0, 5, 60]]


def test_dashes_stay_apart_and_lines_beside_each_other_too() -> None:
    dashes = [[0, 5, 4, 5], [8, 5, 12, 5], [0, 6, 30, 6]]
    assert rows(dashes) == sorted(dashes)


def test_a_long_piece_reaches_over_short_ones_on_its_own_line_only() -> None:
    pieces = [[0, 5, 90, 5], [10, 5, 20, 5], [30, 5, 40, 5], [30, 7, 40, 7]]
    assert rows(pieces) == [[0, 5, 90, 5], [30, 7, 40, 7]]


def test_slanted_pieces_are_drawn_once_where_they_are_the_same() -> None:
    pieces = [[0.0, 0, 4, 3], [4.0, 3, 9, 9], [0, 0, 4, 3.000001], [0.0, 0, 4, 2]]
    assert rows(pieces) == [[0, 0, 4, 2], [0, 0, 4, 3], [4, 3, 9, 9]]


def test_nothing_and_a_single_piece_stay() -> None:
    assert joined(np.empty((0, 4))).shape == (0, 4)
    assert rows([[3, 1, 1, 3]]) == [[3, 1, 1, 3]]


def painted(count: int, dash: tuple[float, ...]) -> Floats:
    """The pixels of so many lines on one another."""
    image = QImage(90, 90, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    line = Line(WAY, "edge", 1.5, dash, opacity=0.4)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_alike(painter, [line] * count, THEMES["light"])
    return np.frombuffer(image.bits(), dtype=np.uint8).astype(np.float64)


def test_fifty_lines_on_one_another_look_like_one() -> None:
    for dash in ((), (7.0, 4.5)):
        assert painted(1, dash).min() < 250
        assert np.abs(painted(50, dash) - painted(1, dash)).max() <= 2
