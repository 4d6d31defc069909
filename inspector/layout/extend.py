"""Growing: new vertices join a layout while nothing that is shown moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from inspector.layout.curve import loop
from inspector.layout.detour import detour
from inspector.layout.flow import axes
from inspector.layout.geometry import Direction, Geometry, Points, Rows
from inspector.layout.ground import NEAR, Ground
from inspector.layout.ports import spread
from inspector.layout.stubs import SIZE, tag_key
from inspector.model.graphs.vertex import Edge, Graph

STEP = 56.0
FAR = 1_600.0
"""How far an edge of a leaf may reach past its first use: ten layers of ordinary cards."""

Sizes = Mapping[str, tuple[float, float]]


def extend(geometry: Geometry, graph: Graph, sizes: Sizes) -> Geometry:
    """The layout with the graph's new vertices and edges added.

    An operation stands one step behind its latest input, at the free place nearest to its
    inputs; a new leaf one step before its first consumer. Where the graph is in rows, it joins the
    row of its latest input. A leaf in use that is far away by then gets a tag beside its new
    consumer, and so does what stands in another row. What the graph no longer has disappears; the
    boxes of known vertices stay exactly as they are.
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
    far = {(edge.source, edge.target): edge for edge in _far(growth, geometry, graph, new)}
    for edge in far.values():
        _tag(growth, edge)
    drawn = {key: points for edges in arriving.values() for key, points in _connect(growth, edges)}
    return _finish(geometry, graph, growth, drawn)


@dataclass(frozen=True)
class Growth:
    """The ground, which vertex is which box on it, and (length, width) of those to come.

    ``tags`` : the box of the tag from which new edges between a vertex and its consumer begin.
    ``row`` : the row of each vertex, 0 where there is only one.
    """

    ground: Ground
    number: dict[str, int]
    sizes: dict[str, tuple[float, float]]
    tag_size: tuple[float, float]
    tags: dict[tuple[str, str], int] = field(default_factory=dict)
    row: dict[str, int] = field(default_factory=dict)

    def box(self, key: str) -> Points:
        """Centre along, centre across, length, width."""
        box: Points = self.ground.boxes[self.number[key]]
        return box

    def start(self, edge: Edge) -> int:
        """The number of the box from which an edge is drawn."""
        return self.tags.get((edge.source, edge.target), self.number[edge.source])

    def put(self, key: str, along: float, across: float, row: int = 0) -> None:
        """Give a vertex its place."""
        self.number[key] = self.ground.put((along, across, *self.sizes[key]))
        self.row[key] = row

    def parted(self, source: str, target: str) -> bool:
        """Whether two vertices stand in different rows of the same part."""
        return 0 != self.row[source] != self.row[target] != 0


def _begin(geometry: Geometry, graph: Graph, sizes: Sizes) -> Growth:
    known = [vertex.key for vertex in graph.vertices if vertex.key in geometry.index]
    rows = np.array([geometry.index[key] for key in known], dtype=np.intp)
    columns = axes(geometry.direction)
    kept = [geometry.routes[edge.key] for edge in graph.edges if edge.key in geometry.routes]
    lines = kept if geometry.direction is Direction.RIGHT else [line[:, ::-1] for line in kept]
    tags = {tuple(geometry.stubs[e.key]) for e in graph.edges if e.key in geometry.stubs}
    boxes = np.concatenate([geometry.boxes[rows], np.array(sorted(tags)).reshape(-1, 4)])
    room = len(graph.vertices) + len(tags) + len(graph.edges) - len(kept)
    ground = Ground(boxes[:, _four(geometry.direction)], lines, room)
    turned = {key: (size[columns[0]], size[columns[1]]) for key, size in sizes.items()}
    number = {key: i for i, key in enumerate(known)}
    grown = Growth(ground, number, turned, (SIZE[columns[0]], SIZE[columns[1]]))
    if geometry.rows is not None:
        grown.row.update(zip(known, geometry.rows.number[rows].tolist(), strict=True))
    else:
        grown.row.update(dict.fromkeys(known, 0))
    return grown


def _by_target(edges: list[Edge]) -> dict[str, list[Edge]]:
    found: dict[str, list[Edge]] = {}
    for edge in edges:
        found.setdefault(edge.target, []).append(edge)
    return found


