"""Curves: from the stations of edges to points close enough to draw them smoothly.

An edge runs straight along the flow inside a layer and swings across between layers, by a
cubic whose ends lie along the flow: it never leaves the gap sideways, so it cannot touch a card.
All edges of a layout are drawn at once, as flat arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from inspector.layout.flow import Indices, Mask, Numbers
from inspector.layout.geometry import Points

Station: TypeAlias = tuple[float, float, float]
"""A straight stretch: its begin and end along the flow, and its place across."""

BENDS, ROUND = 12, 20
"""Points of a swing that climbs as far as it runs, and of one that has to look round from near."""
STEEPER = 0.4
"""How many more points, as a part of these, a swing has that climbs twice as steeply."""
LEAST, MOST = 0.5, 2.4
"""The fewest and the most points that a swing has, as parts of these."""
EASE = 0.5
"""How much denser than in its middle the points of a swing lie at its ends, where it bends."""
FEW = 600
"""Up to so many edges are looked at from near."""
LEVEL = 0.25
NEAR = 5.0
"""The first point of a stretch behind a bend; each further one is twice as far from the last.

Where more points make a bend, it is as much nearer.
"""


@dataclass(frozen=True)
class Stretches:
    """Straight stretches of many edges, those of one edge in a row.

    ``edge`` : which edge, ascending. ``begin``, ``end`` : along the flow. ``across`` : where.
    """

    edge: Indices
    begin: Numbers
    end: Numbers
    across: Numbers

    @property
    def first(self) -> Mask:
        """Which are the first of their edge."""
        return np.concatenate([[True], self.edge[1:] != self.edge[:-1]])

    @property
    def last(self) -> Mask:
        """Which are the last of their edge."""
        return np.concatenate([self.edge[1:] != self.edge[:-1], [True]])


def through(edges: list[list[Station]]) -> list[Points]:
    """Points (along, across) through the stations of each edge, dense where it bends."""
    begin, end, across = np.array([station for stations in edges for station in stations]).T
    edge = np.repeat(np.arange(len(edges)), [len(stations) for stations in edges])
    return curves(Stretches(edge, begin, end, across))


def curves(stretches: Stretches) -> list[Points]:
    """Points (along, across) of each edge, dense where it bends.

    Distances between neighbouring points double, and beside the middle of a stretch become four
    times as long at most, so that a spline of any kind through them keeps to the curve.
    """
    if not len(stretches.edge):
        return []
    level = _merged(stretches)
    first = level.first
    bends = ROUND if np.count_nonzero(first) <= FEW else BENDS
    swing = np.where(first, 1, _bends(level, bends))
    length = level.end - level.begin
    graded = np.where(first & level.last, 0, _graded(length, NEAR * BENDS / bends))
    least = np.where(level.last, 0.0, LEVEL)  # an edge ends on its border, however near that is
    count = swing + np.where(length > least, 2 * graded + 1, 0)
    points = _points(level, NEAR * BENDS / bends, swing, graded, count)
    ends = np.cumsum(np.add.reduceat(count, np.flatnonzero(first))).tolist()
    return [points[a:b] for a, b in zip([0, *ends], ends, strict=False)]


def _merged(s: Stretches) -> Stretches:
    """Level neighbours become one stretch."""
    new = s.first
    new[1:] |= np.abs(np.diff(s.across)) >= LEVEL
    starts = np.flatnonzero(new)
    ends = np.append(starts[1:], len(new)) - 1
    return Stretches(s.edge[starts], s.begin[starts], s.end[ends], s.across[starts])


def _graded(length: Numbers, near: float) -> Indices:
    """How many points 1, 3, 7 … times ``near`` from the end of a stretch lie in its first half."""
    doublings = np.ceil(np.log2(np.maximum(length, 0.0) / (2 * near) + 1)) - 1
    return np.asarray(np.maximum(doublings, 0), dtype=np.intp)


def _bends(s: Stretches, bends: int) -> Indices:
    """How many points the swing into each stretch has: the steeper, the more."""
    run = np.maximum(s.begin - np.roll(s.end, 1), LEVEL)
    climb = np.maximum(np.abs(s.across - np.roll(s.across, 1)), LEVEL)
    share = np.clip(1 + STEEPER * np.log2(climb / run), LEAST, MOST)
    return np.rint(bends * share).astype(np.intp)


def _points(s: Stretches, near: float, swing: Indices, graded: Indices, count: Indices) -> Points:
    """All points: of each stretch the swing into it, its points near both ends, its end."""
    first = s.first
    row = np.repeat(np.arange(len(count)), count)
    place = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    begin, end, across = s.begin[row], s.end[row], s.across[row]
    before = np.where(first, 0, np.arange(len(count)) - 1)[row]
    turn = 2 * np.pi * (place + 1) / swing[row]
    t = np.where(first[row], 1.0, (turn - EASE * np.sin(turn)) / (2 * np.pi))
    swung = s.end[before] + (begin - s.end[before]) * (1.5 * t * (1 - t) + t**3)
    risen = s.across[before] + (across - s.across[before]) * t * t * (3 - 2 * t)
    behind = place - swing[row]
    ahead = 2 * graded[row] - 1 - behind
    along = np.where(
        behind < graded[row], begin + near * _reach(behind), end - near * _reach(ahead)
    )
    bent = behind < 0
    return np.column_stack(
        [
            np.where(bent, np.where(first[row], begin, swung), along),
            np.where(bent & ~first[row], risen, across),
        ]
    )


def _reach(number: Indices) -> Numbers:
    """How far the points near an end lie from it: 0, 1, 3, 7 and so on."""
    return np.asarray(np.exp2(np.maximum(number, -1) + 1) - 1, dtype=np.float64)


def loop(box: Points) -> Points:
    """An arc over the upper border of a box, for an edge from a vertex to itself."""
    x, y, width, height = box
    turn = np.linspace(0.0, np.pi, 9)
    reach = min(width / 4, 18.0)
    return np.column_stack([x + reach * np.cos(turn), y - height / 2 - 18.0 * np.sin(turn)])
