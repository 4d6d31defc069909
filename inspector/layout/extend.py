"""Growing: new vertices join a layout, and nothing that is already shown moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from inspector.layout.curve import loop
from inspector.layout.detour import detour
from inspector.layout.flow import axes
from inspector.layout.free_space import NEAR, FreeSpace
from inspector.layout.geometry import Direction, Geometry, Points, Rows
from inspector.layout.ports import spread
from inspector.layout.row_breaks import FULL, MANY, MARGIN, NARROW
from inspector.layout.stubs import SIZE, tag_key
from inspector.model.graphs.vertex import Edge, Graph

STEP = 56.0
FAR = 1_600.0
"""How far an edge of a leaf may reach past its first use: ten layers of ordinary cards."""
HEADROOM = 100.0
"""Room in a new row for leaves that will stand above its first operation."""

Sizes = Mapping[str, tuple[float, float]]
Spot: TypeAlias = tuple[int, float, float]
"""A row, the place along, and the one across that is wished."""


def extend(geometry: Geometry, graph: Graph, sizes: Sizes) -> Geometry:
    """The layout with the graph's new vertices and edges added.

    An operation stands one step behind its latest input, at the free place nearest to its
    inputs; a new leaf one step before its first consumer. Where the graph is in rows, it joins the
    row of its latest input; where that is full, as that of a long narrow graph will be, the last
    row or a new one. A leaf in use that is far away by then gets a tag beside its new consumer,
    and so does what stands in another row. What the graph no longer has disappears; the boxes of
    known vertices stay exactly as they are.
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
    """A layout while it grows: the boxes placed so far, and the sizes of those to come.

    ``full`` : how long a row may be, and how high one that is broken. ``tags`` : the box of the
    tag from which new edges between a vertex and its consumer begin. ``row`` : the row of each
    vertex, 0 where there is only one; ``lowered`` : how far each row has been moved across.
    ``made`` : what has inputs.
    """

    space: FreeSpace
    number: dict[str, int]
    sizes: Sizes
    tag_size: tuple[float, float]
    full: tuple[float, float]
    tags: dict[tuple[str, str], int] = field(default_factory=dict)
    row: dict[str, int] = field(default_factory=dict)
    lowered: dict[int, float] = field(default_factory=lambda: {0: 0.0})
    made: frozenset[str] = frozenset()

    def box(self, key: str) -> Points:
        """Centre along, centre across, length, width."""
        box: Points = self.space.boxes[self.number[key]]
        return box

    def start(self, edge: Edge) -> int:
        """The number of the box from which an edge is drawn."""
        return self.tags.get((edge.source, edge.target), self.number[edge.source])

    def put(self, key: str, along: float, across: float, row: int = 0) -> None:
        """Give a vertex its place."""
        self.number[key] = self.space.put((along, across, *self.sizes[key]))
        self.row[key] = row

    @property
    def last_row(self) -> int:
        """Where there is the most room still."""
        return max(self.row.values(), default=0)

    def is_at_work(self, key: str, row: int) -> bool:
        """Whether a vertex is an operation in a row."""
        return self.row[key] == row and key in self.made

    def length_before(self, source: str) -> float:
        """The length of what stands for an input of a vertex that begins a row."""
        if source not in self.number:
            return self.sizes[source][0]
        return self.sizes.get(tag_key(source), self.tag_size)[0]

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
    space = FreeSpace(boxes[:, _four(geometry.direction)], lines, room)
    turned = sizes
    if geometry.direction is not Direction.RIGHT:
        turned = {key: (length, width) for key, (width, length) in sizes.items()}
    number = {key: i for i, key in enumerate(known)}
    made = frozenset(edge.target for edge in graph.edges)
    length, height = geometry.page.along(geometry.direction)
    tag, full = (SIZE[columns[0]], SIZE[columns[1]]), (FULL * length, NARROW * height)
    grown = Growth(space, number, turned, tag, full, made=made)
    if geometry.rows is not None:
        grown.row.update(zip(known, geometry.rows.number[rows].tolist(), strict=True))
        numbers, lowered = geometry.rows.number.tolist(), geometry.rows.lowered.tolist()
        grown.lowered.update(zip(numbers, lowered, strict=True))
    else:
        grown.row.update(dict.fromkeys(known, 0))
    return grown


