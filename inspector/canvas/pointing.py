"""What is under the pointer, and where the arrow keys lead: pure queries of a stage."""

from __future__ import annotations

from enum import Enum

import numpy as np

from inspector.canvas.camera import Rect, Viewpoint
from inspector.canvas.spatial import Floats
from inspector.canvas.stage import Stage
from inspector.layout.geometry import Direction

NEAR = 6.0
"""How many pixels beside an edge, and 3 beside a vertex, still count as a hit."""


class Way(Enum):
    """Where an arrow key leads from a vertex, in terms of the graph."""

    INPUT = "input"
    OUTPUT = "output"
    PREVIOUS = "previous sibling"
    NEXT = "next sibling"


def vertex_at(stage: Stage, view: Viewpoint, x: float, y: float) -> str | None:
    """The vertex under a pixel, or the one that a tag there names; of several, the nearest."""
    sx, sy = view.to_scene(x, y)
    hits = stage.area.at(sx, sy, NEAR / 2 / view.scale)
    if not len(hits):
        tags = stage.tags.at(sx, sy)
        return stage.edges[stage.tagged[tags[0]]].source if len(tags) else None
    middles = _middles(stage)[hits]
    nearest = np.hypot(*(middles - (sx, sy)).T).argmin()
    return stage.vertices[int(hits[nearest])].key


def edge_at(stage: Stage, view: Viewpoint, x: float, y: float) -> str | None:
    """The edge that passes under a pixel, or near it."""
    sx, sy = view.to_scene(x, y)
    return stage.routes.nearest(sx, sy, NEAR / view.scale)


def kin(stage: Stage, key: str) -> frozenset[str]:
    """The edges that belong to a vertex: its own, and all that carry the same tensor."""
    number = stage.number.get(key)
    if number is None:
        return frozenset()
    tensor = stage.vertices[number].tensor
    own = (*stage.edges_of([number]).tolist(), *stage.carrying.of(tensor))
    return frozenset(stage.edges[edge].key for edge in own)


def neighbours(stage: Stage, key: str) -> list[Rect]:
    """The boxes of a vertex and of all that it is joined with."""
    ends = stage.ends[stage.edges_of([stage.number[key]])]
    return [stage.box_at(number) for number in set(ends.ravel().tolist())]


def way_of(arrow: str, direction: Direction) -> Way:
    """What an arrow key (``left``, ``right``, ``up``, ``down``) means in a direction of layout."""
    along = ("left", "right") if direction is Direction.RIGHT else ("up", "down")
    if arrow in along:
        return Way.INPUT if arrow == along[0] else Way.OUTPUT
    return Way.PREVIOUS if arrow in ("up", "left") else Way.NEXT


def walk(stage: Stage, key: str | None, way: Way) -> str | None:
    """The vertex that a way leads to; the same one at an end, the first with no start."""
    here = stage.number.get(key or "")
    if here is None:
        return stage.vertices[0].key if stage.vertices else None
    beside = way in {Way.PREVIOUS, Way.NEXT}
    found = (_sibling if beside else _neighbour)(stage, here, way)
    return stage.vertices[found].key if found is not None else key


def _neighbour(stage: Stage, here: int, way: Way) -> int | None:
    """The nearest on the way of the lines: those led back to a further row are as long as seen.

    One whose line begins at a tag stands elsewhere, and comes last.
    """
    start, end = (1, 0) if way is Way.INPUT else (0, 1)
    lines = np.flatnonzero(stage.ends[:, start] == here)
    if not len(lines):
        return None
    away = np.isin(lines, stage.tagged)
    nearest = np.lexsort((stage.routes.lengths(lines), away))[0]
    return int(stage.ends[lines[nearest], end])


def _sibling(stage: Stage, here: int, way: Way) -> int | None:
    # Siblings stand beside each other: their boxes overlap along the direction of execution.
    along = 0 if stage.direction is Direction.RIGHT else 1
    boxes, middles = stage.boxes, _middles(stage)
    beside = (boxes[:, along] <= boxes[here, along + 2]) & (
        boxes[:, along + 2] >= boxes[here, along]
    )
    offset = (middles - middles[here])[:, 1 - along] * (1 if way is Way.NEXT else -1)
    rows = np.flatnonzero(beside & (offset > 0))
    return int(rows[offset[rows].argmin()]) if len(rows) else None


def _middles(stage: Stage) -> Floats:
    return np.asarray(stage.boxes.reshape(-1, 2, 2).mean(axis=1))
