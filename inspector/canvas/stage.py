"""A laid-out graph for drawing: its vertices and edges, numbered, as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, repeat
from typing import TypeVar

import numpy as np

from inspector.canvas.by_number import ByNumber
from inspector.canvas.camera import Rect, union
from inspector.canvas.routes import Routes, routes_of
from inspector.canvas.spatial import Floats, Indices, SpatialIndex, corners_of
from inspector.layout.geometry import EMPTY, Direction, Geometry
from inspector.model.distinct import distinct
from inspector.model.graphs.vertex import Edge, Graph, Vertex, View

T = TypeVar("T")


@dataclass(frozen=True)
class Stage:
    """What stands where. Numbers of vertices and edges are positions in these tuples.

    ``ends`` : (m, 2) numbers of each edge's source and target. ``rows`` and ``edge_rows`` are
    their places in the graph, which may know more than what has a place already. ``tagged`` are
    the edges that begin at a tag of their source, and ``tags`` the boxes of these. ``folded`` has
    what each group holds.
    """

    vertices: tuple[Vertex, ...]
    edges: tuple[Edge, ...]
    number: dict[str, int]
    direction: Direction
    area: SpatialIndex
    routes: Routes
    ends: Indices
    rows: Indices
    edge_rows: Indices
    tagged: Indices
    tags: SpatialIndex
    folded: Mapping[int, tuple[Vertex, ...]]
    paged: bool = False
    """Whether it goes on in further rows, as text does."""

    @cached_property
    def edge_number(self) -> dict[str, int]:
        """Numbers of the edges by their keys."""
        return {edge.key: number for number, edge in enumerate(self.edges)}

    @cached_property
    def of_tensor(self) -> ByNumber:
        """The vertices that show or change a tensor, what is folded away by its group's number."""
        return ByNumber((v.tensor for v in self._every), self._homes)

    @cached_property
    def of_node(self) -> ByNumber:
        """The vertices that stand for a backward node."""
        return ByNumber((v.node for v in self._every), self._homes)

    @property
    def _every(self) -> Iterator[Vertex]:
        return chain(self.vertices, *self.folded.values())

    @property
    def _homes(self) -> Iterator[int]:
        folded = (repeat(number, len(members)) for number, members in self.folded.items())
        return chain(range(len(self.vertices)), *folded)

    @cached_property
    def into_node(self) -> ByNumber:
        """The edges along which a backward node sends its gradients."""
        return ByNumber(edge.target_node for edge in self.edges)

    @cached_property
    def born(self) -> ByNumber:
        """The edges that come into being at a step."""
        return ByNumber(edge.born for edge in self.edges)

    @property
    def boxes(self) -> Floats:
        """Left, top, right and bottom of every vertex, (n, 4)."""
        return self.area.corners

    @cached_property
    def bounds(self) -> Rect:
        """Left, top, width and height of everything; zeros where there is nothing."""
        parts = [self.area.corners, self.routes.area.corners, self.tags.corners]
        corners = np.concatenate(parts)
        if not len(corners):
            return 0.0, 0.0, 0.0, 0.0
        left, top = corners[:, :2].min(axis=0)
        right, bottom = corners[:, 2:].max(axis=0)
        return float(left), float(top), float(right - left), float(bottom - top)

    def box(self, key: str) -> Rect | None:
        """Left, top, width and height of a vertex; None where it has no place."""
        number = self.number.get(key)
        return None if number is None else self.box_at(number)

    def box_at(self, number: int) -> Rect:
        """Left, top, width and height of a vertex by its number."""
        left, top, right, bottom = self.area.corners[number].tolist()
        return left, top, right - left, bottom - top

    def edge_box(self, number: int) -> Rect:
        """Left, top, width and height around an edge, its tag included."""
        left, top, right, bottom = self.routes.area.corners[number].tolist()
        way = left, top, right - left, bottom - top
        tag = self._tag_of.get(number)
        return way if tag is None else union([way, self.tag_box(tag)])

    def tag_box(self, tag: int) -> Rect:
        """Left, top, width and height of a tag by its place among the ``tagged``."""
        left, top, right, bottom = self.tags.corners[tag].tolist()
        return left, top, right - left, bottom - top

    @cached_property
    def _tag_of(self) -> Mapping[int, int]:
        """The tag at which an edge begins."""
        return {number: tag for tag, number in enumerate(self.tagged.tolist())}

    def edges_of(self, numbers: Iterable[int]) -> Indices:
        """The edges that enter or leave any of some vertices."""
        order, ends = self._around
        found = [
            order[np.searchsorted(ends, number) : np.searchsorted(ends, number, side="right")]
            for number in numbers
        ]
        return distinct(np.concatenate(found)) if found else np.empty(0, dtype=np.intp)

    @cached_property
    def _around(self) -> tuple[Indices, Indices]:
        """Every edge twice, in the order of the vertices at its ends, and those vertices."""
        every = self.ends.T.ravel()
        order = np.argsort(every, kind="stable")
        return order % max(len(self.ends), 1), every[order]

    @cached_property
    def carrying(self) -> ByNumber:
        """The edges along which a tensor travels."""
        return ByNumber(edge.tensor for edge in self.edges)


