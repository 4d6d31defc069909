"""What a vertex depends on, what depends on it, and the ways between two."""

from __future__ import annotations

from collections.abc import Iterable

from inspector.model.graphs.vertex import Graph


def ancestors(graph: Graph, keys: Iterable[str]) -> frozenset[str]:
    """The vertices themselves and all that they are computed from."""
    return _reached(graph, keys, forward=False)


def descendants(graph: Graph, keys: Iterable[str]) -> frozenset[str]:
    """The vertices themselves and all that is computed from them."""
    return _reached(graph, keys, forward=True)


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


def _reached(graph: Graph, keys: Iterable[str], forward: bool) -> frozenset[str]:
    found = set(keys)
    ahead = list(found)
    while ahead:
        here = ahead.pop()
        for edge in graph.edges_of[here]:
            start, end = (edge.source, edge.target) if forward else (edge.target, edge.source)
            if start == here and end not in found:
                found.add(end)
                ahead.append(end)
    return frozenset(found)
