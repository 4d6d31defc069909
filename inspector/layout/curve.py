"""Curves: from the stations of an edge to points close enough to draw it smoothly.

An edge runs straight along the flow inside a layer and swings across between layers, by a
cubic whose ends lie along the flow: it never leaves the gap sideways, so it cannot touch a card.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from inspector.layout.geometry import Points

Station: TypeAlias = tuple[float, float, float]
"""A straight stretch: its begin and end along the flow, and its place across."""

SWING = np.linspace(0.0, 1.0, 13)[1:]
LEVEL = 0.25


def curve(stations: list[Station]) -> Points:
    """Points (along, across) through the stations, dense where the edge bends.

    Distances between neighbouring points at most double, so that a spline of any kind through
    them keeps to the curve.
    """
    points: list[tuple[float, float]] = []
    merged = _merged(stations)
    for i, (begin, end, across) in enumerate(merged):
        if i:
            points += _swing(points[-1], (begin, across))
        else:
            points.append((begin, across))
        first, last = i == 0, i == len(merged) - 1
        points += _stretch(begin, end, across, bends=not (first and last))
    return np.array(points)


def _merged(stations: list[Station]) -> list[Station]:
    """Level neighbours become one stretch."""
    found = [stations[0]]
    for begin, end, across in stations[1:]:
        last_begin, _, last_across = found[-1]
        if abs(across - last_across) < LEVEL:
            found[-1] = (last_begin, end, last_across)
        else:
            found.append((begin, end, across))
    return found


def _swing(start: tuple[float, float], stop: tuple[float, float]) -> list[tuple[float, float]]:
    """A cubic Bézier curve whose inner control points lie half-way along."""
    t = SWING
    (a, y), (b, z) = start, stop
    along = a + (b - a) * (1.5 * t * (1 - t) + t**3)
    across = y + (z - y) * t * t * (3 - 2 * t)
    return list(zip(along.tolist(), across.tolist(), strict=True))


def _stretch(begin: float, end: float, across: float, *, bends: bool) -> list[tuple[float, float]]:
    """The straight points behind ``begin`` up to ``end``, denser towards both ends."""
    if end - begin < LEVEL:
        return []
    inner = _graded(end - begin) if bends else []
    return [(begin + distance, across) for distance in inner] + [(end, across)]


def _graded(length: float) -> list[float]:
    """Distances 16, 48, 112 … from both ends of a stretch."""
    near: list[float] = []
    step, reach = 16.0, 16.0
    while reach < length / 2:
        near.append(reach)
        step *= 2
        reach += step
    return near + [length - distance for distance in reversed(near)]


def loop(box: Points) -> Points:
    """An arc over the upper border of a box, for an edge from a vertex to itself."""
    x, y, width, height = box
    turn = np.linspace(0.0, np.pi, 9)
    reach = min(width / 4, 18.0)
    return np.column_stack([x + reach * np.cos(turn), y - height / 2 - 18.0 * np.sin(turn)])
