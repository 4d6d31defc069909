"""Layouts kept by structure: the next turn of a training loop looks the same and costs nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import replace

import numpy as np

from inspector.layout.cancel import Check, checked, never
from inspector.layout.geometry import COMMON, Direction, Geometry, Page
from inspector.model.graphs.vertex import Graph

CAPACITY = 200_000
"""Vertices of all layouts that are kept."""

Sizes = Mapping[str, tuple[float, float]]
Known = tuple[Graph, Geometry]


class Cache:
    """The latest layouts by the structure of their graphs, whatever vertices are called."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Known] = OrderedDict()

    def find(
        self,
        graph: Graph,
        sizes: Sizes,
        direction: Direction,
        cancelled: Check = never,
        page: Page = COMMON,
    ) -> Geometry | None:
        """The layout of a graph of this structure, if all cards and words fit into it."""
        known = self._known(graph, direction, page)
        if known is None:
            return None
        found = _renamed(*known, graph, cancelled)
        room = np.array(
            [sizes[vertex.key] for vertex in checked(graph.vertices, cancelled)]
        ).reshape(-1, 2)
        return found if (room <= found.boxes[:, 2:]).all() else None

    def widened(
        self, graph: Graph, sizes: Sizes, direction: Direction, page: Page = COMMON
    ) -> Sizes:
        """Sizes that also hold what the last graph of this structure had to show."""
        known = self._known(graph, direction, page)
        if known is None:
            return sizes
        before = known[1].boxes[:, 2:].tolist()
        pairs = zip(graph.vertices, before, strict=True)
        wider = {
            vertex.key: (max(width, sizes[vertex.key][0]), max(height, sizes[vertex.key][1]))
            for vertex, (width, height) in pairs
        }
        return {**sizes, **wider}

    def keep(self, graph: Graph, geometry: Geometry) -> None:
        """Remember a layout."""
        kind = _kind(graph, geometry.direction, geometry.page)
        self._kept[kind] = graph, geometry
        self._kept.move_to_end(kind)
        while sum(len(graph.vertices) for graph, _ in self._kept.values()) > CAPACITY:
            self._kept.popitem(last=False)

    def clear(self) -> None:
        """Forget everything: cards have other sizes now."""
        self._kept.clear()

    def _known(self, graph: Graph, direction: Direction, page: Page) -> Known | None:
        """The graph of this structure laid out last, if it has as many vertices and edges."""
        known = self._kept.get(_kind(graph, direction, page))
        if known is None or not graph.structure or _counts(known[0]) != _counts(graph):
            return None
        return known


def _kind(graph: Graph, direction: Direction, page: Page) -> Hashable:
    return graph.structure, graph.view, direction, page


def _counts(graph: Graph) -> tuple[int, int]:
    return len(graph.vertices), len(graph.edges)


def _renamed(known: Graph, geometry: Geometry, graph: Graph, cancelled: Check) -> Geometry:
    """A layout with the names of another graph of the same structure."""
    index = {vertex.key: place for place, vertex in enumerate(checked(graph.vertices, cancelled))}
    edges = checked(zip(known.edges, graph.edges, strict=True), cancelled)
    pairs = [(old.key, new.key) for old, new in edges]
    routes = {new: geometry.routes[old] for old, new in checked(pairs, cancelled)}
    stubs = {new: geometry.stubs[old] for old, new in pairs if old in geometry.stubs}
    return replace(geometry, index=index, routes=routes, stubs=stubs)
