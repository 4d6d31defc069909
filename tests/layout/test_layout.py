"""What every layout keeps to, and where the vertices of well-known graphs stand."""

from __future__ import annotations

from itertools import groupby

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.layout.engine import layout
from inspector.layout.geometry import COMMON, Direction, Geometry, Page
from inspector.layout.stubs import SIZE, tag_key
from inspector.model.graphs.digraph import digraph
from inspector.model.graphs.vertex import Edge, Graph, Kind, Vertex, View
from tests.layout.graphs import Builder, builders, perceptron, recurrent
from tests.layout.judging import backward_steps, loose_ends, overlaps, row_of, trespasses

RIGHT, DOWN = Direction.RIGHT, Direction.DOWN
FEW = settings(max_examples=10, deadline=None)


def laid_out(made: Builder, direction: Direction = RIGHT) -> Geometry:
    return layout(digraph(made.graph()), made.sizes, direction)


def row(geometry: Geometry, key: str) -> float:
    return float(geometry.boxes[geometry.index[key], 1])


def column(geometry: Geometry, key: str) -> float:
    return float(geometry.boxes[geometry.index[key], 0])


def along(geometry: Geometry, key: str) -> tuple[int, float]:
    """How far along the flow a vertex stands: in which row, and where in it."""
    return row_of(geometry, key), column(geometry, key)


def lines(geometry: Geometry, keys: list[str]) -> list[list[str]]:
    """The vertices that stand in each row, which go on in the next as text does."""
    return [list(part) for _, part in groupby(keys, lambda key: row_of(geometry, key))]


@settings(max_examples=30, deadline=None)
@given(builders(most=60), st.sampled_from(Direction))
def test_boxes_keep_apart_and_edges_lead_onward_from_border_to_border_past_foreign_boxes(
    made: Builder, direction: Direction
) -> None:
    graph, geometry = made.graph(), laid_out(made, direction)
    assert overlaps(geometry) == []
    assert [tuple(box[2:]) for box in geometry.boxes] == list(made.sizes.values())
    assert backward_steps(graph, geometry) == []
    assert loose_ends(graph, geometry) == []
    assert trespasses(graph, geometry) == []


@FEW
@given(builders())
def test_the_same_graph_is_always_laid_out_the_same(made: Builder) -> None:
    once, again = laid_out(made), laid_out(made)
    assert np.array_equal(once.boxes, again.boxes)
    assert all(np.array_equal(once.routes[key], again.routes[key]) for key in once.routes)


@FEW
@given(builders())
def test_downward_is_rightward_with_the_axes_exchanged(made: Builder) -> None:
    sizes = made.sizes | {tag_key(key): SIZE for key in made.sizes}
    turned = {key: (height, width) for key, (width, height) in sizes.items()}
    right = layout(digraph(made.graph()), sizes, RIGHT)
    across = Page(COMMON.height, COMMON.width)
    down = layout(digraph(made.graph()), turned, DOWN, page=across)
    assert np.allclose(right.boxes[:, [1, 0, 3, 2]], down.boxes)
    assert all(np.allclose(right.routes[key][:, ::-1], down.routes[key]) for key in right.routes)


def test_nothing_is_laid_out_for_an_empty_graph() -> None:
    geometry = layout(digraph(Graph(View.OPERATIONS, (), ())), {}, DOWN)
    assert len(geometry.boxes) == 0
    assert geometry.bounds == (0, 0, 0, 0)
    assert geometry.direction is DOWN


def test_a_chain_stands_on_one_line_at_even_distances() -> None:
    made = Builder()
    key = made.leaf()
    for _ in range(4):
        key = made.op(key)
    boxes = laid_out(made).boxes
    assert np.ptp(boxes[:, 1]) == 0
    gaps = boxes[1:, 0] - boxes[1:, 2] / 2 - boxes[:-1, 0] - boxes[:-1, 2] / 2
    assert np.ptp(gaps) == pytest.approx(0)


def test_the_main_chain_of_a_network_is_straight_and_its_parameters_stand_beside_it() -> None:
    geometry = laid_out(perceptron())
    chain = ["v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13"]
    for part in lines(geometry, chain):
        assert len({row(geometry, key) for key in part}) == 1
    for parameter, user, before in (("v2", "v7", "v6"), ("v3", "v9", "v8"), ("v5", "v11", "v10")):
        assert column(geometry, parameter) < column(geometry, user)
        if len(lines(geometry, [before, user])) == 1:
            assert column(geometry, parameter) == column(geometry, before)
        assert row(geometry, parameter) > row(geometry, user)


def test_two_equal_branches_lie_symmetrically_about_their_axis() -> None:
    made = Builder()
    x = made.leaf()
    upper, lower = made.op(x), made.op(x)
    end = made.op(upper, lower)
    geometry = laid_out(made)
    assert row(geometry, x) == pytest.approx(row(geometry, end))
    middle = (row(geometry, upper) + row(geometry, lower)) / 2
    assert middle == pytest.approx(row(geometry, x), abs=0.1)
    assert row(geometry, upper) < row(geometry, lower)


def test_inputs_stand_in_the_order_of_their_slots() -> None:
    made = Builder()
    first, second = made.leaf(), made.leaf()
    made.op(second, first)
    geometry = laid_out(made)
    assert row(geometry, second) < row(geometry, first)


def test_edges_come_in_side_by_side_as_their_sources_stand() -> None:
    made = Builder()
    rows = [made.leaf() for _ in range(5)]
    made.op(*reversed(rows), height=120)
    geometry = layout(digraph(made.graph()), made.sizes, RIGHT)
    ends = [geometry.routes[edge.key] for edge in made.graph().edges]
    assert np.array_equal(
        np.argsort([line[0, 1] for line in ends]), np.argsort([line[-1, 1] for line in ends])
    )


