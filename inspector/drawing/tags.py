"""Tags: the name of a leaf beside an operation that uses it, where the leaf stands far away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from inspector.drawing.fontmetrics import text_width
from inspector.drawing.measures import baseline, elided
from inspector.drawing.primitives import Box, Line, Primitive, Text, moved
from inspector.drawing.shapes import OPACITY, dimmed, style
from inspector.model.looks.look import EdgeLook, Phase, VertexLook
from inspector.theme.roles import Theme

Place: TypeAlias = tuple[float, float, float, float]
"""Left, top, width and height."""
Begun: TypeAlias = tuple[VertexLook, EdgeLook, Place]
"""An edge that begins at a tag: how its source and it look, and where the tag is."""
LONGEST = 12.0
"""The widest name, in units of its type size."""


def tag_size(name: str, theme: Theme) -> tuple[float, float]:
    """Width and height of the tag of a leaf of this name."""
    size = theme.node_value
    wide = min(text_width(name, size, bold=True, mono=True), LONGEST * size)
    return float(round(wide + 2.6 * size)), float(round(1.9 * size))


def tags(begun: Iterable[Begun], theme: Theme) -> Iterator[Primitive]:
    """Each tag once, with the opacity of the most opaque edge that begins at it."""
    shown: dict[Place, tuple[VertexLook, Phase]] = {}
    for source, edge, place in begun:
        if place not in shown or OPACITY[edge.phase] > OPACITY[shown[place][1]]:
            shown[place] = source, edge.phase
    for (left, top, *size), (source, phase) in shown.items():
        yield from moved(dimmed(outlined(source, (size[0], size[1]), theme), phase), left, top)


def outlined(source: VertexLook, size: tuple[float, float], theme: Theme) -> Iterator[Primitive]:
    """A strip in the source's colours, with an arrow back to where it stands and its name."""
    (width, height), own, type_size = size, style(source), theme.node_value
    yield Box(0, 0, width, height, height / 2, own.fill, own.stroke, 1.25 * theme.line, own.dash)
    left, middle, head = 0.6 * type_size, height / 2, 0.28 * type_size
    tip = left + 0.9 * type_size
    yield Line(((tip, middle), (left, middle)), own.stroke, 1.5 * theme.line)
    barb = ((left + head, middle - head), (left, middle), (left + head, middle + head))
    yield Line(barb, own.stroke, 1.5 * theme.line)
    start = tip + 0.3 * type_size
    said = elided(source.title, width - start - 0.5 * type_size, type_size, bold=True, mono=True)
    at = baseline(0, height, type_size)
    yield Text(start, at, said, type_size, own.ink, "start", bold=True, mono=True)
