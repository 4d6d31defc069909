"""Long narrow graphs go on in further rows, as text does."""

from __future__ import annotations

from itertools import pairwise
from threading import Thread

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from inspector.drawing.curves import cubics
from inspector.layout.cancel import Cancelled
from inspector.layout.engine import layout
from inspector.layout.extend import extend
from inspector.layout.geometry import COMMON, WIDE, Direction, Geometry, Page, Points
from inspector.model.graphs.digraph import digraph
from inspector.model.graphs.vertex import Edge
from tests.layout.graphs import Builder, perceptron, random_dag, recurrent
from tests.layout.judging import backward_steps, loose_ends, overlaps, row_of, trespasses

RIGHT = Direction.RIGHT


def chain(count: int) -> Builder:
    """One operation after another."""
    made = Builder()
    key = made.leaf()
    for _ in range(count - 1):
        key = made.op(key)
    return made


def residual(count: int) -> Builder:
    """Blocks with a way round them and a parameter within."""
    made = Builder()
    key = made.leaf()
    for _ in range(count):
        key = made.op(key, made.op(made.op(key, made.leaf())))
    return made


LONG = {"chain": chain(40), "residual": residual(10), "recurrent": recurrent(9)}
every_long = pytest.mark.parametrize("made", LONG.values(), ids=LONG)
every_direction = pytest.mark.parametrize("direction", Direction)


def laid_out(made: Builder, direction: Direction = RIGHT) -> Geometry:
    return layout(digraph(made.graph()), made.sizes, direction)


def in_rows(geometry: Geometry) -> dict[int, list[str]]:
    """The vertices of each row."""
    found: dict[int, list[str]] = {}
    for key in geometry.index:
        found.setdefault(row_of(geometry, key), []).append(key)
    return found


def span(geometry: Geometry, keys: list[str], axis: int) -> tuple[float, float]:
    boxes = geometry.boxes[[geometry.index[key] for key in keys]]
    low, high = boxes[:, axis] - boxes[:, axis + 2] / 2, boxes[:, axis] + boxes[:, axis + 2] / 2
    return float(low.min()), float(high.max())


@every_long
@every_direction
def test_a_long_graph_stands_in_rows_one_below_the_other_that_begin_in_line(
    made: Builder, direction: Direction
) -> None:
    geometry = laid_out(made, direction)
    along, across = (0, 1) if direction is RIGHT else (1, 0)
    rows = in_rows(geometry)
    assert len(rows) > 2
    spans = [span(geometry, rows[number], across) for number in sorted(rows)]
    assert all(above[1] < below[0] for above, below in pairwise(spans))
    begins = [span(geometry, keys, along)[0] for keys in rows.values()]
    assert np.ptp(begins) < 1e-6
    assert geometry.bounds[2 + along] < 1_750


@every_long
@every_direction
def test_in_rows_too_boxes_keep_apart_and_edges_lead_onward_past_foreign_boxes(
    made: Builder, direction: Direction
) -> None:
    graph, geometry = made.graph(), laid_out(made, direction)
    assert overlaps(geometry) == []
    assert backward_steps(graph, geometry) == []
    assert loose_ends(graph, geometry) == []
    assert trespasses(graph, geometry) == []


