"""A vertex as it looks at one step, as plain primitives with its upper left corner at 0, 0."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.drawing.brief import brief
from inspector.drawing.fontmetrics import text_width
from inspector.drawing.glance import glance
from inspector.drawing.groups import front, group, group_brief, on_stack
from inspector.drawing.heatmap import heat_map, stretched
from inspector.drawing.levels import Level
from inspector.drawing.measures import baseline, elided, fitted, measures, symbol_type
from inspector.drawing.primitives import Box, Primitive, Text
from inspector.drawing.shapes import Style, dimmed, outline, pin, radius, style
from inspector.drawing.tray import arrivals, badge, badge_width, tray
from inspector.model.graphs.vertex import PILLS, Kind, Vertex
from inspector.model.looks.look import Activity, Phase, VertexLook
from inspector.theme.roles import Theme

Size = tuple[float, float]


def card(
    vertex: Vertex, look: VertexLook, size: Size, theme: Theme, level: int = Level.CARD
) -> tuple[Primitive, ...]:
    """Draw a vertex in a box of ``size`` (width, height), as near as ``level`` says."""
    stays = look.phase is Phase.FREED and (look.alarm or look.tint)
    phase = Phase.SHOWN if stays else look.phase
    if level == Level.TILE:
        return dimmed(_tile(look, size, theme), phase)
    if look.kind is Kind.GROUP:
        own = front(size, theme)
        top = dimmed([*outline(look, *own, theme), *_of_group(look, own, theme, level)], phase)
        return tuple(on_stack(top, look, own, theme, phase))
    return dimmed(
        [*outline(look, *size, theme), *_inside(vertex, look, size, theme, level)], phase
    )


def _of_group(look: VertexLook, size: Size, theme: Theme, level: int) -> Iterator[Primitive]:
    if level > Level.BRIEF:
        yield from (glance if level == Level.NAME else _symbol)(look, size, theme)
        return
    yield from (group if level == Level.CARD else group_brief)(look, size, theme)
    yield from _alarm(look, size, theme)


def _inside(
    vertex: Vertex, look: VertexLook, size: Size, theme: Theme, level: int
) -> Iterator[Primitive]:
    if level == Level.CARD:
        yield from _pill(vertex, look, size, theme) if _is_pill(look) else _box(look, size, theme)
        yield from _badges(look, size, theme)
    elif level == Level.BRIEF:
        yield from brief(look, size, theme)
        yield from _alarm(look, size, theme)
    elif level == Level.NAME:
        yield from glance(look, size, theme)
    else:
        yield from _symbol(look, size, theme)


def _is_pill(look: VertexLook) -> bool:
    return look.kind in PILLS


def overhang(theme: Theme) -> float:
    """How far a card may reach out of its box: its badges and ring of activity."""
    return max(measures(theme).badge / 2, 5.0 * theme.line) + 1.0


def variable(look: VertexLook) -> str:
    """The variable an operation's result is bound to; empty where it has no name of its own."""
    return look.title if look.named else ""


def heading_width(name: str, shape: str, theme: Theme) -> float:
    """How wide a variable's name and its shape side by side are."""
    own = text_width(name, theme.node_small, bold=True, mono=True)
    space = 0.6 * theme.node_small if name and shape else 0.0
    return own + space + text_width(shape, theme.node_small)


def _box(look: VertexLook, size: Size, theme: Theme) -> Iterator[Primitive]:
    """Name and shape on the first row, the value below, the tray at the lower edge."""
    own, ink = measures(theme), style(look)
    left, right = own.pad, size[0] - own.pad
    top = own.pad * 0.75
    row = baseline(top, own.title, theme.node_title)
    start = left
    if look.kind is Kind.LEAF:
        yield from pin(left, top + own.title / 2, ink, theme)
        start += own.title * 0.8
    title = Text(start, row, look.title, theme.node_title, ink.ink, "start", bold=True, mono=True)
    yield title
    at, anchor = (right, "end") if look.title else (start, "start")
    yield Text(at, row, look.shape_text, theme.node_small, ink.quiet, anchor)
    top = value_top(theme)
    yield from _value(look, left, top, right - left, ink, theme)
    if look.grad_fn and not look.tray:
        row = baseline(size[1] - own.gap - own.small, own.small, theme.node_small)
        yield Text(left, row, look.grad_fn, theme.node_small, ink.quiet, "start")
    if look.tray:
        yield from tray(look, *size, theme)


def value_top(theme: Theme) -> float:
    """How far below the upper edge of a variable's card its value begins."""
    own = measures(theme)
    return own.pad * 0.75 + own.title + own.gap / 2


def _value(
    look: VertexLook, left: float, top: float, room: float, ink: Style, theme: Theme
) -> Iterator[Primitive]:
    """The value from ``left`` on: written out, or a heat map."""
    own, size = measures(theme), theme.node_value
    if look.cells:
        width, height = stretched(look.cells, room, theme)
        yield from heat_map(look.cells, look.scale, (left, top, width, height), theme, look.phase)
    else:
        text = elided(look.value_text, room, size, mono=True)
        yield Text(left, baseline(top, own.value, size), text, size, ink.ink, "start", mono=True)


