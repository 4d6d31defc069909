"""Where the rows of a long graph are broken: what they hold, and how full they are."""

from __future__ import annotations

import numpy as np

from inspector.layout.geometry import Direction
from tests.layout.graphs import Builder
from tests.layout.judging import row_of, trespasses
from tests.layout.test_wrap import every_direction, in_rows, laid_out, span


def encoder(count: int) -> Builder:
    """Layers of a network, each with a weight that is transposed before it is used."""
    made = Builder()
    key = made.leaf()
    for number in range(count):
        weight = made.leaf(width=120 + 8 * number)
        key = made.op(made.op(key, made.op(weight), made.leaf()))
    return made


@every_direction
def test_a_row_may_end_before_a_layer_whose_weight_is_transposed_in_the_next(
    direction: Direction,
) -> None:
    made = encoder(10)
    geometry = laid_out(made, direction)
    row = {key: row_of(geometry, key) for key in geometry.index}
    users = {edge.target for edge in made.edges if edge.slot}
    assert any(row[edge.source] < row[edge.target] for edge in made.edges if edge.target in users)
    leaves = row.keys() - {edge.target for edge in made.edges}
    for edge in made.edges:
        assert row[edge.source] == row[edge.target] or edge.source not in leaves
        assert row[edge.source] == row[edge.target] or not edge.slot
    assert trespasses(made.graph(), geometry) == []


def test_a_row_is_rather_filled_than_broken_early_for_one_line_less() -> None:
    made = Builder()
    key = made.leaf()
    for _ in range(12):
        for _ in range(4):
            key = made.op(key)
        one, other = made.op(key), made.op(key)
        for _ in range(4):
            one, other = made.op(one), made.op(other)
        key = made.op(one, other)
    geometry = laid_out(made)
    rows = in_rows(geometry)
    assert len(rows) > 3
    lengths = [np.ptp(span(geometry, rows[number], 0)) for number in sorted(rows)[:-1]]
    assert min(lengths) > 0.7 * max(lengths)