def _those(every: tuple[T, ...], rows: list[int]) -> tuple[T, ...]:
    """What stands in some rows: the very tuple where that is all, as it is kept for long."""
    return every if len(rows) == len(every) else tuple(every[row] for row in rows)


def stage(graph: Graph, geometry: Geometry) -> Stage:
    """Put a graph in its place; what the geometry does not know yet is left out."""
    placed = geometry.index
    own = [row for row, v in enumerate(graph.vertices) if v.key in placed]
    vertices = _those(graph.vertices, own)
    rows = [placed[vertex.key] for vertex in vertices]
    edge_rows = [row for row, e in enumerate(graph.edges) if e.key in geometry.routes]
    edges = _those(graph.edges, edge_rows)
    number = {vertex.key: position for position, vertex in enumerate(vertices)}
    ends = [(number[edge.source], number[edge.target]) for edge in edges]
    return Stage(
        vertices,
        edges,
        number,
        geometry.direction,
        SpatialIndex(corners_of(geometry.boxes[rows])),
        routes_of({edge.key: geometry.routes[edge.key] for edge in edges}),
        np.array(ends, dtype=np.intp).reshape(-1, 2),
        np.array(own, dtype=np.intp),
        np.array(edge_rows, dtype=np.intp),
        np.flatnonzero([edge.key in geometry.stubs for edge in edges]),
        SpatialIndex(corners_of(np.vstack([np.empty((0, 4)), *_tags(edges, geometry)]))),
        {number[key]: group.members for key, group in graph.groups.items() if key in number},
        geometry.rows is not None,
    )


def worked_out(graph: Graph, geometry: Geometry) -> Stage:
    """The same, with what is asked of it first: its bounds, what a step touches, ways from afar.

    Nothing in it belongs to one thread, so that a layout's may make it.
    """
    at = stage(graph, geometry)
    _ = at.bounds, at.edge_number, at.routes.ink
    _ = at.of_tensor, at.of_node, at.into_node, at.born
    return at


def _tags(edges: Iterable[Edge], geometry: Geometry) -> list[Floats]:
    return [geometry.stubs[edge.key] for edge in edges if edge.key in geometry.stubs]


NOTHING = stage(Graph(View.OPERATIONS, (), ()), EMPTY)


def origins(old: Stage, new: Stage) -> dict[int, int]:
    """Where each vertex of ``new`` was in ``old``, by their numbers; newcomers are left out.

    What was part of a group that is open now was where the group was, and a group that has been
    closed is where the first of its parts was.
    """
    if not old.vertices:
        return {}
    inside = {part.key: number for number, parts in old.folded.items() for part in parts}
    before = inside | old.number
    found = {}
    for number, vertex in enumerate(new.vertices):
        place = before.get(vertex.key)
        if place is None and number in new.folded:
            parts = (part.key for part in new.folded[number])
            place = next((before[key] for key in parts if key in before), None)
        if place is not None:
            found[number] = place
    return found


def shifts(old: Stage, new: Stage, origin: Mapping[int, int]) -> Floats:
    """How far each vertex of ``new`` stood away in ``old``, (n, 2); newcomers stand still."""
    moved = np.zeros((len(new.vertices), 2))
    if origin:
        here, there = (np.fromiter(each, np.intp) for each in (origin, origin.values()))
        middle_here = new.boxes[here].reshape(-1, 2, 2).mean(axis=1)
        middle_there = old.boxes[there].reshape(-1, 2, 2).mean(axis=1)
        moved[here] = middle_there - middle_here
    return moved


def displaced(at: Stage, shift: Floats) -> Stage:
    """The same stage with every vertex moved by its row of ``shift`` and edges following."""
    first, last = shift[at.ends[:, 0]], shift[at.ends[:, 1]]
    # A tag stands by what uses the leaf, and goes where that goes.
    first[at.tagged] = last[at.tagged]
    return replace(
        at,
        area=SpatialIndex(at.boxes + np.tile(shift, 2)),
        routes=at.routes.displaced(first, last),
        tags=SpatialIndex(at.tags.corners + np.tile(last[at.tagged], 2)),
    )


def grows(old: Stage, new: Stage, shift: Floats) -> bool:
    """Whether a stage is another one with more on it, by ``shift`` of which nothing has moved."""
    return (
        bool(old.vertices)
        and old.direction is new.direction
        and not shift.any()
        and old.number.keys() <= new.number.keys()
        and old.edge_number.keys() <= new.edge_number.keys()
        and len(old.tagged) <= len(new.tagged)
    )


def fresh(old: Stage, new: Stage) -> list[int]:
    """Numbers of the vertices of a stage that are new to it, or are something else by now."""

    def same(before: int | None, number: int, vertex: Vertex) -> bool:
        if before is None or old.vertices[before] != vertex:
            return False
        return len(old.folded.get(before, ())) == len(new.folded.get(number, ()))

    return [
        number
        for number, vertex in enumerate(new.vertices)
        if not same(old.number.get(vertex.key), number, vertex)
    ]


def fresh_edges(old: Stage, new: Stage) -> list[int]:
    """Numbers of the edges of a stage that are new to it, or lead elsewhere by now."""
    known = old.edge_number
    return [
        number
        for number, edge in enumerate(new.edges)
        if edge.key not in known or old.edges[known[edge.key]] != edge
    ]
