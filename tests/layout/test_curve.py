"""The points of single edges."""

from __future__ import annotations

import numpy as np
import pytest

from inspector.layout.curve import through


@pytest.mark.parametrize("last", [0.0, 0.01, 0.14, 0.24, 0.26, 5.0])
def test_an_edge_ends_on_its_border_however_short_its_last_stretch_is(last: float) -> None:
    (points,) = through([[(0.0, 50.0, 0.0), (120.0, 120.0 + last, 40.0)]])
    assert points[0].tolist() == [0.0, 0.0]
    assert points[-1].tolist() == pytest.approx([120.0 + last, 40.0])


def test_points_lead_onward_and_never_jump_far() -> None:
    (points,) = through([[(0.0, 10.0, 0.0), (70.0, 900.0, 300.0), (960.0, 1000.0, -20.0)]])
    steps = np.diff(points, axis=0)
    assert (steps[:, 0] > 0).all()
    lengths = np.hypot(*steps.T)
    assert (lengths[1:] / lengths[:-1]).max() < 4


def test_level_stations_make_one_straight_line() -> None:
    (points,) = through([[(0.0, 10.0, 7.0), (70.0, 90.0, 7.1), (150.0, 200.0, 7.0)]])
    assert np.ptp(points[:, 1]) < 0.25
    assert points[-1, 0] == 200.0


@pytest.mark.parametrize("climb", [20.0, 70.0, 300.0, 700.0])
def test_no_bend_looks_like_a_corner_however_steep_the_swing(climb: float) -> None:
    (points,) = through([[(0.0, 10.0, 0.0), (70.0, 200.0, climb)]])
    steps = np.diff(points, axis=0)
    turns = np.diff(np.degrees(np.arctan2(steps[:, 1], steps[:, 0])))
    assert np.abs(turns).max() < 24
