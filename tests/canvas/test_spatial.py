"""The spatial index, and routes of edges, find what a look at everything finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.canvas.lines import dashes
from inspector.canvas.routes import distance, part_within, routes_of, trimmed
from inspector.canvas.spatial import SpatialIndex, corners_of

numbers = st.floats(-100, 100)
lengths = st.floats(0, 60)
rects = st.tuples(numbers, numbers, lengths, lengths)


@given(st.lists(rects, max_size=30), rects)
def test_a_region_finds_what_a_look_at_every_rectangle_finds(
    boxes: list[tuple[float, float, float, float]], region: tuple[float, float, float, float]
) -> None:
    corners = np.array([(x, y, x + w, y + h) for x, y, w, h in boxes]).reshape(-1, 4)
    left, top, width, height = region
    right, bottom = left + width, top + height
    expected = [
        number
        for number, (x0, y0, x1, y1) in enumerate(corners.tolist())
        if x0 <= right and x1 >= left and y0 <= bottom and y1 >= top
    ]
    assert SpatialIndex(corners).within(region).tolist() == expected


@given(st.lists(rects, max_size=30), st.lists(rects, min_size=1, max_size=4))
def test_many_regions_find_what_each_of_them_finds(
    boxes: list[tuple[float, float, float, float]],
    regions: list[tuple[float, float, float, float]],
) -> None:
    corners = np.array([(x, y, x + w, y + h) for x, y, w, h in boxes]).reshape(-1, 4)
    index = SpatialIndex(corners)
    each = {number for region in regions for number in index.within(region).tolist()}
    assert index.within_any(regions).tolist() == sorted(each)


@given(st.lists(rects, max_size=30), rects, st.data())
def test_of_some_those_are_found_that_are_in_a_region(
    boxes: list[tuple[float, float, float, float]],
    region: tuple[float, float, float, float],
    data: st.DataObject,
) -> None:
    corners = np.array([(x, y, x + w, y + h) for x, y, w, h in boxes]).reshape(-1, 4)
    index = SpatialIndex(corners)
    some = [number for number in range(len(boxes)) if data.draw(st.booleans())]
    found = index.among(np.array(some, dtype=np.intp), region).tolist()
    assert found == [number for number in some if number in index.within(region).tolist()]


def test_tolerance_reaches_beside_a_rectangle() -> None:
    index = SpatialIndex(corners_of(np.array([[5.0, 5.0, 10.0, 10.0]])))
    assert index.at(12, 5).tolist() == []
    assert index.at(12, 5, tolerance=3).tolist() == [0]


BENT = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]])
FAR = np.array([[0.0, 50.0], [100.0, 50.0]])


def test_segments_are_the_pieces_of_the_edges_asked_for() -> None:
    routes = routes_of({"bent": BENT, "far": FAR})
    assert routes.segments(np.array([0])).tolist() == [[0, 0, 10, 0], [10, 0, 10, 10]]
    assert routes.segments(np.array([1])).tolist() == [[0, 50, 100, 50]]
    assert routes.segments(np.array([], dtype=np.intp)).shape == (0, 4)
    assert routes.chords(np.array([0, 1])).tolist() == [[0, 0, 10, 10], [0, 50, 100, 50]]


def test_coarse_ways_begin_and_end_where_they_do_and_keep_their_great_bends() -> None:
    many = np.linspace(0.0, 1000.0, 400)
    long = np.stack([many, np.where(many > 500, 900.0, 0.0)], axis=1)
    routes = routes_of({"bent": BENT, "long": long})
    coarse = routes.coarse
    assert len(coarse.points) < 20
    assert coarse.line(1)[0].tolist() == long[0].tolist()
    assert coarse.line(1)[-1].tolist() == long[-1].tolist()
    assert len(coarse.line(0)) == 2
    assert coarse.ink == pytest.approx(np.hypot(10, 10) + 1000 + 900, rel=0.05)


def test_an_edge_that_only_bends_around_a_region_does_not_pass_through_it() -> None:
    routes = routes_of({"bent": BENT, "far": FAR})
    assert routes.area.within((1, 5, 2, 2)).tolist() == [0]
    assert routes.within((1, 5, 2, 2)).tolist() == []
    assert routes.within((9, 5, 2, 2)).tolist() == [0]
    assert routes.within((-1, -1, 200, 200)).tolist() == [0, 1]


def test_an_edge_across_the_corner_of_a_region_does_not_pass_through_it() -> None:
    routes = routes_of({"slant": np.array([[0.0, 0.0], [10.0, 10.0]])})
    assert routes.within((0, 6, 3, 4)).tolist() == []
    assert routes.within((0, 6, 3, 4), (4, 4, 1, 1)).tolist() == [0]


def test_pieces_are_trimmed_to_the_regions_and_what_lies_between_them() -> None:
    pieces = np.array([[0.0, 5.0, 100.0, 5.0], [0.0, 50.0, 100.0, 50.0]])
    assert trimmed(pieces, [(10, 0, 10, 10)]).tolist() == [[10, 5, 20, 5]]
    assert trimmed(pieces, [(40, 0, 5, 10), (10, 0, 10, 10)]).tolist() == [[10, 5, 45, 5]]
    assert trimmed(pieces, [(-5, -5, 200, 20)]).tolist() == [[0, 5, 100, 5]]
    assert trimmed(pieces, [(200, 0, 5, 5)]).shape == (0, 4)


def test_the_nearest_edge_within_reach_is_hit() -> None:
    routes = routes_of({"bent": BENT, "far": FAR})
    assert routes.nearest(5, 2, tolerance=3) == "bent"
    assert routes.nearest(50, 52, tolerance=3) == "far"
    assert routes.nearest(50, 60, tolerance=3) is None


def test_the_distance_to_a_line_is_to_its_nearest_piece() -> None:
    assert distance(BENT, 13, 5) == pytest.approx(3)
    assert distance(BENT, -3, -4) == pytest.approx(5)


def test_moved_ends_take_the_middle_along() -> None:
    routes = routes_of({"far": np.array([[0.0, 0.0], [5.0, 2.0], [10.0, 0.0]])})
    moved = routes.displaced(np.array([[0.0, 8.0]]), np.array([[2.0, 0.0]]))
    assert moved.points.tolist() == [[0, 8], [6, 6], [12, 0]]


def test_points_that_only_lie_on_the_way_are_not_kept() -> None:
    straight = np.array([[0.0, 0.0], [2.0, 1.0], [6.0, 3.0], [8.0, 4.0]])
    back = np.array([[0.0, 0.0], [9.0, 0.0], [4.0, 0.0]])
    routes = routes_of({"straight": straight, "back": back, "straight on": straight[:2]})
    assert [routes.line(number).tolist() for number in range(3)] == [
        [[0, 0], [8, 4]],
        back.tolist(),
        [[0, 0], [2, 1]],
    ]


def test_a_bend_keeps_all_that_makes_it_round() -> None:
    turn = np.linspace(0, np.pi, 13)
    arc = 80 * np.column_stack([np.cos(turn), np.sin(turn)])
    assert len(routes_of({"arc": arc}).points) == 13


def test_what_is_seen_of_a_piece_is_all_of_it_a_part_or_nothing() -> None:
    pieces = np.array([[1.0, 1, 9, 9], [-5, 5, 15, 5], [20, 0, 30, 9], [-1, -3, 20, -1]])
    assert trimmed(pieces, [(0, 0, 10, 10)]).tolist() == [[1, 1, 9, 9], [0, 5, 10, 5]]


def test_no_edges_are_no_trouble() -> None:
    routes = routes_of({})
    assert routes.nearest(0, 0, 5) is None
    assert routes.within((0, 0, 5, 5)).tolist() == []


def test_what_lies_in_a_rectangle_begins_a_whole_number_of_dashes_from_the_start() -> None:
    part = part_within(FAR, (40, 0, 20, 100), period=7)
    assert part.tolist() == [[35, 50], [60, 50]]
    assert part_within(BENT, (9, 5, 2, 2), period=1).tolist() == [[10, 5], [10, 7]]
    assert part_within(BENT, (-5, -5, 50, 50), period=3).tolist() == BENT.tolist()


def test_dashes_bend_where_the_line_bends() -> None:
    assert dashes(FAR, 30, 20).tolist() == [[0, 50, 30, 50], [50, 50, 80, 50]]
    assert dashes(BENT, 6, 2).tolist() == [
        [0, 0, 6, 0],
        [8, 0, 10, 0],
        [10, 0, 10, 4],
        [10, 6, 10, 10],
    ]


def test_a_line_that_misses_the_rectangle_is_left_whole() -> None:
    assert part_within(BENT, (1, 5, 2, 2), period=1).tolist() == BENT.tolist()
