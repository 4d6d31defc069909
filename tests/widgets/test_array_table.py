"""Values of any shape as a table of numbers on a heat map."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSpinBox
from pytestqt.qtbot import QtBot

from inspector.model.recordings.facts import Value
from inspector.theme.colour import contrast
from inspector.theme.tokens import THEMES, Theme
from inspector.widgets.array_table import ArrayTable
from tests.support.recordings import sampled, value
from tests.support.staging import Show


@pytest.fixture
def table(show: Show) -> ArrayTable:
    made = ArrayTable("Value")
    show(made)
    return made


def texts(table: ArrayTable) -> list[list[str]]:
    model = table.table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_a_matrix_is_shown_in_its_rows(table: ArrayTable) -> None:
    table.show_value(value([[1, -2.5], [3, 0]]))
    assert texts(table) == [["1", "−2.5"], ["3", "0"]]


def test_a_vector_is_one_row_and_a_scalar_one_cell(table: ArrayTable) -> None:
    table.show_value(value([1, 2, 3]))
    assert texts(table) == [["1", "2", "3"]]
    table.show_value(value(7))
    assert texts(table) == [["7"]]


def test_further_dimensions_are_chosen_by_index(table: ArrayTable) -> None:
    table.show_value(value(np.arange(12).reshape(3, 2, 2)))
    (box,) = table.findChildren(QSpinBox)
    assert box.maximum() == 2
    box.setValue(2)
    assert texts(table) == [["8", "9"], ["10", "11"]]


def test_a_large_value_is_a_sample_with_what_is_known_of_it(table: ArrayTable) -> None:
    table.show_value(sampled((1000, 1000), nans=2))
    assert "64 of 1,000,000" in table.note
    assert "2 NaN" in table.note
    assert len(texts(table)) == 8


@pytest.mark.parametrize(
    "odd",
    [
        value(np.zeros((0, 3))),
        value([], "int64"),
        value([True, False], "bool"),
        value([1 + 2j], "complex64"),
        value([[np.nan, np.inf, -np.inf]]),
        Value((2, 2), "float32", b"", whole=True),
        Value((3,), "nonsense", b"abc"),
    ],
    ids=str,
)
def test_odd_values_are_shown_without_harm(table: ArrayTable, odd: Value) -> None:
    table.show_value(odd)
    assert texts(table) is not None
    assert not table.grab().isNull()


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_numbers_are_legible_on_their_heat(table: ArrayTable, theme: Theme, qtbot: QtBot) -> None:
    table.set_theme(theme)
    table.show_value(value([np.linspace(-1, 1, 9), [np.nan] * 9]))
    model = table.table.model()
    for row in range(2):
        for column in range(9):
            index = model.index(row, column)
            fill = index.data(Qt.ItemDataRole.BackgroundRole).color().name()
            ink = index.data(Qt.ItemDataRole.ForegroundRole).color().name()
            assert contrast(ink, fill) >= 4.5


def test_a_value_that_was_not_recorded_is_no_empty_table(table: ArrayTable) -> None:
    table.show_value(Value((2, 3), "float32", b"", whole=False))
    assert table.table.isHidden()
    assert "not recorded" in table.note
    table.show_value(value([[1, 2]]))
    assert not table.table.isHidden()


def test_going_back_to_nothing_empties_the_table(table: ArrayTable) -> None:
    table.show_value(value([[1, 2]]))
    table.show_value(None)
    assert texts(table) == []