def test_both_edges_of_a_square_are_to_be_seen() -> None:
    made = Builder()
    x = made.leaf()
    made.op(x, x)
    one, two = laid_out(made).routes.values()
    assert abs(one[:, 1].mean() - two[:, 1].mean()) >= 12


def test_inputs_of_a_recurrent_step_stand_beside_that_step() -> None:
    made = recurrent(4)
    geometry = laid_out(made)
    steps = [along(geometry, f"v{number}") for number in (5, 11, 17, 23)]
    assert steps == sorted(set(steps))
    inputs = [along(geometry, f"v{number}") for number in (4, 10, 16, 22)]
    assert all(a < b for a, b in zip(inputs, steps, strict=True))
    assert all(a > b for a, b in zip(inputs[1:], steps[:-1], strict=True))


def test_a_step_that_also_reads_a_part_of_one_input_stands_beside_what_it_joins() -> None:
    """As the cells of an LSTM do: each has its own view of a weight, and all share the input."""
    made = Builder()
    weight, cut = made.leaf(), made.op(made.leaf())
    state = made.op(made.leaf())
    reads, states = list[str](), list[str]()
    for _ in range(12):
        reads.append(made.op(cut, made.op(weight)))
        state = made.op(made.op(made.op(state)), reads[-1])
        states.append(state)
    geometry = laid_out(made)
    far = zip(reads[5:], states[4:-1], strict=True)
    assert all(along(geometry, read) > along(geometry, before) for read, before in far)


def test_a_use_of_a_weight_within_a_screen_runs_straight_but_for_its_two_ends() -> None:
    made = recurrent(2)
    made.sizes = {key: (48.0, height) for key, (_, height) in made.sizes.items()}
    geometry = laid_out(made)
    assert geometry.rows is None
    heights = geometry.routes["v12.1"][:, 1]
    assert not geometry.stubs
    assert np.abs(np.diff(heights)).astype(bool).sum() <= 26


@pytest.mark.parametrize("direction", Direction)
def test_a_leaf_used_far_away_is_named_by_a_tag_there_and_needs_no_long_edge(
    direction: Direction,
) -> None:
    made = recurrent(20)
    geometry = laid_out(made, direction)
    assert overlaps(geometry) == []
    assert loose_ends(made.graph(), geometry) == []
    assert trespasses(made.graph(), geometry) == []
    lengths = [np.ptp(points, axis=0).max() for points in geometry.routes.values()]
    assert max(lengths) < 2_500
    leaves, edges = {"v0", "v1", "v2"}, made.graph().edge_by_key
    assert {edges[key].source for key in geometry.stubs} == leaves
    axis = 0 if direction is RIGHT else 1
    for key, tag in geometry.stubs.items():
        user = geometry.boxes[geometry.index[edges[key].target]]
        assert 0 < user[axis] - tag[axis] < 1_650
    tags = {tuple(box): key for key, box in geometry.stubs.items()}.values()
    in_row = [(edges[key].source, row_of(geometry, edges[key].target)) for key in tags]
    assert len(set(in_row)) == len(in_row) > len(leaves)


def test_the_first_uses_of_a_leaf_are_drawn_from_the_leaf_itself() -> None:
    geometry = laid_out(recurrent(30))
    assert not {"v5.1", "v6.1", "v8.1"} & set(geometry.stubs)


def test_unconnected_parts_stand_in_execution_order_without_touching() -> None:
    made = Builder()
    first, second = made.leaf(width=200), made.leaf(width=200)
    made.op(second)
    made.op(first)
    geometry = laid_out(made)
    assert row(geometry, first) < row(geometry, second)
    assert overlaps(geometry) == []
    assert nx.number_weakly_connected_components(digraph(made.graph())) == 2


def test_a_loop_and_an_edge_against_execution_order_still_run_from_border_to_border() -> None:
    vertices = tuple(Vertex(f"v{i}", Kind.TENSOR, "", i, i) for i in range(3))
    ends = (("v0", "v1"), ("v1", "v1"), ("v2", "v0"))
    edges = tuple(Edge(f"e{i}", a, b, 0, 0, 0) for i, (a, b) in enumerate(ends))
    graph = Graph(View.TENSORS, vertices, edges)
    geometry = layout(digraph(graph), {vertex.key: (80.0, 50.0) for vertex in vertices}, RIGHT)
    assert loose_ends(graph, geometry) == []
    assert geometry.routes["e2"][0, 0] > geometry.routes["e2"][-1, 0]


@FEW
@given(builders())
def test_a_kept_layout_comes_out_again_where_it_was(made: Builder) -> None:
    before = laid_out(made)
    moved = Geometry(RIGHT, before.index, before.boxes + np.array([100, -50, 0, 0]), before.routes)
    after = layout(digraph(made.graph()), made.sizes, RIGHT, keep=moved)
    assert np.allclose(after.boxes[0, :2], moved.boxes[0, :2])
    assert overlaps(after) == []


def test_keeping_a_layout_keeps_the_order_across_even_when_the_direction_turns() -> None:
    made = Builder()
    a, b = made.leaf(), made.leaf()
    made.op(a, b)
    before = laid_out(made)
    swapped = before.boxes[[1, 0, 2]]
    kept = layout(
        digraph(made.graph()), made.sizes, DOWN, keep=Geometry(RIGHT, before.index, swapped, {})
    )
    assert column(kept, a) < column(kept, b)
