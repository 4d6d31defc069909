"""Pictures made larger or smaller."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from inspector.drawing.primitives import Box, Grid, Line, Primitive, Text

Shape = TypeVar("Shape", Box, Grid)


def scaled(primitives: Iterable[Primitive], factor: float) -> Iterator[Primitive]:
    """The same, every length so many times as long."""
    for each in primitives:
        match each:
            case Text():
                at = each.x * factor, each.y * factor
                yield replace(each, x=at[0], y=at[1], size=each.size * factor)
            case Line():
                points = tuple((x * factor, y * factor) for x, y in each.points)
                dash = tuple(part * factor for part in each.dash)
                yield replace(each, points=points, line=each.line * factor, dash=dash)
            case Box():
                dash = tuple(part * factor for part in each.dash)
                resized = _resized(each, factor)
                corner, line = each.radius * factor, each.line * factor
                yield replace(resized, radius=corner, line=line, dash=dash)
            case Grid():
                yield _resized(each, factor)


def _resized(each: Shape, factor: float) -> Shape:
    x, y, width, height = (side * factor for side in (each.x, each.y, each.width, each.height))
    return replace(each, x=x, y=y, width=width, height=height)
