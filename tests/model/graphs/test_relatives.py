"""What a vertex depends on and what depends on it, against networkx, in any order of vertices."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import networkx as nx
import numpy as np
import pytest

from inspector.model.graphs.graph import build
from inspector.model.graphs.relatives import ancestors, between, descendants, through
from inspector.model.graphs.several import Several
from inspector.model.graphs.vertex import Edge, Graph, View
from tests.support.webs import web

WEB = build(web(90), View.OPERATIONS)


def shuffled(graph: Graph) -> Graph:
    """The same graph as groups leave one that are closed: in another order, and with a circle."""
    back = Edge("back", graph.edges[40].target, graph.edges[40].source, 0, 0, 0)
    vertices = Random(4).sample(graph.vertices, len(graph.vertices))
    return replace(graph, vertices=tuple(vertices), edges=(*graph.edges, back))


@pytest.mark.parametrize("graph", [WEB, shuffled(WEB)], ids=["in order", "with a circle"])
def test_relatives_are_those_that_networkx_finds_too(graph: Graph) -> None:
    known = nx.MultiDiGraph([(edge.source, edge.target) for edge in graph.edges])
    for key in (vertex.key for vertex in graph.vertices[::7]):
        above, below = nx.ancestors(known, key) | {key}, nx.descendants(known, key) | {key}
        assert set(ancestors(graph, [key])) == above
        assert set(descendants(graph, [key])) == below
        assert set(through(graph, key)) == above | below
        for other in sorted(below):
            assert set(between(graph, other, key)) == below & nx.ancestors(known, other) | {other}


def test_only_a_graph_in_the_order_of_its_use_is_read_in_one_sweep() -> None:
    assert WEB.is_ordered
    assert not shuffled(WEB).is_ordered


def test_several_vertices_are_read_like_their_keys() -> None:
    keys = [vertex.key for vertex in WEB.vertices]
    some = Several(WEB.vertices, np.array([5, 2, 9]))
    assert list(some) == [keys[5], keys[2], keys[9]]
    assert (some[-1], len(some), list(some[1:])) == (keys[9], 3, [keys[2], keys[9]])
    assert keys[2] in some
    assert keys[3] not in some
    assert not Several(WEB.vertices, np.array([], dtype=np.intp))
