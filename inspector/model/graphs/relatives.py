"""What a vertex depends on, what depends on it, and the ways between two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import compress

from inspector.model.graphs.vertex import Graph


def ancestors(graph: Graph, keys: Iterable[str]) -> frozenset[str]:
    """The vertices themselves and all that they are computed from."""
    return _reached(graph, keys, graph.inputs)


def descendants(graph: Graph, keys: Iterable[str]) -> frozenset[str]:
    """The vertices themselves and all that is computed from them."""
    return _reached(graph, keys, graph.outputs)


def between(graph: Graph, one: str, other: str) -> frozenset[str]:
    """Every vertex on any path from one to the other, whichever comes first; empty for none."""
    for first, last in ((one, other), (other, one)):
        below = descendants(graph, [first])
        if last in below:
            return below & ancestors(graph, [last])
    return frozenset()


def through(graph: Graph, key: str) -> frozenset[str]:
    """Every vertex on any path that leads through one, from its leaves to its roots."""
    return ancestors(graph, [key]) | descendants(graph, [key])


def _reached(graph: Graph, keys: Iterable[str], ways: Sequence[Sequence[int]]) -> frozenset[str]:
    """Some vertices and all that ways lead to from them, from place to place."""
    reached = bytearray(len(graph.vertices))
    ahead = [graph.place[key] for key in keys]
    while ahead:
        here = ahead.pop()
        if not reached[here]:
            reached[here] = 1
            ahead += ways[here]
    return frozenset(compress(graph.place, reached))
