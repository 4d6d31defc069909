"""A growing graph: what is new finds a free place, and what is shown stays."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.layout.engine import layout
from inspector.layout.extend import extend
from inspector.layout.geometry import EMPTY, Direction, Geometry
from inspector.model.graphs.digraph import digraph
from tests.layout.graphs import Builder, builders, perceptron, random_dag, recurrent
from tests.layout.judging import backward_steps, loose_ends, overlaps, row_of, trespasses


def grown(geometry: Geometry, made: Builder, step: int = 1) -> Geometry:
    """A layout of the first vertices, extended by ``step`` of the others at a time."""
    known = len(geometry.index)
    for count in range(known + step, len(made.vertices) + step, step):
        geometry = extend(geometry, made.graph(count), made.sizes)
    return geometry


def begun(made: Builder, known: int, direction: Direction = Direction.RIGHT) -> Geometry:
    """The first vertices, laid out."""
    return layout(digraph(made.graph(known)), made.sizes, direction)


@settings(max_examples=25, deadline=None)
@given(builders(), st.integers(0, 20), st.sampled_from(Direction), st.integers(1, 4))
def test_newcomers_move_nothing_overlap_nothing_and_are_joined_from_border_to_border(
    made: Builder, known: int, direction: Direction, step: int
) -> None:
    known = min(known, len(made.vertices))
    before = begun(made, known, direction)
    after = grown(before, made, step)
    assert list(after.index) == [vertex.key for vertex in made.vertices]
    assert np.array_equal(after.boxes[:known], before.boxes)
    assert all(np.array_equal(after.routes[key], before.routes[key]) for key in before.routes)
    assert overlaps(after) == []
    assert loose_ends(made.graph(), after) == []
    assert backward_steps(made.graph(), after) == []


def test_a_growing_network_stays_free_of_edges_through_cards() -> None:
    made = perceptron()
    for step in (1, 3):
        assert trespasses(made.graph(), grown(begun(made, 0), made, step)) == []


def test_an_operation_on_one_input_continues_its_line() -> None:
    made = Builder()
    made.op(made.op(made.leaf()))
    assert np.ptp(grown(begun(made, 0), made).boxes[:, 1]) == 0


def test_a_leaf_that_arrives_with_its_consumer_stands_just_before_it() -> None:
    made = Builder()
    first = made.op(made.op(made.leaf()))
    late = made.leaf()
    made.op(first, late)
    geometry = grown(begun(made, 3), made, step=2)
    first_box, late_box, sum_box = (geometry.box(f"v{i}") for i in (2, 3, 4))
    assert first_box[0] <= late_box[0] + late_box[2] < sum_box[0]


def test_an_empty_layout_can_grow_in_either_direction() -> None:
    made = perceptron()
    for direction in Direction:
        empty = Geometry(direction, {}, EMPTY.boxes, {})
        geometry = extend(empty, made.graph(), made.sizes)
        assert overlaps(geometry) == []
        assert backward_steps(made.graph(), geometry) == []


def test_vertices_that_are_gone_leave_the_layout() -> None:
    made = perceptron()
    shown = layout(digraph(made.graph()), made.sizes, Direction.RIGHT)
    geometry = extend(shown, made.graph(8), made.sizes)
    assert list(geometry.index) == [vertex.key for vertex in made.vertices[:8]]
    assert set(geometry.routes) == {edge.key for edge in made.graph(8).edges}


def test_a_leaf_that_is_far_away_when_it_is_used_again_gets_a_tag_while_the_graph_grows() -> None:
    made = recurrent(16)
    for direction in Direction:
        geometry = grown(begun(made, 9, direction), made, step=6)
        graph = made.graph()
        made_here = {edge.target for edge in graph.edges}
        tagged = {graph.edge_by_key[key].source for key in geometry.stubs} - made_here
        assert tagged == {"v0", "v1", "v2"}
        assert overlaps(geometry) == []
        assert loose_ends(graph, geometry) == []
        axis = 0 if direction is Direction.RIGHT else 1
        long = [e for e in graph.edges if np.ptp(geometry.routes[e.key][:, axis]) > 2_000]
        assert tagged.isdisjoint(edge.source for edge in long)


def repeated(turns: int) -> Builder:
    """A narrow network: each layer uses a parameter of its own and a rate that all share."""
    made = Builder()
    state, rate = made.leaf(), made.leaf()
    for _ in range(turns):
        state = made.op(made.op(made.op(state, made.leaf()), rate))
    return made


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("step", [1, 7])
def test_a_long_narrow_graph_goes_on_in_further_rows_while_it_grows(
    direction: Direction, step: int
) -> None:
    made, axis = repeated(20), 0 if direction is Direction.RIGHT else 1
    graph = made.graph()
    geometry = grown(begun(made, 3, direction), made, step)
    places = [row_of(geometry, key) for key in geometry.index]
    assert sorted(set(places)) == list(range(1, max(places) + 1))
    spans = [
        (boxes[:, 1 - axis] - boxes[:, 3 - axis] / 2, boxes[:, 1 - axis] + boxes[:, 3 - axis] / 2)
        for number in range(1, max(places) + 1)
        for boxes in [geometry.boxes[np.array(places) == number]]
    ]
    assert all(above.max() < below.min() for (_, above), (below, _) in pairwise(spans))
    assert np.ptp(geometry.boxes[:, axis]) < 1_600
    assert overlaps(geometry) == []
    assert loose_ends(graph, geometry) == []
    assert backward_steps(graph, geometry) == []
    assert trespasses(graph, geometry) == []


def test_what_is_high_grows_on_in_one_row_and_so_does_what_stands_beside_rows() -> None:
    made = random_dag(120)
    high = grown(begun(made, 60), made, step=10)
    assert high.rows is None
    rows = begun(repeated(20), 62)
    beside = Builder([*repeated(20).vertices], [*repeated(20).edges], dict(repeated(20).sizes))
    key = beside.leaf()
    for _ in range(20):
        key = beside.op(key)
    geometry = extend(rows, beside.graph(), beside.sizes)
    assert row_of(geometry, key) == 0  # they came at once, and use nothing of the rows
    assert overlaps(geometry) == []
