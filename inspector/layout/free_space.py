"""Where there is room beside what is already placed, in flow axes."""

from __future__ import annotations

import numpy as np

from inspector.layout.flow import Indices, Mask, Numbers
from inspector.layout.geometry import Points
from inspector.model.distinct import distinct

CLEAR = 8.0  # between a card and a line that passes it
NEAR = 26.0  # between two cards
SNAP = 90.0  # how far a card moves on to stand in line with others
EPSILON = 1e-6


class FreeSpace:
    """A plane with boxes and lines on it, asked for free places as more are added.

    Boxes are (along, across, length, width) by their centres.
    """

    def __init__(self, boxes: Points, routes: list[Points], capacity: int) -> None:
        self._boxes = np.zeros((max(capacity, len(boxes)), 4))
        self._boxes[: len(boxes)] = boxes
        self._count = len(boxes)
        self._lines = [_joined(routes)]

    @property
    def boxes(self) -> Points:
        """(n, 4), in the order in which they were added."""
        return self._boxes[: self._count]

    @property
    def corner(self) -> tuple[float, float]:
        """Where the first box begins along, and where the last one ends across."""
        if not self._count:
            return 0.0, -NEAR
        begin = self.boxes[:, 0] - self.boxes[:, 2] / 2
        end = self.boxes[:, 1] + self.boxes[:, 3] / 2
        return float(begin.min()), float(end.max())

    def put(self, box: tuple[float, float, float, float]) -> int:
        """Add a box; its number."""
        self._boxes[self._count] = box
        self._count += 1
        return self._count - 1

    def draw(self, points: Points) -> None:
        """Add a line."""
        self._lines.append(_joined([points]))

    def column(self, begin: float, length: float) -> float:
        """The centre along for a box that begins at ``begin`` or soon after, in line if it can."""
        middle = begin + length / 2
        centres = self.boxes[:, 0]
        near = centres[(centres >= middle - EPSILON) & (centres <= middle + SNAP)]
        return float(near.min()) if len(near) else middle

    def vacancy(self, along: float, length: float, width: float, wish: float) -> float:
        """The place across nearest to ``wish`` where a box touches nothing."""
        low, high = along - length / 2 - CLEAR, along + length / 2 + CLEAR
        boxes = self.boxes[self._between(low, high)]
        reach = (boxes[:, 3] + width) / 2 + NEAR
        pieces = [_within(points, low, high) for points in self._lines]
        near, far = np.concatenate([a for a, _ in pieces]), np.concatenate([b for _, b in pieces])
        beside = width / 2 + CLEAR
        begins = [boxes[:, 1] - reach, np.minimum(near, far) - beside]
        ends = [boxes[:, 1] + reach, np.maximum(near, far) + beside]
        return float(_free(np.concatenate(begins), np.concatenate(ends), wish)[0])

    def lanes(self, low: float, high: float, wish: float) -> Numbers:
        """Places across where a line from low to high passes freely, nearest to ``wish`` first."""
        boxes = self.boxes[self._between(low, high)]
        reach = boxes[:, 3] / 2 + CLEAR
        return _free(boxes[:, 1] - reach, boxes[:, 1] + reach, wish)

    def edge_behind(self, box: Points) -> float:
        """Where the column of a box ends along."""
        column = self.boxes[self._between(box[0] - box[2] / 2, box[0] + box[2] / 2)]
        return float((column[:, 0] + column[:, 2] / 2).max())

    def edge_before(self, box: Points) -> float:
        """Where the column of a box begins along."""
        column = self.boxes[self._between(box[0] - box[2] / 2, box[0] + box[2] / 2)]
        return float((column[:, 0] - column[:, 2] / 2).min())

    def hits(self, points: Points, own: tuple[int, int]) -> int:
        """How many boxes a line touches, its own two apart."""
        half = self.boxes[:, 2:] / 2 - EPSILON
        begin, end = self.boxes[:, :2] - half, self.boxes[:, :2] + half
        inside = (begin < points.max(axis=0)) & (end > points.min(axis=0))
        near = inside[:, 0] & inside[:, 1]
        near[list(own)] = False
        low, high = np.minimum(points[:-1], points[1:]), np.maximum(points[:-1], points[1:])
        touched = np.ones((len(low), int(near.sum())), dtype=bool)
        for axis in (0, 1):
            touched &= low[:, axis, None] < end[near, axis]
            touched &= high[:, axis, None] > begin[near, axis]
        return int(touched.any(axis=0).sum())

    def _between(self, low: float, high: float) -> Mask:
        half = self.boxes[:, 2] / 2
        return (self.boxes[:, 0] - half < high) & (self.boxes[:, 0] + half > low)


def _free(begins: Numbers, ends: Numbers, wish: float) -> Numbers:
    """Places outside all intervals: the wish itself or ends of intervals, the nearest first."""
    order = np.argsort(begins, kind="stable")
    begins, reach = begins[order], np.maximum.accumulate(ends[order])
    apart = begins[1:] >= reach[:-1] - 2 * EPSILON
    begins = begins[np.concatenate([[True], apart])] if len(begins) else begins
    ends = reach[np.concatenate([apart, [True]])] if len(reach) else reach
    blocked = ((begins + EPSILON < wish) & (wish < ends - EPSILON)).any()
    free: Numbers = distinct(np.concatenate([begins, ends, [] if blocked else [wish]]))
    nearest: Indices = np.argsort(np.abs(free - wish), kind="stable")
    return free[nearest]


def _joined(routes: list[Points]) -> Points:
    """The points of many lines in one array, with NaN between one and the next."""
    gap = np.full((1, 2), np.nan)
    pieces = [piece for route in routes for piece in (route, gap)]
    return np.concatenate(pieces) if pieces else np.empty((0, 2))


def _within(points: Points, low: float, high: float) -> tuple[Numbers, Numbers]:
    """Where, across, the pieces of lines begin and end that pass between two places along."""
    start, stop = points[:-1], points[1:]
    begin, end = start[:, 0], stop[:, 0]
    passing = np.flatnonzero((np.minimum(begin, end) < high) & (np.maximum(begin, end) > low))
    return start[passing, 1], stop[passing, 1]
