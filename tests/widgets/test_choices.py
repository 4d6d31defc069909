"""A list of rows to choose from, as high as it needs to be."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inspector.widgets.choices import MOST_ROWS, Choice, Choices
from tests.support.staging import Show, settle


def made(show: Show, count: int, width: int = 160) -> tuple[Choices, list[int]]:
    """A list of long rows, and which of them have been chosen."""
    chosen: list[int] = []
    choices = Choices("Rows")
    show(choices, width, 400)
    text = "a row that is so long that it breaks into several lines of a narrow list"
    rows = [Choice(f"{n} {text}", partial(chosen.append, n)) for n in range(count)]
    choices.show_choices(rows)
    settle()
    return choices, chosen


def bottom(choices: Choices, row: int) -> int:
    return choices.visualItemRect(choices.item(row)).bottom()


def test_rows_that_break_are_all_in_sight(show: Show, qtbot: QtBot) -> None:
    choices, _ = made(show, 3)
    assert bottom(choices, 2) <= choices.viewport().height()
    choices.resize(90, choices.height())
    settle()
    assert bottom(choices, 2) <= choices.viewport().height()


def test_many_rows_scroll(show: Show, qtbot: QtBot) -> None:
    choices, _ = made(show, MOST_ROWS + 8)
    assert bottom(choices, MOST_ROWS - 1) <= choices.viewport().height() + 4
    assert bottom(choices, MOST_ROWS + 7) > choices.viewport().height()


def test_enter_and_a_click_choose_once_each(show: Show, qtbot: QtBot) -> None:
    choices, chosen = made(show, 3)
    choices.setCurrentRow(1)
    QTest.keyClick(choices, Qt.Key.Key_Return)
    place = choices.visualItemRect(choices.item(2)).center()
    QTest.mouseClick(choices.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen == [1, 2]
