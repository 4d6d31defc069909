"""Where the words on walls stand: beside their line, on no card, and not on each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import dist, hypot
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from inspector.drawing.curves import Point, along, length
from inspector.drawing.fontmetrics import text_width
from inspector.model.graphs.vertex import Edge
from inspector.theme.roles import Theme

Boxes = npt.NDArray[np.float64]
Route = npt.NDArray[np.float64]
Box: TypeAlias = tuple[float, ...]

DENSE = 6.0
"""Between two points of a line that words must keep clear of."""

AIR = 0.5
"""Between words and a card, in parts of the letters' size, where there is room."""

PLACES = (0.5, 0.65, 0.38, 0.78, 0.25, 0.88)
"""Where along a line the words are tried, the first first."""


def wall_spots(
    edges: Iterable[Edge],
    routes: Mapping[str, Route],
    cards: Boxes,
    theme: Theme,
    lines: Route | None = None,
    words: Boxes | None = None,
) -> dict[str, Point | None]:
    """The middle of the words on each wall by its edge's key.

    None where the same words already stand on a line from the same vertex. ``cards``, (n, 4),
    are left, top, right and bottom of what must not be covered; ``lines``, (p, 2), are points
    of all lines, and ``words``, (w, 4), the boxes of those on other lines: better not covered
    either.
    """
    spots: dict[str, Point | None] = {}
    said: set[tuple[str, str]] = set()
    taken = [tuple(row) for row in cards.tolist()]
    others = [] if words is None else [tuple(row) for row in words.tolist()]
    around = Obstacles(taken, np.empty((0, 2)) if lines is None else lines, others)
    for edge in edges:
        if not edge.wall or edge.key not in routes:
            continue
        known = (edge.source, edge.wall)
        spot = None if known in said else _spot(edge, routes[edge.key], around, theme)
        said.add(known)
        spots[edge.key] = spot
        if spot is not None:
            taken.append(_around(spot, edge.wall, theme))
    return spots


def dense(route: Route) -> Route:
    """Points along a line, so close that no word fits between two of them."""
    pieces = np.hypot(*np.diff(route, axis=0).T)
    at = np.concatenate(([0.0], np.cumsum(pieces)))
    steps = np.arange(0.0, at[-1] + DENSE, DENSE)
    return np.column_stack([np.interp(steps, at, route[:, axis]) for axis in (0, 1)])


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What words must not cover (``taken``), and what they should not."""

    taken: Sequence[Box]
    lines: Route
    words: Sequence[Box]


def _spot(edge: Edge, route: Route, around: Obstacles, theme: Theme) -> Point:
    """The first place that is wholly free, or covers only lines, or else the usual one."""
    half = text_width(edge.wall, theme.edge_value, bold=True) / 2
    tried = [*_places(route, theme), *_beside(route, half + theme.edge_value)]
    boxes = [_around(spot, edge.wall, theme) for spot in tried]
    roomy = (_around(spot, edge.wall, theme, AIR * theme.edge_value) for spot in tried)
    clear = _clear(roomy, around.taken) or _clear(boxes, around.taken)
    free = [n for n in clear if not _struck(boxes[n], around.lines)]
    own = [n for n in free if _is_nearest(tried[n], route, around.lines)]
    apart = [n for n in own or free if _clear([boxes[n]], around.words)]
    if not own:
        apart.sort(key=lambda n: dist(tried[n], _bar(route)))
    return tried[next(iter((*apart, *own, *free, *clear)), 0)]


def _bar(route: Route) -> Point:
    """The middle of a line, where the bars of its wall stand."""
    points = tuple((x, y) for x, y in route.tolist())
    return along(points, length(points) / 2)[0]


def _clear(boxes: Iterable[Box], taken: Sequence[Box]) -> list[int]:
    """Which boxes meet nothing that is taken."""
    return [n for n, box in enumerate(boxes) if not any(_meet(box, other) for other in taken)]


def _is_nearest(spot: Point, route: Route, lines: Route) -> bool:
    """Whether words are nearest to their own line, so that they do not seem to be another's."""
    if not len(lines):
        return True
    nearest = float(np.hypot(*(lines - spot).T).min())
    points = tuple((x, y) for x, y in route.tolist())
    steps = (along(points, length(points) * share)[0] for share in np.linspace(0, 1, 33))
    return min(hypot(x - spot[0], y - spot[1]) for x, y in steps) <= nearest + 1.0


def _struck(box: Box, lines: Route) -> bool:
    """Whether any point of a line lies in a box."""
    inside = (lines >= box[:2]) & (lines <= box[2:])
    return bool(inside.all(axis=1).any())


def _places(route: Route, theme: Theme) -> Iterable[Point]:
    """Below and above the line, at several places along it."""
    points = tuple((x, y) for x, y in route.tolist())
    whole, aside = length(points), 1.6 * theme.edge_value
    for share in PLACES:
        (x, y), (_, slope) = along(points, whole * share)
        for lean in (aside * (1 + abs(slope)), 1.8 * aside * (1 + abs(slope))):
            yield x, y + lean
            yield x, y - lean


def _beside(route: Route, away: float) -> Iterable[Point]:
    """To the left and right of the line, where it is steep."""
    points = tuple((x, y) for x, y in route.tolist())
    for share in PLACES:
        x, y = along(points, length(points) * share)[0]
        yield x - away, y
        yield x + away, y


def _around(spot: Point, words: str, theme: Theme, air: float = 0.0) -> Box:
    half = text_width(words, theme.edge_value, bold=True) / 2 + 2 + air
    high = 0.7 * theme.edge_value + air
    return spot[0] - half, spot[1] - high, spot[0] + half, spot[1] + high


def _meet(one: Box, other: Box) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]
