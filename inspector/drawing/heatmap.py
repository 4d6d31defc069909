"""Small matrices as heat maps: the sign is printed too, so that colour never stands alone."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

from inspector.drawing.fontmetrics import text_width
from inspector.drawing.measures import baseline
from inspector.drawing.primitives import Grid, Primitive, Text
from inspector.drawing.shapes import OPACITY
from inspector.model.looks.look import Cells, Phase
from inspector.model.recordings.format import number_text
from inspector.theme.colour import heat, legible, mix
from inspector.theme.roles import Theme

WRITTEN = 12
"""Up to so many cells hold their number, beyond only its sign."""
WIDEST = 31.0
"""What a card holds is so many times as wide as its type is large, at the most."""
SMALLEST = 0.72
"""Numbers that would have to be smaller than this part of a card's smallest type are left out."""
SIGNED = 8
"""Up to so many cells a side are large enough for a sign."""
FILLED = 0.84
"""The part of its cell that a number takes at most, so that it does not run into the next."""
STRETCHED = 2.5
"""How many times as wide as high cells are at most where a card has room."""


def grid_size(cells: Cells, theme: Theme) -> tuple[float, float]:
    """Width and height of the heat map of a matrix."""
    rows, columns = len(cells), len(cells[0])
    if _holds_numbers(cells, theme):
        return columns * _wide(cells, theme), rows * 1.45 * theme.node_value
    side = theme.node_value * (1.0 if max(rows, columns) <= SIGNED else 0.55)
    return columns * side, rows * side


def stretched(cells: Cells, room: float, theme: Theme) -> tuple[float, float]:
    """Width and height of a heat map that uses a card's width where its matrix is narrow."""
    width, height = grid_size(cells, theme)
    return max(width, min(room, STRETCHED * len(cells[0]) * height / len(cells))), height


def heat_map(
    cells: Cells,
    bound: float,
    box: tuple[float, float, float, float],
    theme: Theme,
    phase: Phase = Phase.SHOWN,
    least: float = 0.0,
) -> Iterator[Primitive]:
    """A matrix in a rectangle (left, top, width, height), coloured up to ``bound``.

    Numbers that would have to be smaller than ``least`` are left out. They are to be read on
    colours that are as faint as the ``phase`` lets them be seen.
    """
    inks = colours(cells, bound, theme)
    yield Grid(*box, inks)
    written = _holds_numbers(cells, theme)
    if not written and max(len(cells), len(cells[0])) > SIGNED:
        return
    left, top, width, height = box
    wide, high = width / len(cells[0]), height / len(cells)
    size = _type_size(cells, wide, high, theme) if written else theme.node_small
    for i, row in enumerate(cells):
        for j, value in enumerate(row):
            text = _number(value) if written else _sign(value)
            if written and size < max(least, SMALLEST * theme.node_small):
                continue
            x, y = left + (j + 0.5) * wide, baseline(top + i * high, high, size)
            ink = legible(mix(theme.canvas, inks[i][j], OPACITY[phase]))
            yield Text(x, y, text, size, ink, mono=True)


def colours(cells: Cells, bound: float, theme: Theme) -> tuple[tuple[str, ...], ...]:
    """The colour of each cell, on a scale up to ``bound`` either way."""
    return tuple(tuple(heat(theme, value, bound) for value in row) for row in cells)


def _holds_numbers(cells: Cells, theme: Theme) -> bool:
    """Whether the cells are few enough, and a row of them not too wide, for numbers."""
    few = len(cells) * len(cells[0]) <= WRITTEN
    return few and len(cells[0]) * _wide(cells, theme) <= WIDEST * theme.node_value


def _wide(cells: Cells, theme: Theme) -> float:
    """How wide a cell is that holds its number."""
    size = theme.node_value
    widest = max(text_width(_number(x), size, mono=True) for row in cells for x in row)
    return max(1.9 * size, widest + 0.7 * size)


def _type_size(cells: Cells, wide: float, high: float, theme: Theme) -> float:
    """The largest type in which every number fits its cell."""
    widest = max(text_width(_number(x), 1.0, mono=True) for row in cells for x in row)
    return min(1.3 * theme.node_value, 0.8 * high, FILLED * wide / max(widest, 0.1))


def _number(value: float | None) -> str:
    return "NaN" if value is None else number_text(value)


def _sign(value: float | None) -> str:
    if value is None or isnan(value):
        return "?"
    return "+" if value > 0 else "−" if value < 0 else "0"
