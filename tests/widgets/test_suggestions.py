"""The names that pop up while one types."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inspector.theme.stylesheet import stylesheet
from inspector.theme.tokens import DARK
from inspector.widgets import candidates
from inspector.widgets.code_editor import CodeEditor


@pytest.fixture
def three_names(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [candidates.Candidate(name, "function") for name in ("relu", "relu6", "tanh")]
    monkeypatch.setattr(candidates, "candidates", lambda *_: found)


def type_torch(qtbot: QtBot, editor: CodeEditor) -> None:
    """Type ``torch.`` and wait until names pop up."""
    editor.setFocus()
    QTest.keyClicks(editor, "torch.")
    qtbot.waitUntil(lambda: editor.suggestions.open)


@pytest.mark.usefixtures("three_names")
def test_names_pop_up_after_a_dot_and_narrow_while_typing(
    qtbot: QtBot, editor: CodeEditor
) -> None:
    type_torch(qtbot, editor)
    QTest.keyClicks(editor, "re")
    assert editor.suggestions.names == ["relu", "relu6"]
    QTest.keyClick(editor.suggestions.list, Qt.Key.Key_Return)
    assert editor.text() == "torch.relu"


@pytest.mark.usefixtures("three_names")
def test_names_that_come_too_late_are_not_offered_at_another_place(
    qtbot: QtBot, editor: CodeEditor
) -> None:
    editor.setFocus()
    with qtbot.waitSignal(editor.suggestions.answered):
        QTest.keyClicks(editor, "f(torch.relu)")
    assert not editor.suggestions.open
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert editor.text() == "f(torch.relu)\n"


def test_the_point_of_a_number_asks_for_no_names(editor: CodeEditor) -> None:
    editor.setFocus()
    QTest.keyClicks(editor, "x = 3.")
    assert editor.suggestions.thread is None


@pytest.mark.usefixtures("three_names")
def test_a_name_that_is_typed_out_needs_no_list(qtbot: QtBot, editor: CodeEditor) -> None:
    type_torch(qtbot, editor)
    QTest.keyClicks(editor, "relu6")
    assert not editor.suggestions.open


def test_a_reader_that_fails_leaves_the_editor_usable(
    qtbot: QtBot, editor: CodeEditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(candidates, "candidates", fail)
    editor.setFocus()
    with qtbot.waitSignal(editor.suggestions.answered):
        QTest.keyClicks(editor, "torch.")
    QTest.keyClicks(editor, "x")
    assert editor.text() == "torch.x"
    assert not editor.suggestions.open


@pytest.mark.usefixtures("three_names")
def test_the_list_wears_what_the_window_wears(qtbot: QtBot, editor: CodeEditor) -> None:
    editor.window().setStyleSheet(stylesheet(DARK))
    editor.set_theme(DARK)
    editor.set_zoom(1.5)
    type_torch(qtbot, editor)
    shown = editor.suggestions.list
    picture = shown.grab().toImage()
    assert picture.pixelColor(shown.width() - 4, shown.height() - 4) == QColor(DARK.panel)
    assert shown.fontInfo().pixelSize() == editor.fontInfo().pixelSize()


@pytest.mark.usefixtures("three_names")
def test_a_list_that_narrows_has_no_empty_rows_and_stays_below_the_word(
    qtbot: QtBot, editor: CodeEditor
) -> None:
    type_torch(qtbot, editor)
    shown = editor.suggestions.list
    left, height = shown.x(), shown.height()
    QTest.keyClicks(editor, "re")
    assert shown.height() == height - shown.sizeHintForRow(0)
    assert shown.x() == left
