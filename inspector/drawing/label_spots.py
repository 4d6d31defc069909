"""Where the words on edges stand: in the middle of their line, or aside to avoid others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from inspector.drawing.curves import Point, along, length
from inspector.drawing.edges import Route, middle, points_of
from inspector.drawing.wall_labels import Boxes
from inspector.model.graphs.vertex import Edge
from inspector.theme.roles import Theme

SPREAD = 400
"""Up to so many edges are kept apart; of more, few are read at once."""
WIDE, HIGH = 5.0, 1.6
"""The room of usual words, in units of their type size: a place is the same at every step."""
WIDEST = 12.0
"""The room of the widest words, where names and values alone are shown and words are larger."""
LONG = 60.0
"""A line longer than this has room for them: so are those that lead back to a further row."""
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
    lines = [points_of(routes[edge.key]) for edge in shown]
    usual = [middle(line) for line in lines]
    wide = [_room(line, theme) for line in lines]
    places = zip(lines, usual, strict=True)
    taken = _around([along(line, at)[0] for line, at in places], wide, theme)
    spots: dict[str, float] = {}
    for number in np.flatnonzero(_meeting(taken, taken) > 1).tolist():
        if _meeting(taken[number : number + 1], taken)[0] == 1:
            continue  # the other one has gone aside
        line, end = lines[number], HIGH * theme.edge_value
        ends = length(line) - 2 * end
        tried = [usual[number] + aside * wide[number] for aside in ASIDE]
        tried = [at for at in tried if end < at < ends]
        boxes = _around([along(line, at)[0] for at in tried], [wide[number]] * len(tried), theme)
        own = _meeting(boxes, taken[number : number + 1])
        free = (_meeting(boxes, taken) == own) & (_meeting(boxes, cards) == 0)
        if free.any():
            spots[shown[number].key] = tried[free.argmax()]
            taken[number] = boxes[free.argmax()]
    return spots


def label_boxes(
    edges: Iterable[Edge],
    routes: Mapping[str, Route],
    spots: Mapping[str, float],
    theme: Theme,
) -> Boxes:
    """The boxes, (n, 4), of words that may stand on edges, at their ``spots`` or in the middle."""
    worded = [edge for edge in edges if not edge.wall and _may_have_words(edge)]
    lines = {edge.key: points_of(routes[edge.key]) for edge in worded if edge.key in routes}
    places = [along(line, spots.get(key, middle(line)))[0] for key, line in lines.items()]
    return _around(places, [_room(line, theme) for line in lines.values()], theme)


def _may_have_words(edge: Edge) -> bool:
    """Whether an edge has a label, or a gradient travels it: a constant sends none on."""
    return bool(edge.label) or edge.source_node is not None


def _room(line: tuple[Point, ...], theme: Theme) -> float:
    """How wide the room is that words on a line are given."""
    size = theme.edge_value
    return (WIDEST if length(line) > LONG * size else WIDE) * size


def _around(middles: Sequence[Point], wide: Sequence[float], theme: Theme) -> Boxes:
    """The boxes of words around some points, (n, 4)."""
    spots = np.array(middles, dtype=np.float64).reshape(-1, 2)
    high = np.full(len(wide), HIGH * theme.edge_value)
    reach = np.column_stack([wide, high]) / 2
    return np.hstack([spots - reach, spots + reach])


def _meeting(boxes: Boxes, others: Boxes) -> npt.NDArray[np.intp]:
    """How many of the others each of some boxes overlaps."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    return np.asarray((low < high).all(axis=2).sum(axis=1), dtype=np.intp)
