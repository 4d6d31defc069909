"""The routes of edges as flat arrays: for drawing in batches, hit tests and travelling tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from inspector.canvas.camera import Rect
from inspector.canvas.spatial import Floats, Indices, SpatialIndex
from inspector.model.distinct import distinct

Singles = npt.NDArray[np.float32]
COARSE = 200.0
"""Scene units between two points of a way that is seen from afar."""
STRAIGHT = 0.01
"""Scene units that a point lies beside the line between its neighbours, if it is not needed."""
SIFTED = 3000
"""Up to so many edges near a rectangle are asked whether they really pass through it."""


@dataclass(frozen=True)
class Routes:
    """Every edge as a polyline, all points in one array.

    ``points`` : (p, 2); edge ``i`` owns rows ``starts[i]`` to ``starts[i + 1]``. They are held
    in single precision, which is finer than a pixel anywhere; what is asked of them is double.
    """

    keys: tuple[str, ...]
    starts: Indices
    points: Singles

    @cached_property
    def area(self) -> SpatialIndex:
        """The rectangles around the edges."""
        return SpatialIndex(_bounds(self.points, self.starts))

    def line(self, number: int) -> Floats:
        """The points of one edge, (k, 2)."""
        line = self.points[self.starts[number] : self.starts[number + 1]]
        return line.astype(np.float64)

    def segments(self, numbers: Indices) -> Floats:
        """The straight pieces of some edges, (m, 4) of x1, y1, x2, y2."""
        counts = self.starts[numbers + 1] - self.starts[numbers] - 1
        if not counts.sum():
            return np.empty((0, 4))
        ends = np.cumsum(counts)
        inner = np.arange(ends[-1]) - np.repeat(ends - counts, counts)
        first = np.repeat(self.starts[numbers], counts) + inner
        pieces = np.hstack([self.points[first], self.points[first + 1]])
        return pieces.astype(np.float64)

    def lengths(self, numbers: Indices) -> Floats:
        """How long some edges are, (m,)."""
        pieces = self.segments(numbers)
        counts = self.starts[numbers + 1] - self.starts[numbers] - 1
        owner = np.repeat(np.arange(len(numbers)), counts)
        steps = np.hypot(*(pieces[:, 2:] - pieces[:, :2]).T)
        return np.asarray(np.bincount(owner, steps, len(numbers)), dtype=np.float64)

    @cached_property
    def coarse(self) -> Routes:
        """The same ways with few of their points: where they enter another square of a grid."""
        cells = np.floor(self.points / COARSE)
        kept = np.ones(len(self.points), dtype=bool)
        kept[1:] = (cells[1:] != cells[:-1]).any(axis=1)
        kept[self.starts[:-1]] = kept[self.starts[1:] - 1] = True
        starts = np.concatenate([[0], np.cumsum(kept)])[self.starts]
        return Routes(self.keys, starts.astype(np.intp), self.points[kept])

    @cached_property
    def ink(self) -> float:
        """The length of all ways together, as coarse as they are seen from afar."""
        coarse = self.coarse
        steps = np.hypot(*np.diff(coarse.points, axis=0).T)
        steps[coarse.starts[1:-1] - 1] = 0.0
        return float(steps.sum())

    def chords(self, numbers: Indices) -> Floats:
        """Edges as single straight lines from end to end, (m, 4): for a very small picture."""
        first, last = self.starts[numbers], self.starts[numbers + 1] - 1
        chords = np.concatenate([self.points[first], self.points[last]], axis=1)
        return chords.astype(np.float64)

    def within(self, *rects: Rect) -> Indices:
        """The edges that pass through any of some rectangles, in ascending order.

        Of very many, also those whose own rectangle only touches one.
        """
        near = self.area.within_any(rects)
        if len(near) > SIFTED:
            return near
        begins, ends = _seen(self.segments(near), rects)
        passes = begins <= ends
        counts = self.starts[near + 1] - self.starts[near] - 1
        return distinct(np.repeat(near, counts)[passes])

    def displaced(self, source_shift: Floats, target_shift: Floats) -> Routes:
        """Every edge with its ends moved by a row of each (m, 2) array, its middle in between."""
        counts = np.diff(self.starts)
        within = np.arange(len(self.points)) - np.repeat(self.starts[:-1], counts)
        share = (within / np.repeat(np.maximum(counts - 1, 1), counts))[:, None]
        first = np.repeat(source_shift, counts, axis=0)
        last = np.repeat(target_shift, counts, axis=0)
        moved = self.points + (1 - share) * first + share * last
        return replace(self, points=moved.astype(np.float32))

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
    points = np.concatenate([np.empty((0, 2)), *lines])
    kept = _turning(points, starts)
    starts = np.concatenate([[0], np.cumsum(kept)])[starts].astype(np.intp)
    return Routes(tuple(curves), starts, points[kept].astype(np.float32))


def _turning(points: Floats, starts: Indices) -> npt.NDArray[np.bool_]:
    """The points that a way needs: its ends, and those where it changes direction."""
    kept = np.ones(len(points), dtype=bool)
    if len(points) > 2:
        step = np.diff(points, axis=0)
        before, behind, through = step[:-1].T, step[1:].T, (points[2:] - points[:-2]).T
        beside = np.abs(before[0] * behind[1] - before[1] * behind[0])
        onwards = before[0] * behind[0] + before[1] * behind[1] >= 0
        kept[1:-1] = (beside > STRAIGHT * np.hypot(*through)) | ~onwards
        kept[starts[:-1][starts[:-1] < len(points)]] = kept[starts[1:] - 1] = True
    return kept


def _bounds(points: Singles, starts: Indices) -> Floats:
    if len(starts) < 2:
        return np.empty((0, 4))
    low = np.minimum.reduceat(points, starts[:-1])
    high = np.maximum.reduceat(points, starts[:-1])
    return np.hstack([low, high]).astype(np.float64)


def distance(line: Floats, x: float, y: float) -> float:
    """How far a point is from a polyline."""
    first, way = line[:-1], np.diff(line, axis=0)
    offset = np.array([x, y]) - first
    square = np.maximum((way**2).sum(axis=1), 1e-12)
    share = np.clip((offset * way).sum(axis=1) / square, 0.0, 1.0)
    missed = offset - share[:, None] * way
    return float(np.sqrt((missed**2).sum(axis=1).min()))


def travelled(line: Floats) -> Floats:
    """How far along a polyline each of its points is."""
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])


def trimmed(pieces: Floats, rects: Sequence[Rect]) -> Floats:
    """What can be seen of straight pieces, (m, 4), in some rectangles, and what lies between.

    Qt takes as long for a pixel that is clipped away as for one that is seen.
    """
    return parts(pieces, rects)[0]


def parts(pieces: Floats, rects: Sequence[Rect]) -> tuple[Floats, Indices]:
    """What can be seen of straight pieces in some rectangles, and of which piece each part is."""
    whole, rest = np.empty(0, dtype=np.intp), np.arange(len(pieces))
    if len(rects) == 1:
        inside, apart = _sided(pieces, rects[0])
        if inside.all():
            return pieces, rest
        whole, rest = np.flatnonzero(inside), np.flatnonzero(~(inside | apart))
    cut = pieces[rest]
    begins, ends = _seen(cut, rects)
    passes = begins <= ends
    start, way = cut[passes, :2], cut[passes, 2:] - cut[passes, :2]
    shares = begins[passes, None], ends[passes, None]
    seen = np.hstack([start + share * way for share in shares])
    return np.vstack([pieces[whole], seen]), np.concatenate([whole, rest[passes]])


def _sided(pieces: Floats, rect: Rect) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which pieces lie wholly in a rectangle, and which wholly on one side of it."""
    inside, apart = np.ones(len(pieces), dtype=bool), np.zeros(len(pieces), dtype=bool)
    for axis in (0, 1):
        first, last = pieces[:, axis], pieces[:, axis + 2]
        before = first < rect[axis], last < rect[axis]
        behind = first > rect[axis] + rect[axis + 2], last > rect[axis] + rect[axis + 2]
        apart |= (before[0] & before[1]) | (behind[0] & behind[1])
        inside &= ~(before[0] | before[1] | behind[0] | behind[1])
    return inside, apart


