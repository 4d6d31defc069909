"""The minimap's scale shows every card, and pulls apart what is a long thin strip."""

from __future__ import annotations

import numpy as np
import pytest

from inspector.canvas.camera import contains
from inspector.canvas.overview import PULLED, Overview, overview_of
from inspector.canvas.spatial import Floats

MOST, LEAST, MARGIN = (168.0, 102.0), 24.0, 6.0
CARD = 150.0, 60.0


def cards(columns: int, rows: int) -> tuple[tuple[float, float, float, float], list[Floats]]:
    """The bounds and the sides of cards in a grid."""
    across, down = np.meshgrid(np.arange(columns) * 200.0 - 90, np.arange(rows) * 100.0 + 40)
    left, top = across.ravel(), down.ravel()
    bounds = left[0], top[0], columns * 200.0 - 50, rows * 100.0 - 40
    return bounds, [left, top, left + CARD[0], top + CARD[1]]


def scene(columns: int, rows: int) -> tuple[Overview, tuple[int, int]]:
    return overview_of(*cards(columns, rows), MOST, LEAST, MARGIN)


@pytest.mark.parametrize("size", [(3, 2), (1, 1), (40, 25), (2000, 20), (20, 2000), (100_000, 1)])
def test_every_card_is_on_the_overview_and_it_is_no_larger_than_it_may(
    size: tuple[int, int],
) -> None:
    overview, (width, height) = scene(*size)
    assert width <= MOST[0] + 2 * MARGIN + 1
    assert height <= MOST[1] + 2 * MARGIN + 1
    assert min(width, height) >= LEAST + 2 * MARGIN
    assert contains((0, 0, width, height), overview.rect(cards(*size)[0]))


def test_a_graph_of_usual_shape_keeps_its_shape() -> None:
    overview, _ = scene(12, 9)
    assert overview.scales[0] == overview.scales[1]


def test_a_strip_is_pulled_apart_until_its_rows_can_be_told_from_each_other() -> None:
    overview, (_, height) = scene(2000, 20)
    _, _, wide, high = overview.rect(cards(2000, 20)[0])
    assert high == pytest.approx(height - 2 * MARGIN, abs=1)
    assert wide == pytest.approx(MOST[0])


def test_a_chain_is_not_pulled_into_bars() -> None:
    overview, _ = scene(100_000, 1)
    assert overview.rect((0.0, 0.0, *CARD))[3] == pytest.approx(PULLED)


def test_the_way_back_leads_to_the_same_place() -> None:
    overview, _ = scene(2000, 20)
    left, top, _, _ = overview.rect((777.0, 333.0, 0.0, 0.0))
    assert overview.to_scene(left, top) == pytest.approx((777.0, 333.0))
