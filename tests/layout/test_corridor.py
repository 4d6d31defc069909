"""Straight lines do not make a graph much higher than its fullest layer."""

from __future__ import annotations

import random
from itertools import groupby

import numpy as np
import pytest

from inspector.layout.engine import layout
from inspector.layout.geometry import Direction
from inspector.model.graphs.digraph import digraph
from tests.layout.graphs import Builder
from tests.layout.judging import overlaps, row_of

WIDE, LAYERS = 14, 40
TALL, PITCH = 56, 82
"""The height of a card, and how far apart two of them stand at least."""


def woven() -> Builder:
    """Layers of operations, each on one or two values of the layer before."""
    chance, made = random.Random(3), Builder()
    row = [made.leaf(height=TALL) for _ in range(WIDE)]
    for _ in range(LAYERS):
        near = [round(chance.gauss(lane, 1.5)) for lane in range(WIDE)]
        first = [row[min(max(place, 0), WIDE - 1)] for place in near]
        row = [
            made.op(one, *[row[lane]] * (chance.random() < 0.5), height=TALL)
            for lane, one in enumerate(first)
        ]
    return made


@pytest.mark.parametrize("direction", Direction)
def test_a_woven_graph_is_little_higher_than_its_fullest_layer(direction: Direction) -> None:
    made = woven()
    if direction is Direction.DOWN:
        made.sizes.update({key: (high, wide) for key, (wide, high) in made.sizes.items()})
    geometry = layout(digraph(made.graph()), made.sizes, direction)
    across = 1 if direction is Direction.RIGHT else 0
    along = geometry.boxes[:, 1 - across].round(3)
    fullest = np.unique(along, return_counts=True)[1].max()
    assert np.ptp(geometry.boxes[:, across]) < 1.4 * PITCH * fullest
    assert overlaps(geometry) == []


def test_a_line_that_fits_into_a_screen_stays_straight_in_every_row() -> None:
    made = Builder()
    chain = [made.op(made.leaf())]
    for _ in range(30):
        chain.append(made.op(chain[-1], made.leaf()))
    geometry = layout(digraph(made.graph()), made.sizes, Direction.RIGHT)
    lines = [list(line) for _, line in groupby(chain, lambda key: row_of(geometry, key))]
    assert min(map(len, lines)) > 3
    for line in lines:
        assert np.ptp([geometry.boxes[geometry.index[key], 1] for key in line]) == 0
