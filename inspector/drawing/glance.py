"""A card seen from afar: its name and value, as large as its box allows."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.drawing.fontmetrics import text_width
from inspector.drawing.heatmap import colours
from inspector.drawing.measures import baseline, fitted
from inspector.drawing.primitives import Grid, Primitive, Text
from inspector.drawing.shapes import Style, style
from inspector.drawing.tray import FAR, strip, tray_strip
from inspector.model.graphs.vertex import Kind
from inspector.model.looks.look import VertexLook
from inspector.theme.roles import Theme

Size = tuple[float, float]
ROOM = 0.85
"""The part of a card's width that is written on."""
NAME, HELD = 2.6, 2.4
"""Heights of the rows above a heat map, in type sizes: of the name, and of the dimensions."""
WIDE = 5.0
"""How many times as wide as high the cells of a heat map are at most."""
LOW = 1.1
"""The least height of a heat map, in type sizes of values: a lower one would be a mere line."""


def glance(look: VertexLook, size: Size, theme: Theme) -> Iterator[Primitive]:
    """A name, and a value or its dimensions; below these its heat map where there is room.

    Of a tray there is a strip, which fills as gradients arrive, and says which one is there.
    """
    width, height = size[0], size[1] - strip(look, size, theme)
    above = NAME * theme.node_title + HELD * theme.node_small
    below = height - above - 0.5 * theme.node_value
    mapped = bool(look.cells) and below >= LOW * theme.node_value
    yield from _words(look, (width, above if mapped else height), theme, style(look))
    if mapped:
        yield _map(look, above, (width, below), theme)
    if height < size[1]:
        yield from tray_strip(look, size, theme)


def said(look: VertexLook) -> str:
    """What a card is called from afar: the variable of its result, its symbol or its name."""
    if look.kind is Kind.OPERATION:
        return look.title if look.named else look.symbol
    return look.title


def _words(look: VertexLook, size: Size, theme: Theme, ink: Style) -> Iterator[Primitive]:
    width, height = size
    title = said(look)
    large = fitted(title, ROOM * width, min(2 * theme.node_title, 0.45 * height), bold=True)
    row = baseline(0.04 * height, 0.56 * height, large)
    yield Text(width / 2, row, title, large, ink.ink, bold=True)
    held = _held(look, ROOM * width, theme)
    small = fitted(held, ROOM * width, min(2 * theme.node_small, 0.3 * height))
    row = baseline(0.6 * height, 0.32 * height, small)
    yield Text(width / 2, row, held, small, ink.quiet)


def _map(look: VertexLook, top: float, room: Size, theme: Theme) -> Grid:
    """The heat map in the middle of the room, as wide as its matrix needs."""
    assert look.cells
    rows, columns = len(look.cells), len(look.cells[0])
    width = min(ROOM * room[0], WIDE * columns * room[1] / rows)
    inks = colours(look.cells, look.scale, theme)
    return Grid((room[0] - width) / 2, top, width, room[1], inks)


def _held(look: VertexLook, room: float, theme: Theme) -> str:
    """A value where there is room for it, else its shape, which is never written as "3" alone."""
    shape = look.shape_text.partition(" ")[0]
    text = look.value_text
    near = text.startswith("[") and text_width(text, FAR * theme.node_small) <= room
    if text and (shape in {"", "scalar"} or near):
        return text
    return f"{shape} {'value' if shape == '1' else 'values'}" if shape.isdecimal() else shape
