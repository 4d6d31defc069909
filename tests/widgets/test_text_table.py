"""Texts side by side where there is little room for them."""

from __future__ import annotations

from inspector.widgets.text_table import Line, TextTable
from tests.support.staging import Show, settle

ROWS = [Line(("tanh", "-0.98 ± 0.2", "0.0161 ± 0.1", "-1.967 ± 1.2"))]


def hidden(show: Show, width: int, spared: int | None) -> list[bool]:
    table = TextTable("Sweep", ("", "Value", "Tangent", "Gradient"), spared)
    show(table, width, 200)
    table.show_lines(ROWS)
    settle()
    return [table.isColumnHidden(column) for column in range(4)]


def test_a_column_makes_way_before_the_others_tell_nothing(show: Show) -> None:
    assert hidden(show, 600, spared=1) == [False, False, False, False]
    assert hidden(show, 190, spared=1) == [False, True, False, False]
    assert hidden(show, 190, spared=None) == [False, False, False, False]


def test_the_column_is_there_again_with_the_room(show: Show) -> None:
    table = TextTable("Sweep", ("", "Value", "Tangent", "Gradient"), spared=1)
    show(table, 190, 200)
    table.show_lines(ROWS)
    table.resize(600, 200)
    settle()
    assert not table.isColumnHidden(1)
