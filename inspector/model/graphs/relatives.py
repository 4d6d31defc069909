"""Ancestors and descendants of a vertex, and the paths between two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, compress

import numpy as np

from inspector.model.graphs.several import Several
from inspector.model.graphs.vertex import Graph


def ancestors(graph: Graph, keys: Iterable[str]) -> Several:
    """The vertices themselves and all that they are computed from."""
    return _named(graph, _above(graph, _places(graph, keys)))


def descendants(graph: Graph, keys: Iterable[str]) -> Several:
    """The vertices themselves and all that is computed from them."""
    return _named(graph, _below(graph, _places(graph, keys)))


def between(graph: Graph, one: str, other: str) -> Several:
    """Every vertex on any path from one to the other, whichever comes first; empty for none."""
    pair = sorted(_places(graph, (one, other)))
    for first, last in [pair] if graph.is_ordered else [pair, pair[::-1]]:
        below = _below(graph, [first])
        if below[last]:
            return _named(graph, _both(below, _above(graph, [last])))
    return _named(graph, bytearray(len(graph.vertices)))


def through(graph: Graph, key: str) -> Several:
    """Every vertex on any path that leads through one, from its leaves to its roots."""
    start = _places(graph, (key,))
    return _named(graph, _either(_above(graph, start), _below(graph, start)))


def _places(graph: Graph, keys: Iterable[str]) -> list[int]:
    return [graph.place[key] for key in keys]


def _above(graph: Graph, places: Sequence[int]) -> bytearray:
    """Of every vertex, whether any of some is or uses it, by whatever detours."""
    if not graph.is_ordered:
        return _reached(places, graph.inputs)
    reached = _marked(graph, places)
    # The marks are read while they are made: whoever uses a vertex stands, and is read, before it.
    for place in chain.from_iterable(compress(reversed(graph.inputs), reversed(reached))):
        reached[place] = 1
    return reached


def _below(graph: Graph, places: Sequence[int]) -> bytearray:
    """Of every vertex, whether it is or uses any of some, by whatever detours."""
    if not graph.is_ordered:
        return _reached(places, graph.outputs)
    reached = _marked(graph, places)
    for place in chain.from_iterable(compress(graph.outputs, reached)):
        reached[place] = 1
    return reached


def _reached(places: Sequence[int], ways: Sequence[Sequence[int]]) -> bytearray:
    """The same along some ways in any order: circles too, as groups that are closed may form."""
    reached, ahead = bytearray(len(ways)), list(places)
    for place in ahead:
        reached[place] = 1
    for here in ahead:  # it grows meanwhile
        for there in ways[here]:
            if not reached[there]:
                reached[there] = 1
                ahead.append(there)
    return reached


def _marked(graph: Graph, places: Sequence[int]) -> bytearray:
    marked = bytearray(len(graph.vertices))
    for place in places:
        marked[place] = 1
    return marked


def _both(one: bytearray, other: bytearray) -> bytearray:
    return bytearray(np.frombuffer(one, np.uint8) & np.frombuffer(other, np.uint8))


def _either(one: bytearray, other: bytearray) -> bytearray:
    return bytearray(np.frombuffer(one, np.uint8) | np.frombuffer(other, np.uint8))


def _named(graph: Graph, chosen: bytearray) -> Several:
    return Several(graph.vertices, np.flatnonzero(np.frombuffer(chosen, np.uint8)))
