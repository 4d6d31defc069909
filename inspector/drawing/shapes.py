"""The outline of a vertex: shape and colour say what it is, never colour alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from inspector.drawing.primitives import Box, Line, Primitive, Text
from inspector.model.graphs.vertex import PILLS, Kind
from inspector.model.looks.look import Activity, Phase, VertexLook
from inspector.theme.roles import Theme

OPACITY = {Phase.UNBORN: 0.15, Phase.FREED: 0.35, Phase.FAINT: 0.55, Phase.SHOWN: 1.0}
LEGIBLE = {Phase.UNBORN: 0.4, Phase.FREED: 0.88, Phase.FAINT: 0.92, Phase.SHOWN: 1.0}
"""How opaque words are at least: what is let go of is still to be read."""
ACCENT = {Activity.FORWARD: "forward", Activity.GRADIENT: "gradient"}

DASHED = (5.0, 4.0)
DOTTED = (1.5, 3.5)
CORNER = 9.0
HATCH = 9.0


@dataclass(frozen=True, slots=True)
class Style:
    """The roles of a vertex's fill, outline, text and quieter text, and its second cue."""

    fill: str
    stroke: str
    ink: str
    quiet: str
    dash: tuple[float, ...] = ()


def style(look: VertexLook) -> Style:
    """How a vertex of this look is coloured and outlined."""
    if look.alarm and not look.telling:
        return Style("alarm", "alarm_stroke", "on_alarm", "on_alarm", _dash(look))
    name = _palette(look)
    if look.tint:
        ink = f"on_{look.tint}"
        return Style(look.tint, f"{name}_stroke", ink, ink, _dash(look))
    return Style(name, f"{name}_stroke", f"on_{name}", f"on_{name}_muted", _dash(look))


def _palette(look: VertexLook) -> str:
    if look.kind is Kind.LEAF:
        return "leaf"
    if look.kind is Kind.CONSTANT or not look.tracked:
        return "constant"
    if look.is_root:
        return "root"
    return "base" if look.is_view else "operation"


def _dash(look: VertexLook) -> tuple[float, ...]:
    if look.is_view:
        return DOTTED
    untracked = look.kind is not Kind.LEAF and not look.tracked
    return DASHED if untracked or look.kind is Kind.CONSTANT else ()


def radius(kind: Kind, height: float, theme: Theme) -> float:
    """Operations are pills, everything else is a rounded box."""
    corner = CORNER * theme.node_title / 15
    return min(height / 2, 3 * corner) if kind in PILLS else corner


def outline(look: VertexLook, width: float, height: float, theme: Theme) -> Iterator[Primitive]:
    """The filled shape with its ring of activity, second outline and hatch."""
    own, corner, line = style(look), radius(look.kind, height, theme), theme.line
    accent = ACCENT.get(look.activity)
    if accent:
        yield _ring(width, height, corner, 2.5 * line, 5.0 * line, accent, 0.28)
    stroke, thick = (accent, 2.5 * line) if accent else (own.stroke, 1.5 * line)
    dash = tuple(line * part for part in own.dash)
    yield Box(0, 0, width, height, corner, own.fill, stroke, thick, dash)
    if look.is_root:
        yield _ring(width, height, corner, -3.5 * line, 1.25 * line, stroke)
    if look.alarm:
        yield from _hatch(width, height, corner * 0.35 + 2 * line, line)


def _ring(
    width: float,
    height: float,
    corner: float,
    out: float,
    line: float,
    stroke: str,
    opacity: float = 1.0,
) -> Box:
    size = (width + 2 * out, height + 2 * out)
    return Box(-out, -out, *size, max(2.0, corner + out), "", stroke, line, (), opacity)


def _hatch(width: float, height: float, inset: float, line: float) -> Iterator[Line]:
    """Diagonal lines within the shape; ``inset`` keeps them inside its round corners."""
    left, top, right, bottom = inset, inset, width - inset, height - inset
    level = left + top + HATCH * line
    while level < right + bottom:
        low = (max(left, level - bottom), min(bottom, level - left))
        high = (min(right, level - top), max(top, level - right))
        yield Line((low, high), "alarm_stroke", line, opacity=0.45)
        level += HATCH * line


def dimmed(primitives: Iterable[Primitive], phase: Phase) -> tuple[Primitive, ...]:
    """The primitives with the opacity of their phase."""
    if OPACITY[phase] == 1.0:
        return tuple(primitives)
    return tuple(replace(each, opacity=each.opacity * _share(each, phase)) for each in primitives)


def _share(each: Primitive, phase: Phase) -> float:
    return LEGIBLE[phase] if isinstance(each, Text) else OPACITY[phase]


def pin(x: float, y: float, ink: Style, theme: Theme) -> Iterator[Primitive]:
    """A pin: this tensor was put here by the program and stays."""
    head = theme.node_title * 0.26
    foot = (x + head, y + theme.node_title * 0.48)
    yield Line(((x + head, y), foot), ink.ink, 1.5 * theme.line)
    yield Box(x, y - 1.5 * head, 2 * head, 2 * head, head, ink.ink)
