"""The cells of a heat map, one by one."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.drawing.primitives import Grid

Rectangle = tuple[float, float, float, float]

LINE = 1.0
"""What is left free between two cells, so that equal neighbours are told apart."""


def cells(grid: Grid) -> Iterator[tuple[Rectangle, str]]:
    """Left, top, width and height of every cell, and its colour."""
    high = grid.height / max(1, len(grid.cells))
    for row, colours in enumerate(grid.cells):
        wide = grid.width / max(1, len(colours))
        free = LINE if min(wide, high) > 6 * LINE else 0.0
        for column, colour in enumerate(colours):
            left, top = grid.x + column * wide, grid.y + row * high
            yield (left + free / 2, top + free / 2, wide - free, high - free), colour
