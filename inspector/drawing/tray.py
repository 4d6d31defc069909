"""The ``.grad`` tray along a card's lower edge, and the badge that counts arrivals."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.drawing.fontmetrics import text_width
from inspector.drawing.measures import baseline, elided, fitted, measures
from inspector.drawing.primitives import Box, Primitive, Text
from inspector.model.graphs.vertex import Kind
from inspector.model.looks.look import Activity, VertexLook
from inspector.theme.roles import Theme

SIGN = "Σ "
"""Here gradients are added up."""
LABEL = ".grad "
NOTHING = "—"
FAR = 1.6
"""The least size of values seen from farther off, in units of a card's smallest type."""


def arrivals(look: VertexLook) -> str:
    """What the badge says while contributions are awaited; empty where there is no badge."""
    return f"{look.arrived} of {look.expected} arrived" if look.expected else ""


def owner(look: VertexLook) -> str:
    """What fills the tray."""
    return "AccumulateGrad" if look.kind is Kind.LEAF else "retain_grad"


def tray_width(grad_text: str, name: str, theme: Theme) -> float:
    """The width a card needs for its tray to hold a text."""
    own = measures(theme)
    heading = text_width(SIGN + name, theme.node_small)
    value = text_width(grad_text, theme.node_value, bold=True, mono=True)
    widest = max(heading, badge_width("9 of 9 arrived", theme), label_width(theme) + value)
    return widest + 2 * (own.inset + own.pad * 0.75)


def label_width(theme: Theme) -> float:
    """How wide the word before the gradient is."""
    return text_width(LABEL, theme.node_small, bold=True) + 0.3 * theme.node_small


def tray(look: VertexLook, width: float, height: float, theme: Theme) -> Iterator[Primitive]:
    """The tray at the lower edge of a card of this size; it fills as gradients arrive."""
    own = measures(theme)
    left, wide = own.inset, width - 2 * own.inset
    top = height - own.inset - own.tray
    corner = own.gap
    active = look.activity is Activity.GRADIENT
    yield Box(left, top, wide, own.tray, corner, "tray")
    if share := filled(look):
        yield Box(left, top, wide * share, own.tray, corner, "gradient_soft")
    line = (2.5 if active else 1.75) * theme.line
    yield Box(left, top, wide, own.tray, corner, "", "tray_stroke", line)
    yield from _texts(look, left + 0.75 * own.pad, wide - 1.5 * own.pad, top + own.gap, theme)


def strip(look: VertexLook, size: tuple[float, float], theme: Theme) -> float:
    """How high the tray is on a card that has only a name; 0 where there is none."""
    return min(0.32 * size[1], 2.2 * theme.node_value) if look.tray else 0.0


def tray_strip(look: VertexLook, size: tuple[float, float], theme: Theme) -> Iterator[Primitive]:
    """The tray from farther off: how full it is, and the gradient alone."""
    inset = 0.5 * measures(theme).inset
    height, wide = strip(look, size, theme) - inset, size[0] - 2 * inset
    top, corner = size[1] - height - inset, 0.3 * height
    yield Box(inset, top, wide, height, corner, "tray")
    if share := filled(look):
        yield Box(inset, top, wide * share, height, corner, "gradient_soft")
    yield Box(inset, top, wide, height, corner, "", "tray_stroke", 2 * theme.line)
    said = look.grad_text or (f"{look.arrived} of {look.expected}" if look.expected else "")
    if said:
        largest, room = min(2 * theme.node_small, 0.8 * height), 0.9 * wide
        least = min(FAR * theme.node_small, largest)
        large = max(least, fitted(said, room, largest, bold=True))
        text = elided(said, room, large, bold=True)
        row = baseline(top, height, large)
        yield Text(size[0] / 2, row, text, large, "gradient_text", bold=True)


def filled(look: VertexLook) -> float:
    """How much of the tray is filled, from 0 to 1."""
    if look.expected and look.arrived < look.expected:
        return look.arrived / look.expected
    return 1.0 if look.grad_text or look.expected else 0.0


def _texts(
    look: VertexLook, left: float, room: float, top: float, theme: Theme
) -> Iterator[Primitive]:
    own, small = measures(theme), theme.node_small
    first = baseline(top, own.small, small)
    if said := arrivals(look):
        right = left + badge_width(said, theme)
        yield from badge(said, right, top + (own.small - own.badge) / 2, theme)
    else:
        yield Text(left, first, SIGN + owner(look), small, "on_tray_muted", "start")
    size = theme.node_value
    bold = bool(look.grad_text)
    label = label_width(theme)
    text = elided(look.grad_text or NOTHING, room - label, size, bold=bold, mono=True)
    ink = "gradient_text" if look.activity is Activity.GRADIENT else "on_tray"
    middle = baseline(top + own.small, own.value, size)
    yield Text(left, middle, LABEL.strip(), small, "gradient_text", "start", bold=True)
    yield Text(left + label, middle, text, size, ink, "start", bold=bold, mono=True)


def badge_width(text: str, theme: Theme) -> float:
    """How wide a badge around a text is."""
    return text_width(text, theme.node_small, bold=True) + measures(theme).badge * 0.8


def badge(text: str, right: float, top: float, theme: Theme) -> Iterator[Primitive]:
    """A filled capsule with a word or two in it, ending at ``right``."""
    own, width = measures(theme), badge_width(text, theme)
    yield Box(right - width, top, width, own.badge, own.badge / 2, "gradient")
    middle = baseline(top, own.badge, theme.node_small)
    yield Text(right - width / 2, middle, text, theme.node_small, "on_gradient", bold=True)
