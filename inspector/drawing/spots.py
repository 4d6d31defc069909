"""Where the words on edges stand: in the middle of their line, or aside where they would meet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from inspector.drawing.curves import length
from inspector.drawing.edges import Route, middle, points_of
from inspector.drawing.walls import Boxes
from inspector.model.graphs.vertex import Edge
from inspector.theme.roles import Theme

SPREAD = 400
"""Up to so many edges are kept apart; of more, few are read at once."""
WIDE, HIGH = 5.0, 1.6
"""The room of usual words, in units of their type size: a place is the same at every step."""
ASIDE = (0.5, -0.5, 1.0, -1.0, 2.0, -2.0)
"""How far along the line they are tried, in widths."""


def label_spots(
    edges: Iterable[Edge], routes: Mapping[str, Route], cards: Boxes, theme: Theme
) -> dict[str, float]:
    """How far along its line the words of each edge stand that are not in its middle.

    ``cards``, (n, 4), are left, top, right and bottom of what must not be covered.
    """
    shown = [edge for edge in edges if edge.key in routes]
    if not 1 < len(shown) <= SPREAD:
        return {}
    ways = [routes[edge.key] for edge in shown]
    usual = np.array([middle(points_of(way)) for way in ways])
    taken = np.vstack([_around(way, at, theme) for way, at in zip(ways, usual, strict=True)])
    spots: dict[str, float] = {}
    for number in np.flatnonzero(_meeting(taken, taken) > 1).tolist():
        others = np.delete(taken, number, axis=0)
        if not _meeting(taken[number : number + 1], others).any():
            continue  # the other one has gone aside
        tried = usual[number] + np.array(ASIDE) * WIDE * theme.edge_value
        end, whole = HIGH * theme.edge_value, length(points_of(ways[number]))
        boxes = _around(ways[number], tried, theme)
        free = _meeting(boxes, np.vstack([others, cards])) == 0
        free &= (tried > end) & (tried < whole - 2 * end)
        if free.any():
            spots[shown[number].key] = float(tried[free.argmax()])
            taken[number] = boxes[free.argmax()]
    return spots


def _around(way: Route, at: Boxes, theme: Theme) -> Boxes:
    """The boxes of words at some distances along a line, (n, 4)."""
    walked = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(way, axis=0).T))])
    spots = np.column_stack([np.interp(at, walked, way[:, axis]) for axis in (0, 1)])
    reach = np.array([WIDE, HIGH]) * theme.edge_value / 2
    return np.hstack([spots - reach, spots + reach])


def _meeting(boxes: Boxes, others: Boxes) -> npt.NDArray[np.intp]:
    """How many of the others each of some boxes overlaps."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    return np.asarray((low < high).all(axis=2).sum(axis=1), dtype=np.intp)
