"""Lines bend smoothly, and arrows end where they point."""

from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.drawing.curves import (
    along,
    arrow_head,
    cubics,
    head_length,
    heading,
    length,
    without_head,
)

NUMBERS = st.floats(-1e4, 1e4)
POINTS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=2, max_size=8)


@given(POINTS)
def test_a_spline_passes_through_all_its_points_in_order(points):
    curves = cubics(points)
    assert [curve[0] for curve in curves] == points[:-1]
    assert [curve[3] for curve in curves] == points[1:]


def test_a_spline_has_no_corner():
    before, after = cubics([(0, 0), (10, 0), (20, 10)])
    assert after[1][0] - after[0][0] == pytest.approx(before[3][0] - before[2][0])
    assert after[1][1] - after[0][1] == pytest.approx(before[3][1] - before[2][1])


def test_a_place_along_a_line_is_counted_from_either_end():
    line = [(0, 0), (10, 0), (10, 10)]
    assert along(line, 5)[0] == (5, 0)
    assert along(line, 15) == ((10, 5), (0, 1))
    assert along(line, -5)[0] == (10, 5)
    assert along(line, 99)[0] == (10, 10)
    assert length(line) == 20


@given(POINTS, NUMBERS)
def test_every_distance_is_answered(points, distance):
    (x, y), (dx, dy) = along(points, distance)
    assert min(p[0] for p in points) - 1e-6 <= x <= max(p[0] for p in points) + 1e-6
    assert min(p[1] for p in points) - 1e-6 <= y <= max(p[1] for p in points) + 1e-6
    assert dx * dx + dy * dy == pytest.approx(1)


def test_an_arrow_head_points_where_the_line_goes():
    tip, one, two = arrow_head((10, 0), (1, 0), 2)
    assert tip == (10, 0)
    assert one[0] == two[0] == 10 - head_length(2)
    assert one[1] == -two[1]


def test_the_line_ends_inside_its_arrow_head():
    line = [(0.0, 0.0), (50.0, 0.0), (98.0, 0.0), (100.0, 0.0)]
    shorter = without_head(line, 2)
    assert heading(shorter) == (1, 0)
    assert 0 < dist(shorter[-1], line[-1]) < head_length(2)
