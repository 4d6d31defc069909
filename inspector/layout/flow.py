"""A graph as arrays, in the axes of its flow instead of the screen's.

*Along* is the axis on which execution runs, *across* the other one; every pass works on these
two, so left to right and top to bottom are one layout seen twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TypeAlias

import networkx as nx
import numpy as np
import numpy.typing as npt

from inspector.layout.cancel import Check, checked, never, stop_if
from inspector.layout.geometry import Direction, Geometry, Points
from inspector.model.distinct import distinct

Indices: TypeAlias = npt.NDArray[np.intp]
Numbers: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Flow:
    """Vertices numbered in execution order and the edges between them.

    ``sizes`` : (n, 2) extents along and across. ``edges`` : (m, 2) tail and head, tail < head,
    sorted by head and input slot; parallel edges appear as often as they exist.
    ``old`` : (n,) places across in a former layout, NaN where there is none.
    ``vertices``, ``names`` : which vertex of the whole graph, and which edge, each one is.
    ``rooms`` : (m, 2) extents along and across of each edge's words, 0 where it has none.
    """

    sizes: Points
    edges: Indices
    old: Numbers
    vertices: Indices
    names: tuple[str, ...]
    rooms: Points

    def __len__(self) -> int:
        return len(self.sizes)

    @cached_property
    def inputs(self) -> list[list[int]]:
        """The different inputs of each vertex, by slot."""
        tails, heads = self._pairs.T
        return listed(heads, tails, len(self))

    @cached_property
    def consumers(self) -> list[list[int]]:
        """The different consumers of each vertex, in execution order."""
        tails, heads = self._pairs[np.argsort(self._pairs[:, 0], kind="stable")].T
        return listed(tails, heads, len(self))

    @cached_property
    def links(self) -> Indices:
        """(k, 2) the different edges by tail and head."""
        numbers = distinct(self.edges[:, 0] * len(self) + self.edges[:, 1])
        return np.column_stack(np.divmod(numbers, max(len(self), 1)))

    @cached_property
    def _pairs(self) -> Indices:
        """The edges without what is parallel to an earlier one."""
        return self.edges[first_of_each(self.edges[:, 1] * len(self) + self.edges[:, 0])]


def first_of_each(numbers: Indices) -> Indices:
    """The first position of each distinct number, in the order in which they come."""
    return np.sort(np.unique(numbers, return_index=True)[1])


def listed(key: Indices, value: Indices, count: int) -> list[list[int]]:
    """A list of values for each key 0, 1, …; ``key`` is ascending."""
    values, cuts = value.tolist(), np.searchsorted(key, np.arange(count + 1)).tolist()
    return [values[a:b] for a, b in pairwise(cuts)]


def axes(direction: Direction) -> list[int]:
    """Columns that turn (x, y) into (along, across), and back."""
    return [0, 1] if direction is Direction.RIGHT else [1, 0]


def flow(
    graph: nx.MultiDiGraph,
    sizes: Mapping[str, tuple[float, float]],
    direction: Direction,
    cancelled: Check = never,
    keep: Geometry | None = None,
) -> Flow:
    """The whole graph in flow axes; self-loops are left out and backward edges turned round.

    Here, and nowhere behind, networkx's graph is taken apart into arrays.
    """
    index = {key: place for place, key in enumerate(graph)}
    extents = [sizes[key] for key in checked(index, cancelled)]
    names, slots, low, high = _ends(graph, index, cancelled)
    stop_if(cancelled)
    order = np.lexsort((slots, high))
    order = order[(low < high)[order]]
    stop_if(cancelled)
    kept = tuple(names[edge] for edge in order.tolist())
    words = [sizes.get(name, (0.0, 0.0)) for name in checked(kept, cancelled)]
    stop_if(cancelled)
    rooms = _turned(words, direction)
    stop_if(cancelled)
    return Flow(
        sizes=_turned(extents, direction),
        edges=np.column_stack([low[order], high[order]]),
        old=_old_places(index, keep),
        vertices=np.arange(len(index)),
        names=kept,
        rooms=rooms,
    )


def _ends(
    graph: nx.MultiDiGraph, index: Mapping[str, int], cancelled: Check
) -> tuple[list[str], Indices, Indices, Indices]:
    """Every edge's key, slot, and the earlier and the later of its two ends."""
    links = list(checked(graph.edges(keys=True, data="slot"), cancelled))
    tails = np.array([index[link[0]] for link in checked(links, cancelled)], dtype=np.intp)
    heads = np.array([index[link[1]] for link in checked(links, cancelled)], dtype=np.intp)
    slots = np.array([link[3] for link in checked(links, cancelled)], dtype=np.intp)
    names = [link[2] for link in checked(links, cancelled)]
    return names, slots, np.minimum(tails, heads), np.maximum(tails, heads)


def _turned(sizes: list[tuple[float, float]], direction: Direction) -> Points:
    """(n, 2) widths and heights as extents along and across."""
    return np.array(sizes, dtype=np.float64).reshape(-1, 2)[:, axes(direction)]


def _old_places(index: Mapping[str, int], keep: Geometry | None) -> Numbers:
    old = np.full(len(index), np.nan)
    if keep is not None:
        places = keep.boxes[:, axes(keep.direction)[1]]
        if keep.rows is not None:
            places = places - keep.rows.lowered
        for key, i in index.items():
            if key in keep.index:
                old[i] = places[keep.index[key]]
    return old


def components(whole: Flow) -> Iterator[Flow]:
    """The connected parts, in execution order of their first vertices."""
    home = np.unique(_first_joined(whole), return_inverse=True)[1]
    vertices = np.argsort(home, kind="stable")
    edges = np.argsort(home[whole.edges[:, 0]], kind="stable")
    counts = np.bincount(home)
    rows = np.bincount(home[whole.edges[:, 0]], minlength=len(counts))
    local = np.empty(len(whole), dtype=np.intp)
    local[vertices] = np.arange(len(whole)) - np.repeat(np.cumsum(counts) - counts, counts)
    cuts = zip(np.cumsum(counts).tolist(), np.cumsum(rows).tolist(), strict=True)
    start = first = 0
    for stop, last in cuts:
        part, mine = vertices[start:stop], edges[first:last]
        start, first = stop, last
        yield Flow(
            sizes=whole.sizes[part],
            edges=local[whole.edges[mine]],
            old=whole.old[part],
            vertices=whole.vertices[part],
            names=tuple(whole.names[j] for j in mine.tolist()),
            rooms=whole.rooms[mine],
        )


def _first_joined(whole: Flow) -> Indices:
    """The first vertex that each is connected with, by hooking and pointer jumping.

    After Shiloach and Vishkin, "An O(log n) parallel connectivity algorithm" (1982).
    """
    tails, heads = whole.edges.T
    first = np.arange(len(whole))
    while (first[tails] != first[heads]).any():
        one, other = first[tails], first[heads]
        np.minimum.at(first, np.maximum(one, other), np.minimum(one, other))
        while (first != first[first]).any():
            first = first[first]
    return first


def joined(parts: list[Flow]) -> Flow:
    """Several parts as one flow, the vertices and edges of each behind those of the one before."""
    first = np.cumsum([0, *map(len, parts)])[:-1].tolist()
    return Flow(
        sizes=np.concatenate([part.sizes for part in parts]),
        edges=np.concatenate([part.edges + n for part, n in zip(parts, first, strict=True)]),
        old=np.concatenate([part.old for part in parts]),
        vertices=np.concatenate([part.vertices for part in parts]),
        names=tuple(name for part in parts for name in part.names),
        rooms=np.concatenate([part.rooms for part in parts]),
    )