def test_a_line_is_led_back_between_the_rows_and_beside_them() -> None:
    made = chain(40)
    geometry = laid_out(made)
    rows = in_rows(geometry)
    turns = [
        (edge, first)
        for edge in made.graph().edges
        if (first := row_of(geometry, edge.source)) < row_of(geometry, edge.target)
    ]
    assert [number for _, number in turns] == sorted(rows)[:-1]
    for edge, number in turns:
        points = geometry.routes[edge.key]
        back = points[:-1][np.diff(points[:, 0]) < -1]
        above, below = (span(geometry, rows[n], 1) for n in (number, number + 1))
        level = back[len(back) // 2, 1]
        assert above[1] + 20 < level < below[0] - 20


@every_direction
def test_a_spline_through_a_line_that_is_led_back_keeps_to_it(direction: Direction) -> None:
    made = Builder()
    key = kept = made.op(made.leaf())
    for _ in range(40):
        key = made.op(key, kept)
    geometry = laid_out(made, direction)
    assert len(in_rows(geometry)) > 2
    share = np.linspace(0, 1, 9)[:, None]
    for line in geometry.routes.values():
        for curve in cubics([(x, y) for x, y in line.tolist()]):
            a, b, c, d = (np.array(point) for point in curve)
            way = (1 - share) ** 3 * a + 3 * share * (1 - share) ** 2 * b
            way += 3 * share**2 * (1 - share) * c + share**3 * d
            assert (way > np.minimum(a, d) - 4).all()
            assert (way < np.maximum(a, d) + 4).all()


def test_lines_that_are_led_back_together_do_not_cross() -> None:
    made = Builder()
    one, other = made.op(made.leaf()), made.op(made.leaf())
    for _ in range(16):
        one, other = made.op(one), made.op(other)
    made.op(one, other)
    geometry = laid_out(made)
    assert len(in_rows(geometry)) > 1
    edges = [
        edge
        for edge in made.graph().edges
        if row_of(geometry, edge.source) < row_of(geometry, edge.target)
    ]
    pairs = [
        (a, b)
        for a, b in pairwise(edges)
        if row_of(geometry, a.source) == row_of(geometry, b.source)
    ]
    assert pairs
    for a, b in pairs:
        assert not _meet(geometry.routes[a.key], geometry.routes[b.key])


def _meet(one: Points, other: Points) -> bool:
    """Whether two polylines cross."""

    def side(a: Points, b: Points, c: Points) -> Points:
        way, other_way = b - a, c - a
        area: Points = way[..., 0] * other_way[..., 1] - way[..., 1] * other_way[..., 0]
        return area

    other = np.add(other, (1e-3, 2e-3))  # a corner that lies on the other line counts
    a, b = one[:-1, None], one[1:, None]
    c, d = other[None, :-1], other[None, 1:]
    return bool(((side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0)).any())


def test_a_leaf_that_is_used_in_a_further_row_is_named_by_a_tag_there() -> None:
    made = Builder()
    rate = made.leaf()
    key = made.leaf()
    for _ in range(14):
        key = made.op(key, rate)
    geometry = laid_out(made)
    graph = made.graph()
    rows = in_rows(geometry)
    assert len(rows) > 1
    for edge in graph.edges:
        if edge.source == rate:
            away = row_of(geometry, edge.target) != row_of(geometry, rate)
            assert away <= (edge.key in geometry.stubs)
            along = np.diff(geometry.routes[edge.key][:, 0])
            assert (along > -1e-6).all()  # no line of a leaf is led back
    tags = {tuple(box) for box in geometry.stubs.values()}
    assert len(tags) >= len(rows) - 1


def test_what_is_short_or_broad_is_not_broken() -> None:
    for made in (chain(6), random_dag(60)):
        assert laid_out(made).rows is None


def test_the_last_row_is_no_operation_alone() -> None:
    for count in (31, 37, 50, 57, 65):
        rows = in_rows(laid_out(chain(count)))
        assert len(rows) > 1
        assert all(len(keys) > 1 for keys in rows.values())


def test_a_row_is_broken_where_few_lines_pass() -> None:
    geometry = laid_out(LONG["residual"])
    passing = [
        edge
        for edge in LONG["residual"].graph().edges
        if row_of(geometry, edge.source) < row_of(geometry, edge.target)
    ]
    for number in sorted(in_rows(geometry))[:-1]:
        sources = {e.source for e in passing if row_of(geometry, e.source) == number}
        assert len(sources) == 1


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(sorted(LONG)),
    st.lists(st.lists(st.integers(0, 60), min_size=1, max_size=3), min_size=1, max_size=6),
    st.sampled_from(Direction),
    st.booleans(),
)
def test_what_joins_a_graph_in_rows_moves_nothing_and_stands_in_the_row_of_an_input_or_the_last(
    name: str, joins: list[list[int]], direction: Direction, at_once: bool
) -> None:
    known = LONG[name]
    made = Builder([*known.vertices], [*known.edges], dict(known.sizes))
    before = laid_out(made, direction)
    after = before
    for inputs in joins:
        made.op(*(f"v{min(number, len(made.vertices) - 1)}" for number in inputs))
        if not at_once:
            after = extend(after, made.graph(), made.sizes)
    if at_once:
        after = extend(after, made.graph(), made.sizes)
    assert np.array_equal(after.boxes[: len(before.boxes)], before.boxes)
    assert all(np.array_equal(after.routes[key], before.routes[key]) for key in before.routes)
    assert all(np.array_equal(after.stubs[key], before.stubs[key]) for key in before.stubs)
    graph = made.graph()
    assert overlaps(after) == []
    assert loose_ends(graph, after) == []
    assert backward_steps(graph, after) == []
    for vertex in graph.vertices[len(before.boxes) :]:
        sources = [e.source for e in graph.edges if e.target == vertex.key]
        own, latest = row_of(after, vertex.key), max(row_of(after, key) for key in sources)
        last = max(row_of(after, key) for key in list(after.index)[: after.index[vertex.key]])
        assert own in (latest, last, last + 1)


