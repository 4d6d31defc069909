"""Names with bars beside them: in a narrow list names stand above, and can still be read."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from inspector.widgets.bars import NamedBars
from inspector.widgets.log_bars import LogBar, LogBars
from tests.support.staging import Show

LONG = "encoder.layers.0.attention.projection.weight"


def shown(show: Show, width: int) -> LogBars:
    rows = LogBars("Gradient flow")
    rows.show_bars([LogBar(LONG, 1.0, "0.0123, vanishing", False, lambda: None)])
    show(rows, width, 200)
    return rows


@pytest.mark.parametrize("width", [180, 240, 900])
def test_a_long_name_leaves_room_for_its_bar_and_its_number(
    show: Show, qtbot: QtBot, width: int
) -> None:
    rows = shown(show, width)
    line = rows.fontMetrics().height()
    assert rows.header().length() <= rows.viewport().width()
    assert min(rows.columnWidth(column) for column in (1, 2)) >= 1.9 * line


def test_where_bars_have_no_room_names_stand_above_them(show: Show, qtbot: QtBot) -> None:
    for width, stacked in ((240, True), (900, False)):
        rows = shown(show, width)
        delegate = rows.itemDelegate()
        assert isinstance(delegate, NamedBars)
        assert delegate.stacked == stacked
        tall = rows.sizeHintForRow(0) > 1.7 * rows.fontMetrics().height()
        assert tall == stacked
        assert (rows.columnWidth(0) == 0) == stacked


def test_a_list_that_is_made_narrower_has_room_for_as_many_rows(show: Show, qtbot: QtBot) -> None:
    rows = shown(show, 900)
    before = rows.height()
    rows.resize(200, rows.height())
    qtbot.waitUntil(lambda: rows.height() > 1.4 * before)


def test_a_number_that_has_no_room_beside_its_bar_stands_above_it_whole(
    show: Show, qtbot: QtBot
) -> None:
    for width, spread in ((900, 0), (140, 1), (90, 2)):
        rows = shown(show, width)
        delegate = rows.itemDelegate()
        assert isinstance(delegate, NamedBars)
        assert delegate.spread == spread
        lines = rows.sizeHintForRow(0) / rows.fontMetrics().height()
        assert lines > 1.5 * spread
        assert (rows.columnWidth(2) == 0) == bool(spread)
