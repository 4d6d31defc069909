"""The ways of the edges as flat arrays: to draw in batches, to hit, and to travel along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from inspector.canvas.camera import Rect
from inspector.canvas.spatial import Floats, Indices, SpatialIndex


@dataclass(frozen=True)
class Routes:
    """Every edge as a polyline, all points in one array.

    ``points`` : (p, 2); edge ``i`` owns rows ``starts[i]`` to ``starts[i + 1]``.
    """

    keys: tuple[str, ...]
    starts: Indices
    points: Floats

    @cached_property
    def area(self) -> SpatialIndex:
        """The rectangles around the edges."""
        return SpatialIndex(_bounds(self.points, self.starts))

    def line(self, number: int) -> Floats:
        """The points of one edge, (k, 2)."""
        return self.points[self.starts[number] : self.starts[number + 1]]

    def segments(self, numbers: Indices) -> Floats:
        """The straight pieces of some edges, (m, 4) of x1, y1, x2, y2."""
        counts = self.starts[numbers + 1] - self.starts[numbers] - 1
        if not counts.sum():
            return np.empty((0, 4))
        ends = np.cumsum(counts)
        inner = np.arange(ends[-1]) - np.repeat(ends - counts, counts)
        first = np.repeat(self.starts[numbers], counts) + inner
        return np.hstack([self.points[first], self.points[first + 1]])

    def chords(self, numbers: Indices) -> Floats:
        """Edges as single straight lines from end to end, (m, 4): for a far look."""
        return np.hstack(
            [self.points[self.starts[numbers]], self.points[self.starts[numbers + 1] - 1]]
        )

    def within(self, rect: Rect) -> Indices:
        """The edges that pass through a rectangle, in ascending order."""
        near = self.area.within(rect)
        pieces = self.segments(near)
        low = np.minimum(pieces[:, :2], pieces[:, 2:])
        high = np.maximum(pieces[:, :2], pieces[:, 2:])
        corner = np.array(rect[:2])
        passes = ((low <= corner + rect[2:]) & (high >= corner)).all(axis=1)
        counts = self.starts[near + 1] - self.starts[near] - 1
        return np.unique(np.repeat(near, counts)[passes])

    def displaced(self, source_shift: Floats, target_shift: Floats) -> Routes:
        """Every edge with its ends moved by a row of each (m, 2) array, its middle in between."""
        counts = np.diff(self.starts)
        within = np.arange(len(self.points)) - np.repeat(self.starts[:-1], counts)
        share = (within / np.repeat(np.maximum(counts - 1, 1), counts))[:, None]
        first = np.repeat(source_shift, counts, axis=0)
        last = np.repeat(target_shift, counts, axis=0)
        return replace(self, points=self.points + (1 - share) * first + share * last)

    def nearest(self, x: float, y: float, tolerance: float) -> str | None:
        """The edge that passes nearest to a point, within ``tolerance``."""
        near = self.area.at(x, y, tolerance)
        distances = [(distance(self.line(int(i)), x, y), self.keys[i]) for i in near]
        best = min(distances, default=(tolerance + 1, ""))
        return best[1] if best[0] <= tolerance else None


def routes_of(curves: Mapping[str, Floats]) -> Routes:
    """The polylines of edges by their keys, in that order."""
    lines = list(curves.values())
    lengths = np.array([len(line) for line in lines], dtype=np.intp)
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.intp)
    return Routes(tuple(curves), starts, np.concatenate(lines) if lines else np.empty((0, 2)))


def _bounds(points: Floats, starts: Indices) -> Floats:
    if len(starts) < 2:
        return np.empty((0, 4))
    low = np.minimum.reduceat(points, starts[:-1])
    high = np.maximum.reduceat(points, starts[:-1])
    return np.hstack([low, high])


def distance(line: Floats, x: float, y: float) -> float:
    """How far a point is from a polyline."""
    first, way = line[:-1], np.diff(line, axis=0)
    offset = np.array([x, y]) - first
    square = np.maximum((way**2).sum(axis=1), 1e-12)
    share = np.clip((offset * way).sum(axis=1) / square, 0.0, 1.0)
    missed = offset - share[:, None] * way
    return float(np.sqrt((missed**2).sum(axis=1).min()))


def point_along(line: Floats, progress: float) -> tuple[float, float]:
    """The point at a share of a polyline's length, 0 at its start and 1 at its end."""
    lengths = np.hypot(*np.diff(line, axis=0).T)
    travelled = np.concatenate([[0.0], np.cumsum(lengths)])
    goal = progress * travelled[-1]
    x = np.interp(goal, travelled, line[:, 0])
    y = np.interp(goal, travelled, line[:, 1])
    return float(x), float(y)


def part_of(line: Floats, progress: float) -> Floats:
    """The first part of a polyline, up to a share of its length."""
    lengths = np.hypot(*np.diff(line, axis=0).T)
    travelled = np.concatenate([[0.0], np.cumsum(lengths)])
    whole = int(np.searchsorted(travelled, progress * travelled[-1], side="left"))
    return np.vstack([line[: max(whole, 1)], point_along(line, progress)])
