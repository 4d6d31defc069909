"""Lines in pieces and dashes."""

from __future__ import annotations

import numpy as np
import pytest

from inspector.canvas.lines import dashes, pieces


def test_a_dashed_line_of_no_length_has_no_dash() -> None:
    points = np.array([[3.0, 4.0], [3.0, 4.0]])
    assert dashes(points, 6.0, 4.0).shape == (0, 4)


def test_dashes_cover_their_share_of_a_straight_line() -> None:
    found = dashes(np.array([[0.0, 0.0], [100.0, 0.0]]), 6.0, 4.0)
    lengths = found[:, 2] - found[:, 0]
    assert lengths.sum() == pytest.approx(60.0)


def test_a_dash_that_meets_a_bend_follows_it() -> None:
    bent = np.array([[0.0, 0.0], [3.0, 0.0], [3.0, 10.0]])
    found = dashes(bent, 6.0, 4.0)
    assert found[:2].tolist() == [[0.0, 0.0, 3.0, 0.0], [3.0, 0.0, 3.0, 3.0]]


def test_the_pieces_of_a_polyline_join() -> None:
    points = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 3.0]])
    found = pieces(points)
    assert (found[:-1, 2:] == found[1:, :2]).all()
