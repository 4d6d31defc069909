"""The first look at what is too large: its start, what the step is about, and no emptiness."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.canvas.camera import Rect, Viewpoint, union
from inspector.canvas.first_view import Limits, Surroundings, begun

SIZE = (1000.0, 700.0)
LIMITS = Limits(floor=0.9, brief=0.9, glance=0.6)


def outlook(boxes: list[Rect], focus: int, flow: int = 0) -> Surroundings:
    corners = np.array([(x, y, x + w, y + h) for x, y, w, h in boxes])
    return Surroundings(union(boxes), corners, boxes[focus], flow)


def seen(view: Viewpoint, rect: Rect) -> bool:
    x, y, w, h = view.rect_to_screen(rect)
    return x >= 31.9 and y >= 31.9 and x + w <= SIZE[0] - 31.9 and y + h <= SIZE[1] - 31.9


CHAIN: list[Rect] = [(300.0 * n, 500.0, 200.0, 100.0) for n in range(20)]
HIGH: list[Rect] = [*CHAIN, (3000.0, 0.0, 200.0, 100.0)]


def test_what_can_be_read_as_a_whole_is_shown_whole() -> None:
    view = begun(outlook(CHAIN[:3], 2), SIZE, LIMITS)
    assert all(seen(view, box) for box in CHAIN[:3])


def test_the_whole_is_shown_as_long_as_names_can_be_read() -> None:
    view = begun(outlook(CHAIN[:5], 0), SIZE, LIMITS)
    assert LIMITS.glance < view.scale < LIMITS.floor
    assert all(seen(view, box) for box in CHAIN[:5])


def test_a_long_chain_begins_at_its_start_in_the_middle_across() -> None:
    view = begun(outlook(HIGH, 1), SIZE, LIMITS)
    assert view.to_screen(0, 0)[0] == pytest.approx(32)
    assert view.to_screen(0, 550)[1] == pytest.approx(350)


def test_a_little_less_than_ease_shows_all_that_stands_side_by_side() -> None:
    tall = [*CHAIN, *((0.0, 160.0 * n, 200.0, 100.0) for n in range(6) if n not in (2, 3))]
    limits = Limits(floor=0.9, brief=0.7, glance=0.6)
    view = begun(outlook(tall, 1), SIZE, limits)
    assert limits.brief < view.scale < limits.floor
    assert all(seen(view, box) for box in tall[20:])
    assert begun(outlook(CHAIN, 1), SIZE, limits).scale == limits.floor
    assert begun(outlook([*tall, (0.0, 9000.0, 9.0, 9.0)], 1), SIZE, limits).scale == limits.brief


def test_what_the_step_is_about_is_in_the_middle_where_it_is_far_from_the_start() -> None:
    view = begun(outlook(CHAIN, 10), SIZE, LIMITS)
    assert view.to_screen(3100, 550) == pytest.approx((500, 350))


@pytest.mark.parametrize("focus", range(0, 20, 3))
@pytest.mark.parametrize("size", [(0.0, 0.0), (1.0, 700.0), (70.0, 3.0)])
def test_a_view_too_small_for_any_card_still_looks_somewhere(
    size: tuple[float, float], focus: int
) -> None:
    view = begun(outlook(CHAIN, focus), size, LIMITS)
    assert np.isfinite([view.scale, view.x, view.y]).all()


def test_there_is_no_emptiness_behind_the_end() -> None:
    view = begun(outlook(CHAIN, 19), SIZE, LIMITS)
    assert view.to_screen(5900, 0)[0] == pytest.approx(1000 - 32)


def test_top_to_bottom_is_the_same_with_the_axes_exchanged() -> None:
    turned = [(y, x, h, w) for x, y, w, h in HIGH]
    down = begun(outlook(turned, 1, flow=1), SIZE[::-1], LIMITS)
    right = begun(outlook(HIGH, 1), SIZE, LIMITS)
    assert (down.y, down.x) == pytest.approx((right.x, right.y))


places = st.tuples(st.floats(0, 9000), st.floats(0, 3000))


@given(st.lists(places, min_size=2, max_size=30), st.data())
def test_what_the_step_is_about_is_always_in_sight(
    corners: list[tuple[float, float]], data: st.DataObject
) -> None:
    boxes = [(x, y, 200.0, 100.0) for x, y in corners]
    focus = data.draw(st.integers(0, len(boxes) - 1))
    assert seen(begun(outlook(boxes, focus), SIZE, LIMITS), boxes[focus])


def test_of_a_graph_in_rows_every_row_is_seen_as_a_whole_where_names_can_be_read() -> None:
    rows: list[Rect] = [(300.0 * n, 300.0 * m, 200.0, 100.0) for m in range(12) for n in range(5)]
    scene = replace(outlook(rows, 59), paged=True)
    view = begun(scene, SIZE, LIMITS)
    assert LIMITS.glance < view.scale < LIMITS.floor
    assert all(seen(view, box) for box in rows[-5:])
    assert begun(replace(scene, paged=False), SIZE, LIMITS).scale == LIMITS.floor
    nearly = replace(LIMITS, glance=view.scale / 0.95)
    assert begun(scene, SIZE, nearly).scale == view.scale
    assert begun(scene, SIZE, replace(LIMITS, glance=view.scale / 0.9)).scale == LIMITS.floor
