"""Growing: new vertices join a layout while nothing that is shown moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from inspector.layout.curve import loop
from inspector.layout.detour import detour
from inspector.layout.flow import axes
from inspector.layout.geometry import Direction, Geometry, Points
from inspector.layout.ground import NEAR, Ground
from inspector.layout.ports import spread
from inspector.model.vertex import Edge, Graph

STEP = 56.0

Sizes = Mapping[str, tuple[float, float]]


def extend(geometry: Geometry, graph: Graph, sizes: Sizes) -> Geometry:
    """The layout with the graph's new vertices and edges added.

    An operation stands one step behind its latest input, at the free place nearest to its
    inputs; a new leaf one step before its first consumer. What the graph no longer has
    disappears; the boxes of known vertices stay exactly as they are.
    """
    growth = _begin(geometry, graph, sizes)
    new = [edge for edge in graph.edges if edge.key not in geometry.routes]
    arriving = _by_target(new)
    for vertex in graph.vertices:
        if vertex.key in arriving and vertex.key not in growth.number:
            _join(growth, vertex.key, [edge.source for edge in arriving[vertex.key]])
    for vertex in graph.vertices:
        if vertex.key not in growth.number:
            _stand_alone(growth, vertex.key)
    drawn = {key: points for edges in arriving.values() for key, points in _connect(growth, edges)}
    return _finish(geometry, graph, growth, drawn)


@dataclass(frozen=True)
class Growth:
    """The ground, which vertex is which box on it, and (length, width) of those to come."""

    ground: Ground
    number: dict[str, int]
    sizes: dict[str, tuple[float, float]]

    def box(self, key: str) -> Points:
        """Centre along, centre across, length, width."""
        box: Points = self.ground.boxes[self.number[key]]
        return box

    def put(self, key: str, along: float, across: float) -> None:
        """Give a vertex its place."""
        self.number[key] = self.ground.put((along, across, *self.sizes[key]))


def _begin(geometry: Geometry, graph: Graph, sizes: Sizes) -> Growth:
    known = [vertex.key for vertex in graph.vertices if vertex.key in geometry.index]
    rows = np.array([geometry.index[key] for key in known], dtype=np.intp)
    columns = axes(geometry.direction)
    kept = [geometry.routes[edge.key] for edge in graph.edges if edge.key in geometry.routes]
    lines = kept if geometry.direction is Direction.RIGHT else [line[:, ::-1] for line in kept]
    ground = Ground(geometry.boxes[rows][:, _four(geometry.direction)], lines, len(graph.vertices))
    turned = {key: (size[columns[0]], size[columns[1]]) for key, size in sizes.items()}
    return Growth(ground, {key: i for i, key in enumerate(known)}, turned)


def _by_target(edges: list[Edge]) -> dict[str, list[Edge]]:
    found: dict[str, list[Edge]] = {}
    for edge in edges:
        found.setdefault(edge.target, []).append(edge)
    return found


def _join(growth: Growth, key: str, sources: list[str]) -> None:
    """Place a vertex behind its inputs, and before it those inputs that have no place yet."""
    placed = [growth.box(source) for source in sources if source in growth.number]
    fresh = [s for s in dict.fromkeys(sources) if s not in growth.number and s != key]
    length, width = growth.sizes[key]
    begin, bottom = growth.ground.corner
    room = max((growth.sizes[source][0] + STEP for source in fresh), default=0.0)
    starts = [box[0] + box[2] / 2 + STEP for box in placed] or [begin + room]
    along = growth.ground.column(float(max(starts)), length)
    wish = _beside_latest(placed) if placed else bottom + NEAR + width / 2
    across = growth.ground.vacancy(along, length, width, wish)
    growth.put(key, along, across)
    for source in fresh:
        _precede(growth, source, key)


def _beside_latest(placed: list[Points]) -> float:
    """The middle across of the inputs that stand farthest on."""
    last = max(box[0] for box in placed)
    return float(np.mean([box[1] for box in placed if box[0] > last - 1.0]))


def _precede(growth: Growth, key: str, consumer: str) -> None:
    """Place a vertex one step before its consumer."""
    length, width = growth.sizes[key]
    box = growth.box(consumer)
    along = float(box[0] - box[2] / 2) - STEP - length / 2
    growth.put(key, along, growth.ground.vacancy(along, length, width, float(box[1])))


def _stand_alone(growth: Growth, key: str) -> None:
    """Place a vertex without edges at the beginning, below everything."""
    length, width = growth.sizes[key]
    begin, bottom = growth.ground.corner
    along = begin + length / 2
    wish = bottom + NEAR + width / 2
    growth.put(key, along, growth.ground.vacancy(along, length, width, wish))


def _connect(growth: Growth, edges: list[Edge]) -> list[tuple[str, Points]]:
    """Routes, in flow axes, of new edges into one vertex."""
    target = growth.box(edges[0].target)
    edges = sorted(
        (e for e in edges if e.source != e.target), key=lambda e: growth.box(e.source)[1]
    )
    if not edges:
        return []
    level = np.array([abs(growth.box(edge.source)[1] - target[1]) < 1 for edge in edges])
    ports = spread(level, float(target[3]))
    found = []
    for edge, port in zip(edges, ports.tolist(), strict=True):
        ends = growth.number[edge.source], growth.number[edge.target]
        points = detour(growth.ground, *ends, _lane(growth, edges, edge), port)
        growth.ground.draw(points)
        found.append((edge.key, points))
    return found


def _lane(growth: Growth, edges: list[Edge], edge: Edge) -> float:
    """Offset at the source: 0 unless the edge has parallels."""
    parallel = [other for other in edges if other.source == edge.source]
    lanes = spread(np.zeros(len(parallel), dtype=bool), float(growth.box(edge.source)[3]))
    return float(lanes[parallel.index(edge)])


def _finish(
    geometry: Geometry, graph: Graph, growth: Growth, drawn: dict[str, Points]
) -> Geometry:
    """Back to screen axes, in the order of the graph."""
    columns = axes(geometry.direction)
    rows = [growth.number[vertex.key] for vertex in graph.vertices]
    boxes = growth.ground.boxes[rows][:, _four(geometry.direction)]
    index = {vertex.key: i for i, vertex in enumerate(graph.vertices)}
    routes: dict[str, Points] = {}
    for edge in graph.edges:
        if edge.key in geometry.routes:
            routes[edge.key] = geometry.routes[edge.key]
        elif edge.key in drawn:
            routes[edge.key] = drawn[edge.key][:, columns]
        else:
            routes[edge.key] = loop(boxes[index[edge.source]])
    stubs = {key: box for key, box in geometry.stubs.items() if key in routes}
    return Geometry(geometry.direction, index, boxes, routes, stubs)


def _four(direction: Direction) -> list[int]:
    """Columns that turn a box from one pair of axes into the other."""
    first, second = axes(direction)
    return [first, second, first + 2, second + 2]