def _by_target(edges: list[Edge]) -> dict[str, list[Edge]]:
    found: dict[str, list[Edge]] = {}
    for edge in edges:
        found.setdefault(edge.target, []).append(edge)
    return found


def _join(growth: Growth, key: str, sources: list[str]) -> None:
    """Place a vertex behind its inputs, and inputs that have no place yet before it."""
    known = [source for source in sources if source in growth.number]
    fresh = [s for s in dict.fromkeys(sources) if s not in growth.number and s != key]
    length, width = growth.sizes[key]
    row, along, wish = _behind(growth, known, fresh, growth.sizes[key])
    begin, _ = growth.space.corner
    if known and along + length / 2 > begin + growth.full[0] and _is_narrow(growth, row):
        row, along, wish = _go_on(growth, row, wish, known + fresh, growth.sizes[key])
    across = growth.space.vacancy(along, length, width, wish)
    growth.put(key, along, across, row)
    for source in fresh:
        _precede(growth, source, key)


def _behind(growth: Growth, known: list[str], fresh: list[str], size: tuple[float, float]) -> Spot:
    """The place one step behind those inputs that have one."""
    row, last = max((growth.row[source] for source in known), default=0), growth.last_row
    if 0 < row < last and growth.made.isdisjoint(known):
        # Leaves alone do not say how far execution has come: it is where it was last.
        latest = next(key for key in reversed(growth.row) if growth.is_at_work(key, last))
        along, across = growth.box(latest)[:2].tolist()
        return last, along, across
    begin, bottom = growth.space.corner
    placed = [growth.box(source) for source in known if growth.row[source] in (0, row)]
    room = max((growth.sizes[source][0] + STEP for source in fresh), default=0.0)
    starts = [box[0] + box[2] / 2 + STEP for box in placed] or [begin + room]
    along = growth.space.column(float(max(starts)), size[0])
    return row, along, _beside_latest(placed) if placed else bottom + NEAR + size[1] / 2


def _beside_latest(placed: list[Points]) -> float:
    """The middle across of the inputs that stand farthest on."""
    last = max(box[0] for box in placed)
    return float(np.mean([box[1] for box in placed if box[0] > last - 1.0]))


def _is_narrow(growth: Growth, row: int) -> bool:
    """Whether a row belongs to a part that a new layout would break into rows."""
    if len(growth.number) > MANY or (row == 0 and any(growth.row.values())):
        return False
    boxes = _row_of(growth, row)
    low, high = boxes[:, 1] - boxes[:, 3] / 2, boxes[:, 1] + boxes[:, 3] / 2
    return float(high.max() - low.min()) <= growth.full[1]


def _row_of(growth: Growth, row: int) -> Points:
    """The boxes of the vertices in a row."""
    own = [growth.number[key] for key, number in growth.row.items() if number == row]
    boxes: Points = growth.space.boxes[own]
    return boxes


def _go_on(
    growth: Growth, row: int, wish: float, sources: list[str], size: tuple[float, float]
) -> Spot:
    """The row for a vertex that its own row has no room for: the last one, or a new one."""
    if row == 0:
        growth.row.update(dict.fromkeys(growth.row, 1))
        growth.lowered[1] = 0.0
        row = 1
    begin, bottom = growth.space.corner
    room = STEP + max(growth.length_before(source) for source in sources) + size[0] / 2
    boxes, last = _row_of(growth, growth.last_row), growth.last_row
    end = boxes[(boxes[:, 0] + boxes[:, 2] / 2).argmax()]
    along = float(end[0] + end[2] / 2) + STEP + room
    if row < last and along + size[0] / 2 <= begin + growth.full[0]:
        return last, along, float(end[1])
    across = bottom + MARGIN + HEADROOM + size[1] / 2
    growth.lowered[last + 1] = growth.lowered[row] + across - wish
    return last + 1, begin + room, across


