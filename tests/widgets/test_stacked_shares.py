"""Bands too many to be told apart, as the shares of their kinds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from PySide6.QtGui import QColor

from inspector.model.moments.bands import Band
from inspector.theme.tokens import LIGHT
from inspector.widgets.stacked_shares import LAYERS, StackedShares, painted, too_many


def turns(count: int) -> list[Band]:
    """A loop: 3 steps forward, 5 back, 1 between, 1 of an update."""
    parts = (("forward", 0, 3), ("backward", 3, 8), ("update", 9, 10))
    return [
        Band(kind, 10 * turn + start, 10 * turn + stop, 0)
        for turn in range(count)
        for kind, start, stop in parts
    ]


def shares(bands: Sequence[Band], steps: int, width: int) -> np.ndarray:
    stacked = StackedShares()
    stacked.follow(bands)
    return stacked.shares(steps, width)


def test_bands_are_told_apart_as_long_as_they_have_room() -> None:
    assert not too_many(turns(30), 1200)
    assert too_many(turns(500), 1200)


@pytest.mark.parametrize("width", [300, 1200, 4000])
def test_a_regular_loop_has_the_same_shares_everywhere(width: int) -> None:
    found = shares(turns(2000), 20_000, width)
    expected = {"band_forward": 0.3, "band_backward": 0.5, "band_zero": 0.0, "band_update": 0.1}
    wanted = np.array([[expected[role]] for role in LAYERS])
    np.testing.assert_allclose(found, np.broadcast_to(wanted, found.shape), atol=0.05)


def test_where_a_loop_changes_its_kind_the_shares_change() -> None:
    later = [Band("forward", at, at + 10, 0) for at in range(10_000, 20_000, 10)]
    found = shares([*turns(1000), *later], 20_000, 800)
    places = found.shape[1]
    assert found[0, places // 8] == pytest.approx(0.3, abs=0.03)
    assert found[0, 7 * places // 8] == pytest.approx(1.0)
    assert found[1:, 7 * places // 8].sum() == pytest.approx(0.0)


def test_a_run_without_bands_has_no_shares() -> None:
    assert not shares([], 0, 400).any()


def test_bands_that_grow_have_the_shares_of_those_that_are_told_at_once() -> None:
    whole, stacked = turns(1000), StackedShares()
    for stop in range(0, 3000, 250):
        begun = Band("forward", whole[stop].start, whole[stop].start + 1, 0)
        stacked.follow((*whole[:stop], begun))  # what has not ended is told anew, and longer
    stacked.follow(tuple(whole))
    np.testing.assert_array_equal(stacked.shares(10_000, 640), shares(whole, 10_000, 640))


def test_layers_are_as_thick_as_their_shares() -> None:
    pixels = painted(np.array([[0.25, 1.0], [0.5, 0.0], [0.0, 0.0], [0.0, 0.0]]), 8, LIGHT)
    forward = QColor(LIGHT.band_forward)
    own = [forward.red(), forward.green(), forward.blue(), 255]
    assert (pixels[..., 3] == [[0, 255]] * 2 + [[255, 255]] * 6).all()
    assert (pixels[6:, 0] == own).all()
    assert (pixels[:, 1] == own).all()
    assert (pixels[2:6, 0] != own).any(1).all()
