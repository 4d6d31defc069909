"""A card seen from some way off: its name, value and gradient alone, in larger type."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.drawing.fontmetrics import text_width
from inspector.drawing.heatmap import heat_map
from inspector.drawing.measures import SIGN, SIGNS, baseline, elided, fitted, symbol_type
from inspector.drawing.primitives import Box, Primitive, Text
from inspector.drawing.shapes import style
from inspector.drawing.tray import arrivals, filled
from inspector.model.graphs.vertex import PILLS, Kind
from inspector.model.looks.look import VertexLook
from inspector.theme.roles import Theme

LARGER = 1.45
"""How much larger than on the whole card names and values are at most."""
VALUE = 1.1
"""The same of values: all are of one size, and can still be read at the least scale of a card."""
SYMBOL, NAME, ROW = 2.2, 1.75, 1.9
"""Heights of the rows of symbols and names, in titles' type sizes, and of values, in theirs."""
INSET, SIDE = 0.3, 0.35
"""Room around what is said, and more of it at the sides, in units of a value's type size."""
TRAY, TRAY_LINES = 0.4, 2.4
"""The share of a card's height that its tray takes, and the most in units of a value's size."""

Area = tuple[float, float, float, float]


def brief(look: VertexLook, size: tuple[float, float], theme: Theme) -> Iterator[Primitive]:
    """What is inside of a card of this size."""
    width, height = size
    inset = INSET * theme.node_value
    low = min(height * TRAY, TRAY_LINES * theme.node_value) if look.tray else 0.0
    side = SIDE * theme.node_value
    upper = (side + inset, inset, width - 2 * (side + inset), height - low - 2 * inset)
    yield from _upper(look, upper, theme)
    if look.tray:
        yield from _tray(look, (inset, height - low, width - 2 * inset, low - inset), theme)


def room_for(text: str, theme: Theme) -> float:
    """How wide a card is that has room for a value as it is written from farther off."""
    around = 2 * (INSET + SIDE) * theme.node_value
    return text_width(text, VALUE * theme.node_value, mono=True) + around


def heading(look: VertexLook) -> str:
    """What a card says first: a variable's name or an operation's symbol."""
    return look.symbol or look.title if look.kind is Kind.OPERATION else look.title


def _upper(look: VertexLook, area: Area, theme: Theme) -> Iterator[Primitive]:
    """Name or symbol, and the value below it; both in the middle where they leave room."""
    left, top, width, height = area
    symbol, ink = look.kind in PILLS, style(look).ink
    said = heading(look)
    first = min((SYMBOL if symbol else NAME) * theme.node_title, height * 0.48)
    largest = LARGER * (symbol_type(said, theme) if symbol else theme.node_title)
    largest = min(largest, first * (SIGN if said in SIGNS else 1.0))
    large = fitted(said, width, largest, bold=True, mono=not symbol)
    if not look.cells:
        top += max(0.0, height - first - ROW * theme.node_value) / 2
    row = baseline(top, first, large)
    yield Text(left + width / 2, row, said, large, ink, bold=True, mono=not symbol)
    rest = (left, top + first, width, area[1] + height - top - first)
    if look.cells:
        grid = _grid(look.cells, rest)
        yield from heat_map(look.cells, look.scale, grid, theme, look.phase, theme.node_value)
        return
    low = (left, top + first, width, min(rest[3], ROW * theme.node_value))
    yield _line(_said(look, width, theme), low, theme, ink)


def _said(look: VertexLook, width: float, theme: Theme) -> str:
    """The value, with the name of an operation's result before it where there is room.

    A shape leaves its dtype out where both are too long.
    """
    text = look.value_text or look.shape_text
    named = f"{look.title} = {text}" if look.named and look.kind is Kind.OPERATION else text
    shape = text if look.value_text else look.shape_text.partition(" ")[0]
    size = VALUE * theme.node_value
    fits = (said for said in (named, text) if text_width(said, size, mono=True) <= width)
    return next(fits, shape)


def _line(text: str, area: Area, theme: Theme, ink: str, bold: bool = False) -> Text:
    """A value in the middle of an area, in the one type size of all, cut where it is too long."""
    left, top, width, height = area
    size = VALUE * theme.node_value
    said = elided(text, width, size, bold=bold, mono=True)
    return Text(
        left + width / 2, baseline(top, height, size), said, size, ink, "middle", bold, True
    )


def _grid(cells: tuple[tuple[float | None, ...], ...], area: Area) -> Area:
    """The part of an area that a heat map fills: cells at most three times as wide as high."""
    left, top, width, height = area
    rows, columns = len(cells), len(cells[0])
    wide = min(width, columns * 3 * height / rows)
    return left + (width - wide) / 2, top, wide, height


def _tray(look: VertexLook, area: Area, theme: Theme) -> Iterator[Primitive]:
    left, top, width, height = area
    corner = 0.4 * theme.node_value
    yield Box(*area, corner, "tray")
    if share := filled(look):
        yield Box(left, top, width * share, height, corner, "gradient_soft")
    yield Box(*area, corner, "", "tray_stroke", 1.75 * theme.line)
    text = arrivals(look) or look.grad_text or ".grad —"
    inner = (left + corner, top, width - 2 * corner, height)
    yield _line(text, inner, theme, "gradient_text" if look.grad_text else "on_tray", True)
