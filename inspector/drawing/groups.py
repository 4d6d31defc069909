"""A folded group: a stack of cards with its name, what it holds, and its gradients' length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from inspector.drawing.fontmetrics import text_width
from inspector.drawing.measures import baseline, elided, fitted, measures
from inspector.drawing.primitives import Box, Primitive, Text, moved
from inspector.drawing.shapes import dimmed, radius, style
from inspector.model.looks.look import Phase, VertexLook
from inspector.theme.roles import Theme

Size = tuple[float, float]
SHEETS = 2
"""So many cards lie below the one on top."""
STACK = 5.0
"""How far the cards below stand out, in scene units at a line of 1."""


def group_size(
    title: str, note: str, totals: str, shape: str, theme: Theme, leaves: bool = True
) -> Size:
    """The box that holds a group's texts, and below them the gradient where it has ``leaves``."""
    own = measures(theme)
    width = max(
        text_width(title, theme.node_title, bold=True),
        text_width(note, theme.node_small),
        text_width(f"{totals} · {shape}", theme.node_small),
        text_width("|.grad| 0.00001234", theme.node_value, mono=True),
    )
    height = own.title + own.small * (1 + bool(note)) + own.value * leaves
    out = reach(theme)
    return width + 2.5 * own.pad + out, height + 2.5 * own.gap + out


def reach(theme: Theme) -> float:
    """How far the cards below stand out above and to the right of the card on top."""
    return SHEETS * STACK * theme.line


def front(size: Size, theme: Theme) -> Size:
    """The size of the card on top of a stack that fills a box."""
    out = reach(theme)
    return size[0] - out, size[1] - out


def on_stack(
    card: Iterable[Primitive], look: VertexLook, size: Size, theme: Theme, phase: Phase
) -> Iterator[Primitive]:
    """A card of a ``size`` on top of its stack, in the lower left of the box they fill.

    Every sheet hides what lies below it, however faint they are.
    """
    parts: list[Primitive] = []
    for sheet in stacked(look, size, theme):
        parts += replace(sheet, fill="canvas", stroke=""), *dimmed([sheet], phase)
    parts.append(Box(0, 0, *size, radius(look.kind, size[1], theme), "canvas"))
    yield from moved([*parts, *card], 0.0, reach(theme))


def stacked(look: VertexLook, size: Size, theme: Theme) -> Iterator[Box]:
    """The edges of two more cards behind the one on top."""
    own, corner = style(look), radius(look.kind, size[1], theme)
    for step in range(SHEETS, 0, -1):
        off = step * STACK * theme.line
        box = (off, -off, size[0], size[1])
        yield Box(*box, corner, own.fill, own.stroke, 1.25 * theme.line)


def group(look: VertexLook, size: Size, theme: Theme) -> Iterator[Primitive]:
    """Name, kind, what is inside and the result's shape, and the length of all gradients."""
    own, ink, middle = measures(theme), style(look), size[0] / 2
    room, top = size[0] - own.pad, own.gap
    row = baseline(top, own.title, theme.node_title)
    title = elided(look.title, room, theme.node_title)
    yield Text(middle, row, title, theme.node_title, ink.ink, bold=True)
    top += own.title
    inside = " · ".join(filter(None, (look.value_text, look.shape_text)))
    texts = [text for text in (look.grad_fn, inside) if text]
    if look.grad_text and top + len(texts) * own.small + own.value > size[1]:
        texts.pop()  # it had no leaves when its place was found
    for text in texts:
        row = baseline(top, own.small, theme.node_small)
        yield Text(middle, row, elided(text, room, theme.node_small), theme.node_small, ink.quiet)
        top += own.small
    if look.grad_text:
        row = baseline(top, own.value, theme.node_value)
        said = _gradient_ink(look)
        yield Text(middle, row, gradient(look), theme.node_value, said, mono=True, bold=True)


def group_brief(look: VertexLook, size: Size, theme: Theme) -> Iterator[Primitive]:
    """The name and the length of all gradients, or else what is inside, as large as it fits."""
    ink, (width, height) = style(look), size
    large = fitted(look.title, 0.9 * width, min(1.6 * theme.node_title, 0.45 * height), bold=True)
    yield Text(width / 2, baseline(0, 0.56 * height, large), look.title, large, ink.ink, bold=True)
    text, role = look.value_text, ink.quiet
    if look.grad_text:
        text, role = gradient(look), _gradient_ink(look)
    small = fitted(text, 0.9 * width, min(1.4 * theme.node_value, 0.36 * height), bold=True)
    row = baseline(0.52 * height, 0.4 * height, small)
    yield Text(width / 2, row, text, small, role, bold=bool(look.grad_text))


def gradient(look: VertexLook) -> str:
    """The length of all gradients in a group, as it is written."""
    return f"|.grad| {look.grad_text}"


def _gradient_ink(look: VertexLook) -> str:
    """The role of the gradient's text: its own colour is for plain cards."""
    return style(look).ink if look.tint or look.alarm else "gradient_text"
