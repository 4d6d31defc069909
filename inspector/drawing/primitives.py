"""What a picture is made of: a few plain shapes, coloured by role.

Coordinates are scene units with y downwards; colours are names of ``Theme`` roles, so one list
of primitives serves every theme, the canvas, SVG, PNG and PDF.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with rounded corners; empty ``fill`` or ``stroke`` means none."""

    x: float
    y: float
    width: float
    height: float
    radius: float = 0.0
    fill: str = ""
    stroke: str = ""
    line: float = 1.0
    dash: tuple[float, ...] = ()
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; ``x`` is its left, middle or right by ``anchor``, ``y`` its baseline."""

    x: float
    y: float
    text: str
    size: float
    fill: str
    anchor: str = "middle"
    bold: bool = False
    mono: bool = False
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """A polyline (``smooth``: a spline through its points), with an arrow at its end or not."""

    points: tuple[tuple[float, float], ...]
    stroke: str
    line: float = 1.0
    dash: tuple[float, ...] = ()
    arrow: bool = False
    smooth: bool = False
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Grid:
    """A small heat map: ``cells`` of colours (``#rrggbb``) by row, filling a rectangle."""

    x: float
    y: float
    width: float
    height: float
    cells: tuple[tuple[str, ...], ...]
    opacity: float = 1.0


Primitive: TypeAlias = Box | Text | Line | Grid


def moved(primitives: Iterable[Primitive], dx: float, dy: float) -> Iterator[Primitive]:
    """The same primitives elsewhere."""
    for each in primitives:
        if isinstance(each, Line):
            yield replace(each, points=tuple((x + dx, y + dy) for x, y in each.points))
        else:
            yield replace(each, x=each.x + dx, y=each.y + dy)
