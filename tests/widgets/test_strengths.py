"""Bars beside names: whatever is long, bars and numbers stay in sight."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from inspector.widgets.strengths import Strength, Strengths
from tests.support.staging import Show

LONG = "encoder.layers.0.self_attn.in_proj_weight"


@pytest.mark.parametrize("width", [180, 240, 600])
def test_a_long_name_leaves_room_for_its_bar_and_its_number(
    show: Show, qtbot: QtBot, width: int
) -> None:
    rows = Strengths("Gradient flow")
    rows.show_strengths([Strength(LONG, 1.0, "0.0123, vanishing", False, lambda: None)])
    show(rows, width, 200)
    line = rows.fontMetrics().height()
    assert rows.header().length() <= rows.viewport().width()
    assert min(rows.columnWidth(column) for column in range(3)) >= 1.9 * line
    assert rows.columnWidth(0) >= 0.4 * rows.viewport().width()
    if width == 600:
        assert rows.columnWidth(0) >= rows.sizeHintForColumn(0)
