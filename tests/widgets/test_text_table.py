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


def test_where_columns_would_be_cut_names_stand_above_their_rows(show: Show) -> None:
    table = TextTable("Both runs", ("", "Was", "Is", "Change"), stacks=True)
    show(table, 240, 400)
    chosen: list[int] = []
    table.chosen.connect(chosen.append)
    long = "tensor(2.0690, requires_grad=True)"
    table.show_lines(
        [Line(("learning_rate", "8.585", "4.494", "×0.52351")), Line(("print 1", long, long, ""))]
    )
    settle()
    rows = [table.topLevelItem(n) for n in range(table.topLevelItemCount())]
    assert [row.text(0) for row in rows] == ["learning_rate", "", "print 1", long, f"→ {long}"]
    assert table.header().sectionSize(3) >= table.fontMetrics().horizontalAdvance("×0.52351")
    table.setFocus()
    table.setCurrentItem(rows[4])
    assert chosen[-1:] == [1]
    table.resize(900, 400)
    settle()
    assert table.topLevelItemCount() == len(table.texts()) == 2