def _seen(pieces: Floats, rects: Sequence[Rect]) -> tuple[Floats, Floats]:
    """Where each piece enters the first of the rectangles and leaves the last, as shares of it.

    One that meets none enters after it leaves.
    """
    begins, ends = np.full(len(pieces), np.inf), np.full(len(pieces), -np.inf)
    for rect in rects:
        enter, leave = _crossings(pieces[:, :2], pieces[:, 2:], rect)
        passes = enter <= leave
        np.minimum(begins, enter, out=begins, where=passes)
        np.maximum(ends, leave, out=ends, where=passes)
    return begins, ends


def part_within(line: Floats, rect: Rect, period: float) -> Floats:
    """What can be seen of a polyline in a rectangle, and little more.

    It begins a whole number of ``period`` from the line's own start, so that dashes of that
    length lie where they lie on the whole line.
    """
    enter, leave = _crossings(line[:-1], line[1:], rect)
    passes = np.flatnonzero(enter <= leave)
    if not len(passes):
        return line
    lengths = travelled(line)
    first, last = passes[0], passes[-1]
    start = lengths[first] + enter[first] * (lengths[first + 1] - lengths[first])
    end = lengths[last] + leave[last] * (lengths[last + 1] - lengths[last])
    return _between(line, lengths, start // period * period, end)


def _crossings(first: Floats, last: Floats, rect: Rect) -> tuple[Floats, Floats]:
    """Where each piece enters and leaves a rectangle, as shares of it. Source: Liang-Barsky."""
    low, high = np.array(rect[:2]), np.array(rect[:2]) + rect[2:]
    way = last - first
    way = np.where(np.abs(way) < 1e-12, 1e-12, way)
    one, two = (low - first) / way, (high - first) / way
    enter = np.minimum(one, two).max(axis=1)
    leave = np.maximum(one, two).min(axis=1)
    return np.maximum(enter, 0.0), np.minimum(leave, 1.0)


def _between(line: Floats, lengths: Floats, start: float, end: float) -> Floats:
    inner = line[(lengths > start) & (lengths < end)]
    ends = places(line, lengths, np.array([start, end]))
    return np.vstack([ends[:1], inner, ends[1:]])


def cut(line: Floats, lengths: Floats, begins: Floats, ends: Floats) -> Floats:
    """The straight pieces of a polyline between some distances from its start, (m, 4)."""
    return np.hstack([places(line, lengths, begins), places(line, lengths, ends)])


def places(line: Floats, lengths: Floats, at: Floats) -> Floats:
    """The points of a polyline at some distances from its start; see `travelled`."""
    return np.column_stack([np.interp(at, lengths, line[:, axis]) for axis in (0, 1)])