def _pill(vertex: Vertex, look: VertexLook, size: Size, theme: Theme) -> Iterator[Primitive]:
    """The symbol, the node's name below it, then the result, all centred."""
    own, ink, middle = measures(theme), style(look), size[0] / 2
    room = size[0] - 2 * own.pad
    top = own.gap
    large = fitted(look.symbol, room, symbol_type(look.symbol, theme))
    row = baseline(top, own.symbol, large)
    yield Text(middle, row, look.symbol, large, ink.ink, bold=True)
    top += own.symbol
    if name := look.grad_fn or vertex.grad_fn:
        row = baseline(top, own.small, theme.node_small)
        yield Text(middle, row, name, theme.node_small, ink.quiet)
        top += own.small
    yield from _result(look, top + own.gap / 2, size, ink, theme)
    if look.tray:
        yield from tray(look, *size, theme)


def _result(
    look: VertexLook, top: float, size: Size, ink: Style, theme: Theme
) -> Iterator[Primitive]:
    """What an operation made: ``z = 12``, or its name and shape above the value."""
    own, middle = measures(theme), size[0] / 2
    if look.shape_text.startswith("scalar"):
        text = " = ".join(filter(None, (variable(look), look.value_text)))
        yield from _centred(text, top, size[0], ink, theme)
        return
    yield from _heading(look, top, size[0], ink, theme)
    top += own.small
    if look.cells:
        width, height = stretched(look.cells, size[0] - 2 * own.pad, theme)
        box = (middle - width / 2, top + own.gap / 3, width, height)
        yield from heat_map(look.cells, look.scale, box, theme, look.phase)
    else:
        yield from _centred(look.value_text, top, size[0], ink, theme)


def _centred(
    value: str, top: float, width: float, ink: Style, theme: Theme
) -> Iterator[Primitive]:
    if not value:
        return
    own, size = measures(theme), theme.node_value
    text = elided(value, width - 1.5 * own.pad, size, mono=True)
    yield Text(width / 2, baseline(top, own.value, size), text, size, ink.ink, mono=True)


def _heading(
    look: VertexLook, top: float, width: float, ink: Style, theme: Theme
) -> Iterator[Primitive]:
    """The variable's name, then shape and dtype more quietly, centred together."""
    own, size, name = measures(theme), theme.node_small, variable(look)
    wide = heading_width(name, look.shape_text, theme)
    left, right = (width - wide) / 2, (width + wide) / 2
    row = baseline(top, own.small, size)
    yield Text(left, row, name, size, ink.ink, "start", bold=True, mono=True)
    yield Text(right, row, look.shape_text, size, ink.quiet, "end")


def _badges(look: VertexLook, size: Size, theme: Theme) -> Iterator[Primitive]:
    """What must be seen at once: on the upper edge, an alarm left and arrivals right."""
    height = measures(theme).badge
    corner = radius(look.kind, size[1], theme) / 2
    yield from _alarm(look, size, theme)
    if (said := arrivals(look)) and not look.tray:
        right = max(size[0] - corner, (size[0] + badge_width(said, theme)) / 2)
        yield from badge(said, right, -height / 2, theme)


def _alarm(look: VertexLook, size: Size, theme: Theme) -> Iterator[Primitive]:
    """The word for what went wrong, on the upper edge."""
    if not look.alarm:
        return
    height, width = measures(theme).badge, badge_width(look.alarm, theme)
    left = min(radius(look.kind, size[1], theme) / 2, (size[0] - width) / 2)
    yield Box(left, -height / 2, width, height, height / 2, "on_alarm")
    row = baseline(-height / 2, height, theme.node_small)
    yield Text(left + width / 2, row, look.alarm, theme.node_small, "alarm", bold=True)


def _symbol(look: VertexLook, size: Size, theme: Theme) -> Iterator[Primitive]:
    """The symbol or name alone, filling the box."""
    width, height = size
    text = look.symbol if _is_pill(look) else look.title
    large = fitted(text, 0.8 * width, min(4 * theme.node_title, 0.7 * height), bold=True)
    row = baseline(0, height, large)
    yield Text(width / 2, row, text, large, style(look).ink, bold=True)


def _tile(look: VertexLook, size: Size, theme: Theme) -> Iterator[Primitive]:
    """A flat tile in the colour of what happened, or else of its kind."""
    corner = radius(look.kind, size[1], theme)
    yield Box(0, 0, *size, corner, tile_fill(look), style(look).stroke, 3 * theme.line)


def tile_fill(look: VertexLook) -> str:
    """The role of a tile's colour: an alarm first, then motion and gradients, then its kind."""
    if look.alarm and not look.telling:
        return "alarm"
    if look.tint:
        return look.tint
    if look.activity is Activity.FORWARD:
        return "forward"
    if look.activity is Activity.GRADIENT or look.grad_text:
        return "gradient"
    return style(look).fill
