"""How a line bends and ends: the same in the window, on paper and in an SVG."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import dist, hypot
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
LEVEL = 0.25
"""Scene units that a step may climb and still count as level."""
SHARED = 120.0
"""Scene units of a straight stretch that are likely to be the way of several lines."""
Cubic: TypeAlias = tuple[Point, Point, Point, Point]


def cubics(points: Sequence[Point]) -> tuple[Cubic, ...]:
    """Bézier curves through ``points``: the uniform Catmull–Rom spline, straight at its ends."""
    before = (_mirrored(points[0], points[1]), *points[:-2])
    after = (*points[2:], _mirrored(points[-1], points[-2]))
    corners = zip(before, points[:-1], points[1:], after, strict=True)
    return tuple(
        (start, _towards(start, last, end), _towards(end, following, start), end)
        for last, start, end, following in corners
    )


def _mirrored(end: Point, inner: Point) -> Point:
    return 2 * end[0] - inner[0], 2 * end[1] - inner[1]


def _towards(at: Point, behind: Point, ahead: Point) -> Point:
    """The control point next to ``at``: a sixth of the way between its neighbours."""
    return at[0] + (ahead[0] - behind[0]) / 6, at[1] + (ahead[1] - behind[1]) / 6


def along(points: Sequence[Point], distance: float) -> tuple[Point, Point]:
    """A point at a distance from the start of a polyline, and the unit vector of its way there.

    A negative distance is counted from the end; beyond an end, that end is the answer.
    """
    lengths = [dist(start, end) for start, end in pairwise(points)]
    ends = list(accumulate(lengths))
    goal = min(max(distance if distance >= 0 else ends[-1] + distance, 0.0), ends[-1])
    piece = next(i for i, end in enumerate(ends) if end >= goal)
    share = 1 - (ends[piece] - goal) / lengths[piece] if lengths[piece] else 0.0
    (x0, y0), (x1, y1) = points[piece], points[piece + 1]
    return (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share), _unit(x1 - x0, y1 - y0)


def length(points: Sequence[Point]) -> float:
    """How long a polyline is."""
    return sum(dist(start, end) for start, end in pairwise(points))


def last_swing(points: Sequence[Point]) -> float | None:
    """How far along a line the middle of its last swing is, if a long straight stretch precedes.

    Up to there it may share its way with others; from there on it is alone. Of a line that is led
    back to a further row it is the middle of its way back: beside the row there is no room.
    """
    (x0, y0), (x1, y1) = points[-2], points[-1]
    across = 1 if abs(x1 - x0) >= abs(y1 - y0) else 0
    steps = [dist(start, end) for start, end in pairwise(points)]
    level = [abs(end[across] - start[across]) < LEVEL for start, end in pairwise(points)]
    stop = _back(level, len(steps), True)
    begin = _back(level, stop, False)
    straight = _back(level, begin, True)
    if begin == stop or sum(steps[straight:begin]) < SHARED:
        return None
    back = points[begin][1 - across] - points[straight][1 - across]
    onward = points[-1][1 - across] - points[-2][1 - across]
    if back * onward < 0:
        return sum(steps[:straight]) + sum(steps[straight:begin]) / 2
    return sum(steps[:begin]) + sum(steps[begin:stop]) / 2


def _back(level: Sequence[bool], stop: int, wanted: bool) -> int:
    """The beginning of the run of level, or of slanting, steps that ends before ``stop``."""
    while stop and level[stop - 1] is wanted:
        stop -= 1
    return stop


def heading(points: Sequence[Point], line: float = 0.0) -> Point:
    """The unit vector in which a line arrives at its last point.

    That of an arrow is taken over the length of its head, which a ``line`` of this width has.
    """
    long = head_length(line) if line else 0.0
    last, inner = points[-1], points[-2::-1]
    before = next((point for point in inner if dist(point, last) >= long), points[0])
    return _unit(last[0] - before[0], last[1] - before[1])


def _unit(dx: float, dy: float) -> Point:
    size = hypot(dx, dy)
    return (dx / size, dy / size) if size else (1.0, 0.0)


def head_length(line: float) -> float:
    """How long the arrow head of a line of this width is."""
    return 5.0 + 3.0 * line


def arrow_head(tip: Point, direction: Point, line: float) -> tuple[Point, Point, Point]:
    """A triangle whose tip is ``tip``."""
    (x, y), (dx, dy) = tip, direction
    long = head_length(line)
    half = long * 0.42
    back_x, back_y = x - dx * long, y - dy * long
    return tip, (back_x - dy * half, back_y + dx * half), (back_x + dy * half, back_y - dx * half)


def without_head(points: Sequence[Point], line: float) -> tuple[Point, ...]:
    """The line up to where its arrow head covers it."""
    back = head_length(line) * 0.8
    kept = list(points)
    while len(kept) > 2 and dist(kept[-2], points[-1]) <= back:
        del kept[-2]
    dx, dy = heading(kept)
    reach = min(back, dist(kept[-2], kept[-1]))
    kept[-1] = (kept[-1][0] - dx * reach, kept[-1][1] - dy * reach)
    return tuple(kept)
