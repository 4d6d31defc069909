"""Searching the text of a program, and replacing what is found."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector.widgets.code_editor import CodeEditor
from inspector.widgets.text_search import TextSearch
from tests.support.staging import Show

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PROGRAM = "loss = 1  # 😀\nLoss = loss + 2\nprint(loss)\n"


@pytest.fixture
def search(show: Show) -> TextSearch:
    editor, host = CodeEditor(), QWidget()
    made = TextSearch(editor)
    rows = QVBoxLayout(host)
    rows.addWidget(made)
    rows.addWidget(editor)
    show(host)
    editor.setPlainText(PROGRAM)
    editor.setFocus()
    return made


def editor_of(search: TextSearch) -> CodeEditor:
    editor = search.window().findChild(CodeEditor)
    assert isinstance(editor, CodeEditor)
    return editor


def coloured(search: TextSearch) -> list[str]:
    return [one.cursor.selectedText() for one in editor_of(search).extraSelections()]


def test_hits_are_coloured_while_one_types_and_return_walks_them(search: TextSearch) -> None:
    editor = editor_of(search)
    QTest.keyClick(editor, Qt.Key.Key_F, CTRL)
    assert search.isVisible()
    assert not search.other.isVisible()
    QTest.keyClicks(search.line, "loss")
    assert coloured(search) == ["loss", "Loss", "loss", "loss"]
    assert search.count.text() == "1 of 4"
    places = []
    for _ in range(4):
        QTest.keyClick(search.line, Qt.Key.Key_Return)
        places.append((editor.line, search.count.text()))
    assert places == [(2, "2 of 4"), (2, "3 of 4"), (3, "4 of 4"), (1, "1 of 4")]
    QTest.keyClick(search.line, Qt.Key.Key_F3, SHIFT)
    assert editor.line == 3


def test_a_large_letter_finds_only_its_like(search: TextSearch) -> None:
    QTest.keyClick(editor_of(search), Qt.Key.Key_F, CTRL)
    QTest.keyClicks(search.line, "Loss")
    assert coloured(search) == ["Loss"]
    QTest.keyClicks(search.line, "es")
    assert (coloured(search), search.count.text()) == ([], "No hit")


def test_escape_leaves_the_hit_selected_and_nothing_coloured(search: TextSearch) -> None:
    editor = editor_of(search)
    QTest.keyClick(editor, Qt.Key.Key_F, CTRL)
    QTest.keyClicks(search.line, "Loss")
    QTest.keyClick(search.line, Qt.Key.Key_Escape)
    assert not search.isVisible()
    assert (editor.textCursor().selectedText(), coloured(search)) == ("Loss", [])


def test_a_hit_out_of_sight_comes_to_the_middle(search: TextSearch) -> None:
    editor = editor_of(search)
    editor.setPlainText("pass\n" * 300 + "found\n" + "pass\n" * 300)
    search.open(replacing=False)
    QTest.keyClicks(search.line, "found")
    seen = [line for line, _ in editor.visible_lines()]
    assert abs(seen[len(seen) // 2] - 301) <= 2


def test_what_is_selected_is_what_is_searched(search: TextSearch) -> None:
    editor = editor_of(search)
    editor.find("print")
    search.open(replacing=True)
    assert (search.line.text(), search.other.isVisible()) == ("print", True)


def test_hits_are_replaced_one_by_one_or_all_in_one_step(search: TextSearch) -> None:
    editor = editor_of(search)
    search.open(replacing=True)
    QTest.keyClicks(search.line, "loss")
    QTest.keyClicks(search.other, "l")
    QTest.keyClick(search.other, Qt.Key.Key_Return)
    assert editor.text() == PROGRAM.replace("loss", "l", 1)
    assert search.count.text() == "1 of 3"
    search.replace_all()
    assert editor.text() == "l = 1  # 😀\nl = l + 2\nprint(l)\n"
    assert search.count.text() == "3 replaced"
    editor.undo()
    assert editor.text() == PROGRAM.replace("loss", "l", 1)
