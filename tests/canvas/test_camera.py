"""Zooming, fitting, revealing and following move the view as little as they should."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.canvas.camera import (
    EDGE,
    LARGEST,
    LARGEST_FIT,
    SMALLEST,
    Viewpoint,
    between,
    centred,
    contains,
    fitted,
    revealed,
    turned,
    union,
)

SIZE = (800.0, 600.0)
places = st.floats(-5000, 5000)
scales = st.floats(0.05, 4)


@given(places, places, scales, st.floats(0.5, 2), st.floats(0, 800), st.floats(0, 600))
def test_zooming_keeps_the_point_under_the_pointer(
    x: float, y: float, scale: float, factor: float, px: float, py: float
) -> None:
    view = Viewpoint(scale, x, y)
    there = view.to_scene(px, py)
    assert view.zoomed(factor, (px, py)).to_screen(*there) == pytest.approx((px, py), abs=1e-6)


def test_zooming_has_limits() -> None:
    assert Viewpoint().zoomed(1e9, (0, 0)).scale == LARGEST
    assert Viewpoint().zoomed(1e-9, (0, 0)).scale == SMALLEST


@given(places, places, st.floats(1, 20000), st.floats(1, 20000))
def test_fitting_shows_everything(left: float, top: float, width: float, height: float) -> None:
    view = fitted((left, top, width, height), SIZE)
    x, y, w, h = view.rect_to_screen((left, top, width, height))
    assert x >= 31.9
    assert y >= 31.9
    assert x + w <= SIZE[0] - 31.9
    assert y + h <= SIZE[1] - 31.9
    assert view.scale <= LARGEST_FIT


def test_fitting_nothing_is_harmless() -> None:
    assert fitted((0, 0, 0, 0), SIZE).scale == LARGEST_FIT


def test_what_is_in_sight_needs_no_move() -> None:
    view = Viewpoint(1.0, 0.0, 0.0)
    assert revealed(view, (300, 200, 100, 50), SIZE) == view


@given(places, places, st.floats(5, 300), st.floats(5, 300))
def test_revealing_moves_the_least_and_never_zooms(
    left: float, top: float, width: float, height: float
) -> None:
    view = revealed(Viewpoint(), (left, top, width, height), SIZE, margin=10)
    x, y, w, h = view.rect_to_screen((left, top, width, height))
    assert view.scale == 1.0
    assert x >= 9.9
    assert y >= 9.9
    assert x + w <= SIZE[0] - 9.9
    assert y + h <= SIZE[1] - 9.9
    assert view.x == 0 or abs(x - 10) < 0.01 or abs(x + w - SIZE[0] + 10) < 0.01


def test_following_along_a_row_turns_pages_and_leaves_what_is_behind_in_sight() -> None:
    cards = [(160.0 * n, 0.0, 120.0, 60.0) for n in range(60)]
    view, turns = Viewpoint(1.0, 24.0, 24.0), 0
    for card in (*cards, *cards[::-1]):
        after = turned(view, card, union(cards), SIZE)
        if after != view:
            turns += 1
            x = after.rect_to_screen(card)[0]
            assert 100 < x < SIZE[0] - 220 or card in (cards[0], *cards[-4:], *cards[:4])
        view = after
        assert revealed(view, card, SIZE) == view
    assert turns < 2 * 60 * 160 / (0.6 * SIZE[0])


def test_a_page_is_not_turned_beyond_the_end_of_the_scene() -> None:
    cards = [(300.0 * n, 0.0, 200.0, 60.0) for n in range(4)]
    at_end = turned(Viewpoint(1.0, 24.0, 24.0), cards[2], union(cards), SIZE)
    assert at_end.rect_to_screen(cards[3])[0] + 200 == SIZE[0] - EDGE
    again = turned(at_end, cards[0], union(cards), SIZE)
    assert again.rect_to_screen(cards[0])[0] == EDGE


def test_a_box_larger_than_the_view_stays_where_part_of_it_is_seen() -> None:
    assert revealed(Viewpoint(), (-100, 0, 2000, 2000), SIZE) == Viewpoint()
    assert revealed(Viewpoint(), (1000, 0, 2000, 100), SIZE).x < 0


def test_centring_puts_a_point_in_the_middle() -> None:
    assert centred((50, 70), 2.0, SIZE).to_screen(50, 70) == (400, 300)


def test_a_way_ends_where_it_leads() -> None:
    first, last = Viewpoint(1, 0, 0), Viewpoint(2, 10, 20)
    assert between(first, last, 0) == first
    assert between(first, last, 1) == last


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_snapping_lands_on_device_pixels(ratio: float) -> None:
    view = Viewpoint(1.0, 10.337, -3.91).snapped(ratio)
    assert (view.x * ratio) % 1 == pytest.approx(0, abs=1e-9)
    assert abs(view.x - 10.337) <= 0.5 / ratio


def test_a_union_holds_its_parts() -> None:
    assert union([(0, 0, 10, 10), (-5, 5, 1, 20)]) == (-5, 0, 15, 25)
    assert union([]) == (0, 0, 0, 0)


def test_a_graph_of_a_hundred_thousand_layers_is_seen_whole() -> None:
    bounds = (-50.0, 20.0, 13e6, 900.0)
    seen = fitted(bounds, SIZE).rect_to_screen(bounds)
    assert contains((0.0, 0.0, *SIZE), seen), seen