def _precede(growth: Growth, key: str, consumer: str) -> None:
    """Place a vertex one step before its consumer."""
    length, width = growth.sizes[key]
    box = growth.box(consumer)
    along = float(box[0] - box[2] / 2) - STEP - length / 2
    across = growth.space.vacancy(along, length, width, float(box[1]))
    growth.put(key, along, across, growth.row[consumer])


def _far(growth: Growth, geometry: Geometry, graph: Graph, new: list[Edge]) -> Iterator[Edge]:
    """New edges that need a tag: from another row, or from a leaf that is far away by now."""
    used = {edge.source for edge in graph.edges if edge.key in geometry.routes}
    for edge in new:
        if growth.parted(edge.source, edge.target):
            yield edge
        elif edge.source in used and edge.source not in growth.made:
            source, target = growth.box(edge.source), growth.box(edge.target)
            if target[0] - source[0] > FAR:
                yield edge


def _tag(growth: Growth, edge: Edge) -> None:
    """Place the tag of a far leaf one step before its consumer."""
    length, width = growth.sizes.get(tag_key(edge.source), growth.tag_size)
    box = growth.box(edge.target)
    along = float(box[0] - box[2] / 2) - STEP - length / 2
    across = growth.space.vacancy(along, length, width, float(box[1]))
    number = growth.space.put((along, across, length, width))
    growth.tags[edge.source, edge.target] = number


def _stand_alone(growth: Growth, key: str) -> None:
    """Place a vertex without edges at the beginning, below everything."""
    length, width = growth.sizes[key]
    begin, bottom = growth.space.corner
    along = begin + length / 2
    wish = bottom + NEAR + width / 2
    across = growth.space.vacancy(along, length, width, wish)
    growth.put(key, along, across, growth.last_row)


def _connect(growth: Growth, edges: list[Edge]) -> list[tuple[str, Points]]:
    """Routes, in flow axes, of new edges into one vertex."""
    target, boxes = growth.box(edges[0].target), growth.space.boxes
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
        points = detour(growth.space, *ends, _lane(growth, edges, edge), port)
        growth.space.draw(points)
        found.append((edge.key, points))
    return found


def _lane(growth: Growth, edges: list[Edge], edge: Edge) -> float:
    """Offset at the source: 0 unless the edge has parallels."""
    parallel = [other for other in edges if other.source == edge.source]
    lanes = spread(
        np.zeros(len(parallel), dtype=bool), float(growth.space.boxes[growth.start(edge), 3])
    )
    return float(lanes[parallel.index(edge)])


def _finish(
    geometry: Geometry, graph: Graph, growth: Growth, drawn: dict[str, Points]
) -> Geometry:
    """Back to screen axes, in the order of the graph."""
    columns = axes(geometry.direction)
    rows = [growth.number[vertex.key] for vertex in graph.vertices]
    boxes = growth.space.boxes[rows][:, _four(geometry.direction)]
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
            box = growth.space.boxes[growth.start(edge)]
            stubs[edge.key] = box[_four(geometry.direction)]
    broken = _rows(geometry, growth, graph)
    return Geometry(geometry.direction, index, boxes, routes, stubs, broken, geometry.page)


def _rows(geometry: Geometry, growth: Growth, graph: Graph) -> Rows | None:
    """The rows of all vertices; newcomers count as lowered like the rest of their row."""
    number = [growth.row[vertex.key] for vertex in graph.vertices]
    if not any(number):
        return None
    lowered = np.array([growth.lowered[row] for row in number])
    if geometry.rows is not None:
        places = [geometry.index.get(vertex.key, -1) for vertex in graph.vertices]
        own = np.append(geometry.rows.lowered, np.nan)[places]
        lowered = np.where(np.isnan(own), lowered, own)
    return Rows(np.array(number, dtype=np.intp), lowered)


def _four(direction: Direction) -> list[int]:
    """The columns of a box in the other pair of axes."""
    first, second = axes(direction)
    return [first, second, first + 2, second + 2]