def test_a_kept_layout_in_rows_comes_out_again() -> None:
    for made in LONG.values():
        before = laid_out(made)
        after = layout(digraph(made.graph()), made.sizes, RIGHT, keep=before)
        assert in_rows(after) == in_rows(before)
        assert overlaps(after) == []
    chained = laid_out(LONG["chain"])
    again = layout(digraph(LONG["chain"].graph()), LONG["chain"].sizes, RIGHT, keep=chained)
    assert np.allclose(again.boxes, chained.boxes)


def test_a_graph_that_can_be_neither_seen_nor_paged_is_broken_into_a_square() -> None:
    width, height = laid_out(chain(6_000)).bounds[2:]
    assert 0.5 < width / height < 2


def test_breaking_a_long_graph_can_be_left() -> None:
    made, asked = chain(4_500), [0]
    graph = digraph(made.graph())

    def count() -> bool:
        asked[0] += 1
        return False

    layout(graph, made.sizes, RIGHT, count)
    last, asked[0] = asked[0] - 8, 0
    with pytest.raises(Cancelled):
        layout(graph, made.sizes, RIGHT, lambda: count() or asked[0] > last)


def test_a_network_of_two_layers_goes_on_in_a_second_row() -> None:
    assert len(in_rows(laid_out(perceptron()))) == 2


@every_direction
def test_of_what_cannot_be_seen_at_once_every_row_can_be(direction: Direction) -> None:
    geometry = laid_out(recurrent(40), direction)
    along = 0 if direction is RIGHT else 1
    assert geometry.bounds[2 + along] < 1_750 < geometry.bounds[3 - along]
    assert overlaps(geometry) == []


def test_a_leaf_that_reaches_back_to_where_a_row_begins_keeps_no_row_from_going_on() -> None:
    made = Builder()
    key = made.op(made.op(made.leaf()), made.leaf(width=900))
    for _ in range(30):
        key = made.op(key)
    done: list[Geometry] = []
    worker = Thread(target=lambda: done.append(laid_out(made)), daemon=True)
    worker.start()
    worker.join(20)
    assert done, "the layout has not ended"
    assert not overlaps(done[0])


def large(count: int) -> Builder:
    """Large cards one behind another."""
    made = Builder()
    key = made.leaf(width=260)
    for _ in range(count - 1):
        key = made.op(key, width=260, height=120)
    return made


