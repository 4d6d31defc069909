"""Finding a route for one edge through a finished layout."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.layout.curve import Station, through
from inspector.layout.free_space import FreeSpace
from inspector.layout.geometry import Points

SWING = 52.0
TRIES = 8


def detour(space: FreeSpace, source: int, target: int, lane: float, port: float) -> Points:
    """Points from the border of one box to that of another, round all others where possible.

    ``lane``, ``port`` : offsets across from the centres of source and target.
    """
    a, b = space.boxes[source], space.boxes[target]
    start = float(a[0] + a[2] / 2), float(a[1]) + lane
    stop = float(b[0] - b[2] / 2), float(b[1]) + port
    begin = min(space.edge_behind(a), stop[0])
    end = max(space.edge_before(b), start[0])
    if begin >= end:
        begin, end = start[0], stop[0]
    ways: dict[int, Points] = {}
    for some in _ways(space, start, stop, begin, end):
        for points in through(some):
            hits = space.hits(points, (source, target))
            if not hits:
                return points
            ways.setdefault(hits, points)
    return ways[min(ways)]


def _ways(
    space: FreeSpace,
    start: tuple[float, float],
    stop: tuple[float, float],
    begin: float,
    end: float,
) -> Iterator[list[list[Station]]]:
    """Routes to try: one swing, late or early, or two swings and a free lane between them."""
    swing = min(SWING, end - begin)
    out, into = (start[0], begin, start[1]), (end, stop[0], stop[1])
    late = [(start[0], end - swing, start[1]), into]
    yield [late, [out, (begin + swing, stop[0], stop[1])]]
    swing = min(SWING, (end - begin) / 2)
    low, high = begin + swing, end - swing
    lanes = space.lanes(low, high, (start[1] + stop[1]) / 2)[:TRIES].tolist()
    yield [[out, (low, high, lane), into] for lane in lanes]
