"""Finding a route for one edge through a finished layout."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.layout.curve import Station, through
from inspector.layout.geometry import Points
from inspector.layout.ground import Ground

SWING = 52.0
TRIES = 8


def detour(ground: Ground, source: int, target: int, lane: float, port: float) -> Points:
    """Points from the border of one box to that of another, round all others where possible.

    ``lane``, ``port`` : offsets across from the centres of source and target.
    """
    a, b = ground.boxes[source], ground.boxes[target]
    start = float(a[0] + a[2] / 2), float(a[1]) + lane
    stop = float(b[0] - b[2] / 2), float(b[1]) + port
    begin = min(ground.edge_behind(a), stop[0])
    end = max(ground.edge_before(b), start[0])
    if begin >= end:
        begin, end = start[0], stop[0]
    ways: dict[int, Points] = {}
    for some in _ways(ground, start, stop, begin, end):
        for points in through(some):
            hits = ground.hits(points, (source, target))
            if not hits:
                return points
            ways.setdefault(hits, points)
    return ways[min(ways)]


def _ways(
    ground: Ground,
    start: tuple[float, float],
    stop: tuple[float, float],
    begin: float,
    end: float,
) -> Iterator[list[list[Station]]]:
    """Swing late or early; or take a lane between. All swings lie between begin and end."""
    swing = min(SWING, end - begin)
    out, into = (start[0], begin, start[1]), (end, stop[0], stop[1])
    late = [(start[0], end - swing, start[1]), into]
    yield [late, [out, (begin + swing, stop[0], stop[1])]]
    swing = min(SWING, (end - begin) / 2)
    low, high = begin + swing, end - swing
    lanes = ground.lanes(low, high, (start[1] + stop[1]) / 2)[:TRIES].tolist()
    yield [[out, (low, high, lane), into] for lane in lanes]