def _join(growth: Growth, key: str, sources: list[str]) -> None:
    """Place a vertex behind its inputs, and before it those inputs that have no place yet."""
    known = [source for source in sources if source in growth.number]
    row = max((growth.row[source] for source in known), default=0)
    placed = [growth.box(source) for source in known if growth.row[source] in (0, row)]
    fresh = [s for s in dict.fromkeys(sources) if s not in growth.number and s != key]
    length, width = growth.sizes[key]
    begin, bottom = growth.ground.corner
    room = max((growth.sizes[source][0] + STEP for source in fresh), default=0.0)
    starts = [box[0] + box[2] / 2 + STEP for box in placed] or [begin + room]
    along = growth.ground.column(float(max(starts)), length)
    wish = _beside_latest(placed) if placed else bottom + NEAR + width / 2
    across = growth.ground.vacancy(along, length, width, wish)
    growth.put(key, along, across, row)
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
    across = growth.ground.vacancy(along, length, width, float(box[1]))
    growth.put(key, along, across, growth.row[consumer])


def _far(growth: Growth, geometry: Geometry, graph: Graph, new: list[Edge]) -> Iterator[Edge]:
    """New edges from another row, or of a leaf that stood at its first use and is far by now."""
    made = {edge.target for edge in graph.edges}
    used = {edge.source for edge in graph.edges if edge.key in geometry.routes}
    for edge in new:
        if growth.parted(edge.source, edge.target):
            yield edge
        elif edge.source in used and edge.source not in made:
            source, target = growth.box(edge.source), growth.box(edge.target)
            if target[0] - source[0] > FAR:
                yield edge


def _tag(growth: Growth, edge: Edge) -> None:
    """Place the tag of a far leaf one step before its consumer."""
    length, width = growth.sizes.get(tag_key(edge.source), growth.tag_size)
    box = growth.box(edge.target)
    along = float(box[0] - box[2] / 2) - STEP - length / 2
    across = growth.ground.vacancy(along, length, width, float(box[1]))
    number = growth.ground.put((along, across, length, width))
    growth.tags[edge.source, edge.target] = number


def _stand_alone(growth: Growth, key: str) -> None:
    """Place a vertex without edges at the beginning, below everything."""
    length, width = growth.sizes[key]
    begin, bottom = growth.ground.corner
    along = begin + length / 2
    wish = bottom + NEAR + width / 2
    growth.put(key, along, growth.ground.vacancy(along, length, width, wish))


def _connect(growth: Growth, edges: list[Edge]) -> list[tuple[str, Points]]:
    """Routes, in flow axes, of new edges into one vertex."""
    target, boxes = growth.box(edges[0].target), growth.ground.boxes
    edges = sorted(
        (e for e in edges if e.source != e.target), key=lambda e: boxes[growth.start(e), 1]
    )
    if not edges:
        return []
    level = np.array([abs(boxes[growth.start(edge), 1] - target[1]) < 1 for edge in edges])
    ports = spread(level, float(target[3]))
    found = []
    for edge, port in zip(edges, ports.tolist(), strict=True):
        ends = growth.start(edge), growth.number[edge.target]
        points = detour(growth.ground, *ends, _lane(growth, edges, edge), port)
        growth.ground.draw(points)
        found.append((edge.key, points))
    return found


def _lane(growth: Growth, edges: list[Edge], edge: Edge) -> float:
    """Offset at the source: 0 unless the edge has parallels."""
    parallel = [other for other in edges if other.source == edge.source]
    lanes = spread(
        np.zeros(len(parallel), dtype=bool), float(growth.ground.boxes[growth.start(edge), 3])
    )
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
    for edge in graph.edges:
        if edge.key in drawn and (edge.source, edge.target) in growth.tags:
            box = growth.ground.boxes[growth.start(edge)]
            stubs[edge.key] = box[_four(geometry.direction)]
    broken = _rows(geometry, growth, graph)
    return Geometry(geometry.direction, index, boxes, routes, stubs, broken)


def _rows(geometry: Geometry, growth: Growth, graph: Graph) -> Rows | None:
    """The rows of all vertices; newcomers count as lowered like the rest of their row."""
    if geometry.rows is None:
        return None
    lowered = dict(zip(geometry.rows.number.tolist(), geometry.rows.lowered, strict=True))
    number = [growth.row[vertex.key] for vertex in graph.vertices]
    return Rows(np.array(number, dtype=np.intp), np.array([lowered.get(n, 0.0) for n in number]))


def _four(direction: Direction) -> list[int]:
    """Columns that turn a box from one pair of axes into the other."""
    first, second = axes(direction)
    return [first, second, first + 2, second + 2]