@pytest.mark.parametrize(
    ("count", "page", "rows"),
    [(5, COMMON, [5]), (7, COMMON, [4, 3]), (7, WIDE, [7]), (30, WIDE, [6] * 5)],
)
def test_a_few_large_cards_stay_in_one_row_where_a_page_holds_it_and_none_is_alone_in_the_last(
    count: int, page: Page, rows: list[int]
) -> None:
    made = large(count)
    geometry = layout(digraph(made.graph()), made.sizes, RIGHT, page=page)
    assert [len(keys) for keys in in_rows(geometry).values()] == rows


@every_direction
def test_rows_fill_a_wide_page_as_they_fill_a_square_one(direction: Direction) -> None:
    made = chain(100)
    graph, shapes = digraph(made.graph()), []
    for page in (COMMON, WIDE):
        geometry = layout(graph, made.sizes, direction, page=page)
        width, height = geometry.bounds[2:]
        assert geometry.page is page
        assert len(in_rows(geometry)) > 1
        shapes.append(width / height)
    assert shapes[1] > 1.4 * shapes[0]


def test_what_joins_rows_of_a_wide_page_fills_them_as_well() -> None:
    made = chain(40)
    before = layout(digraph(made.graph()), made.sizes, RIGHT, page=WIDE)
    key = list(before.index)[-1]
    for _ in range(30):
        key = made.op(key)
    after = extend(before, made.graph(), made.sizes)
    assert after.page is WIDE
    assert max(len(keys) for keys in in_rows(after).values()) > 15


def test_a_kept_layout_for_another_page_is_made_anew() -> None:
    made = chain(40)
    wide = layout(digraph(made.graph()), made.sizes, RIGHT, page=WIDE)
    narrow = layout(digraph(made.graph()), made.sizes, RIGHT, keep=wide)
    assert in_rows(narrow) == in_rows(laid_out(made))


def opened(made: Builder, group: str, parts: int) -> Builder:
    """The same with one operation replaced by some that follow each other."""
    whole = Builder()
    for vertex in made.vertices:
        inputs = [edge.source for edge in made.edges if edge.target == vertex.key]
        names = [f"{group}.{n}" for n in range(parts)] if vertex.key == group else [vertex.key]
        for name in names:
            before = [f"{group}.{parts - 1}" if key == group else key for key in inputs]
            whole.edges += [
                Edge(f"{name}<{slot}", key, name, slot, 0, 0) for slot, key in enumerate(before)
            ]
            whole.vertices.append(structs.replace(vertex, key=name))
            whole.sizes[name] = made.sizes[vertex.key]
            inputs = [name]
    return whole


@every_direction
def test_opening_a_group_breaks_its_own_row_and_no_other_and_closing_it_undoes_that(
    direction: Direction,
) -> None:
    made = residual(14)
    before = laid_out(made, direction)
    assert len(in_rows(before)) > 3
    joins = {edge.target for edge in made.edges if edge.slot}
    group = next(key for key in in_rows(before)[2] if key in joins)
    wide = opened(made, group, 9)
    during = layout(digraph(wide.graph()), wide.sizes, direction, keep=before)
    assert overlaps(during) == []
    together = {frozenset(keys) for keys in in_rows(during).values()}
    for number, keys in in_rows(before).items():
        assert (frozenset(keys) in together) is (number != 2)
    along = 0 if direction is RIGHT else 1
    assert during.bounds[2 + along] < before.bounds[2 + along] + 200
    after = layout(digraph(made.graph()), made.sizes, direction, keep=during)
    assert in_rows(after) == in_rows(before)


def test_what_was_in_rows_is_in_one_again_once_that_is_short() -> None:
    made, short = residual(14), chain(6)
    assert laid_out(made).rows is not None
    geometry = layout(digraph(short.graph()), short.sizes, RIGHT, keep=laid_out(made))
    assert geometry.rows is None
