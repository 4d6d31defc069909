"""What may be asked of any layout."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from inspector.layout.geometry import Direction, Geometry
from inspector.model.graphs.vertex import Edge, Graph

NEAR = 1e-6


def overlaps(geometry: Geometry) -> list[tuple[str, str]]:
    """Pairs of boxes, tags among them, that share more than a border."""
    tags = {tuple(box): key for key, box in geometry.stubs.items()}
    boxes = np.vstack([geometry.boxes, *tags])
    centres, half = boxes[:, :2], boxes[:, 2:] / 2
    apart = np.abs(centres[:, None] - centres[None]) >= half[:, None] + half[None] - NEAR
    pairs = np.argwhere(np.triu(~apart.any(axis=2), 1))
    keys = [*geometry.index, *tags.values()]
    return [(keys[a], keys[b]) for a, b in pairs.tolist()]


def on_border(geometry: Geometry, key: str, point: npt.NDArray[np.float64]) -> bool:
    """Whether a point lies on the outline of a vertex."""
    left, top, width, height = geometry.box(key)
    x, y = point[0] - left, point[1] - top
    inside = -NEAR <= x <= width + NEAR and -NEAR <= y <= height + NEAR
    return bool(inside and min(abs(x), abs(x - width), abs(y), abs(y - height)) < NEAR)


def loose_ends(graph: Graph, geometry: Geometry) -> list[str]:
    """Edges that do not run from border to border."""
    return [
        edge.key
        for edge in graph.edges
        if not begins_well(geometry, edge)
        or not on_border(geometry, edge.target, geometry.routes[edge.key][-1])
    ]


def begins_well(geometry: Geometry, edge: Edge) -> bool:
    """Whether an edge begins on the border of its source, or of the tag that names it."""
    start, tag = geometry.routes[edge.key][0], geometry.stubs.get(edge.key)
    if tag is None:
        return on_border(geometry, edge.source, start)
    apart = np.abs(start - tag[:2]) - tag[2:] / 2
    return bool(abs(apart.max()) < NEAR)


def trespasses(graph: Graph, geometry: Geometry) -> list[tuple[str, str]]:
    """Edges and the foreign vertices that they run through."""
    found, keys = [], list(geometry.index)
    half = geometry.boxes[:, 2:] / 2 - 0.5
    for edge in graph.edges:
        points = finely(geometry.routes[edge.key])
        inside = (np.abs(points[:, None] - geometry.boxes[:, :2]) < half).all(axis=2).any(axis=0)
        entered = (keys[row] for row in np.flatnonzero(inside).tolist())
        found += [(edge.key, key) for key in entered if key not in (edge.source, edge.target)]
    return found


def finely(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The uniform Catmull–Rom spline through the points, as it is drawn, in small steps."""
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    a, b, c, d = (padded[i : len(padded) - 3 + i, None] for i in range(4))
    t = np.linspace(0, 1, 9)[None, :, None]
    cubic = (3 * (b - c) + d - a) * t**3 + (2 * a - 5 * b + 4 * c - d) * t**2 + (c - a) * t
    return np.asarray(b + cubic / 2, dtype=np.float64).reshape(-1, 2)


def row_of(geometry: Geometry, key: str) -> int:
    """The row in which a vertex stands, 0 where all is in one."""
    return 0 if geometry.rows is None else int(geometry.rows.number[geometry.index[key]])


def backward_steps(graph: Graph, geometry: Geometry) -> list[str]:
    """Edges whose target does not lie wholly behind their source, or its tag, along the flow.

    Where a part goes on in further rows, an edge between two of them leads to a later one.
    """
    axis = 0 if geometry.direction is Direction.RIGHT else 1
    found = []
    for edge in graph.edges:
        first, last = row_of(geometry, edge.source), row_of(geometry, edge.target)
        if first != last and first and last and edge.key not in geometry.stubs:
            found += [edge.key] * (first > last)
            continue
        source = geometry.stubs.get(edge.key, geometry.boxes[geometry.index[edge.source]])
        target = geometry.boxes[geometry.index[edge.target]]
        if source[axis] + source[axis + 2] / 2 >= target[axis] - target[axis + 2] / 2:
            found.append(edge.key)
    return found
