"""What a vertex depends on, what depends on it, and the ways between two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import compress

from inspector.model.graphs.vertex import Graph


def ancestors(graph: Graph, keys: Iterable[str]) -> frozenset[str]:
    """The vertices themselves and all that they are computed from."""
    return _named(graph, _reached(graph, keys, graph.inputs))


def descendants(graph: Graph, keys: Iterable[str]) -> frozenset[str]:
    """The vertices themselves and all that is computed from them."""
    return _named(graph, _reached(graph, keys, graph.outputs))


def between(graph: Graph, one: str, other: str) -> frozenset[str]:
    """Every vertex on any path from one to the other, whichever comes first; empty for none."""
    for first, last in sorted(((one, other), (other, one)), key=lambda pair: graph.place[pair[0]]):
        below = _reached(graph, [first], graph.outputs)
        if below[graph.place[last]]:
            return _named(graph, _reached(graph, [last], graph.inputs, below))
    return frozenset()


def through(graph: Graph, key: str) -> frozenset[str]:
    """Every vertex on any path that leads through one, from its leaves to its roots."""
    return ancestors(graph, [key]) | descendants(graph, [key])


def _reached(
    graph: Graph,
    keys: Iterable[str],
    ways: Sequence[Sequence[int]],
    within: bytearray | None = None,
) -> bytearray:
    """Of every vertex, whether ways lead to it, from place to place; 1 for the first ones too.

    ``within`` : of every vertex, whether a way may lead through it.
    """
    reached = bytearray(len(graph.vertices))
    fresh = bytearray(within) if within is not None else bytearray(b"\1" * len(reached))
    ahead = [place for place in map(graph.place.__getitem__, keys) if fresh[place]]
    for here in ahead:
        reached[here], fresh[here] = 1, 0
    for here in ahead:  # it grows meanwhile
        for there in ways[here]:
            if fresh[there]:
                reached[there], fresh[there] = 1, 0
                ahead.append(there)
    return reached


def _named(graph: Graph, chosen: bytearray) -> frozenset[str]:
    return frozenset(compress(graph.place, chosen))
