"""A layout is used again for a graph of the same structure whose cards fit."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from inspector.layout.cache import Cache
from inspector.layout.engine import layout
from inspector.layout.geometry import Direction
from inspector.model.graphs.digraph import digraph
from inspector.model.graphs.vertex import Graph, structure
from tests.layout.graphs import Builder, perceptron, recurrent

RIGHT = Direction.RIGHT
Sizes = dict[str, tuple[float, float]]


def turn(made: Builder, number: int) -> tuple[Graph, Sizes]:
    """The same graph with other names, as the next turn of a loop makes it."""
    plain, name = made.graph(), f"turn{number}."
    vertices = tuple(replace(vertex, key=name + vertex.key) for vertex in plain.vertices)
    edges = tuple(
        replace(edge, key=name + edge.key, source=name + edge.source, target=name + edge.target)
        for edge in plain.edges
    )
    graph = Graph(plain.view, vertices, edges, structure(vertices, edges))
    return graph, {name + key: size for key, size in made.sizes.items()}


def test_the_next_turn_of_a_loop_stands_where_the_last_one_stood() -> None:
    made, cache = recurrent(8), Cache()
    graph, sizes = turn(made, 1)
    first = layout(digraph(graph), sizes, RIGHT)
    cache.keep(graph, first)
    graph, sizes = turn(made, 2)
    again = cache.find(graph, sizes, RIGHT)
    assert again is not None
    assert list(again.index) == [vertex.key for vertex in graph.vertices]
    assert np.array_equal(again.boxes, first.boxes)
    fresh = layout(digraph(graph), sizes, RIGHT)
    assert set(again.routes) == set(fresh.routes)
    assert set(again.stubs) == set(fresh.stubs)
    assert all(np.array_equal(again.routes[key], fresh.routes[key]) for key in fresh.routes)


def test_another_structure_direction_or_larger_cards_need_a_layout_of_their_own() -> None:
    made, cache = perceptron(), Cache()
    graph, sizes = turn(made, 1)
    cache.keep(graph, layout(digraph(graph), sizes, RIGHT))
    assert cache.find(*turn(recurrent(2), 1), RIGHT) is None
    assert cache.find(graph, sizes, Direction.DOWN) is None
    wide = {key: (width + 1, height) for key, (width, height) in sizes.items()}
    assert cache.find(graph, wide, RIGHT) is None
    assert cache.find(graph, sizes, RIGHT) is not None


def test_cards_that_outgrow_a_layout_leave_room_for_those_before_them() -> None:
    made, cache = perceptron(), Cache()
    graph, sizes = turn(made, 1)
    cache.keep(graph, layout(digraph(graph), sizes, RIGHT))
    first = graph.vertices[0].key
    room = cache.widened(graph, {**sizes, first: (300.0, 10.0)}, RIGHT)
    assert room[first] == (300.0, sizes[first][1])
    assert {key: room[key] for key in sizes if key != first} == {
        key: size for key, size in sizes.items() if key != first
    }
