"""The code editor: marks, line numbers, and text kept character for character."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTextEdit
from pytestqt.qtbot import QtBot

from inspector.theme.tokens import THEMES
from inspector.widgets.code_editor import CodeEditor
from inspector.widgets.text_places import Marks, Span
from tests.support.staging import Show, settle

PROGRAM = "import torch\nx = 😀 + f(1)\n" + "y = 2\n" * 200


def marked(editor: CodeEditor) -> list[str]:
    selections: list[QTextEdit.ExtraSelection] = editor.extraSelections()
    return [one.cursor.selectedText() for one in selections]


def test_a_span_is_marked_by_characters_even_after_an_emoji(editor: CodeEditor) -> None:
    editor.set_text(PROGRAM)
    editor.mark(Marks(2, Span(2, 8, 2, 12)))
    assert "f(1)" in marked(editor)


def test_a_bracket_finds_its_partner_even_after_an_emoji(editor: CodeEditor) -> None:
    editor.set_text("# 😀\nf(1)")
    editor.moveCursor(QTextCursor.MoveOperation.End)
    assert sorted(marked(editor)) == ["(", ")"]


def test_an_error_without_columns_marks_the_code_of_its_line(editor: CodeEditor) -> None:
    editor.set_text("if x:\n    boom()\n")
    editor.mark(Marks(2, error=Span(2, 0, 2, 0)))
    assert "boom()" in marked(editor)


def test_places_beyond_the_text_are_not_marked(editor: CodeEditor) -> None:
    editor.set_text("x = 1")
    editor.mark(Marks(7, Span(7, 0, 9, 4)))
    assert marked(editor) == []


def test_a_line_out_of_sight_is_brought_into_sight(editor: CodeEditor) -> None:
    editor.set_text(PROGRAM)
    editor.mark(Marks(150))
    assert 150 in [number for number, _ in editor.visible_lines()]


def test_text_is_kept_character_for_character(editor: CodeEditor) -> None:
    text = "x = '\u00a0'\n\ty = '😀'\n"
    editor.set_text(text)
    assert editor.text() == text


def test_replacing_the_text_can_be_undone(editor: CodeEditor) -> None:
    editor.set_text("first")
    editor.set_text("second")
    editor.undo()
    assert editor.text() == "first"


def test_a_click_on_a_line_number_names_that_line(qtbot: QtBot, editor: CodeEditor) -> None:
    editor.set_text(PROGRAM)
    settle()
    box = dict(editor.visible_lines())[3]
    point, left = QPoint(5, int(box.center().y())), Qt.MouseButton.LeftButton
    with qtbot.waitSignal(editor.line_clicked) as clicked:
        QTest.mouseClick(editor.gutter, left, pos=point)
    with qtbot.waitSignal(editor.line_chosen) as chosen:
        QTest.mouseClick(editor.gutter, left, Qt.KeyboardModifier.AltModifier, point)
    assert clicked.args == chosen.args == [3]
    with qtbot.assertNotEmitted(editor.line_clicked):
        QTest.mouseClick(editor.gutter, Qt.MouseButton.RightButton, pos=point)


def test_keys_indent_comment_and_begin_lines(editor: CodeEditor) -> None:
    QTest.keyClicks(editor, "if x:")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "y")
    assert editor.text() == "if x:\n    y"
    QTest.keyClick(editor, Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier)
    assert editor.text() == "if x:\n    # y"
    QTest.keyClick(editor, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert editor.text() == "if x:\n# y"


def test_zoom_and_text_size_enlarge_the_type(editor: CodeEditor) -> None:
    before = editor.fontMetrics().height()
    editor.set_zoom(2)
    enlarged = editor.fontMetrics().height()
    editor.set_theme(THEMES["light"], 2)
    assert before < enlarged < editor.fontMetrics().height()


def test_the_gutter_holds_the_largest_line_number(editor: CodeEditor) -> None:
    editor.set_text("\n" * 12_000)
    settle()
    needed = editor.gutter.fontMetrics().horizontalAdvance("12001")
    assert editor.gutter.width() > needed


def test_an_editor_that_is_deleted_takes_its_thread_along(show: Show, qtbot: QtBot) -> None:
    editor = CodeEditor()
    show(editor)
    editor.suggestions.ask()
    thread = editor.suggestions.thread
    editor.setParent(None)
    editor.deleteLater()
    QCoreApplication.sendPostedEvents(editor, QEvent.Type.DeferredDelete.value)
    assert thread is not None
    thread.join(30)
    assert not thread.is_alive()


def test_closing_ends_the_thread(qtbot: QtBot, editor: CodeEditor) -> None:
    editor.suggestions.ask()
    thread = editor.suggestions.thread
    assert thread is not None
    editor.close_threads()
    thread.join(30)
    assert not thread.is_alive()


def test_a_long_line_is_broken_and_marked_in_all_its_rows(show: Show, qtbot: QtBot) -> None:
    editor = CodeEditor()
    show(editor, 300, 200)
    editor.set_text("x = 1\n" + " + ".join(["number"] * 20))
    editor.set_wrapped(True)
    editor.mark(Marks(2))
    rows = editor.document().findBlockByNumber(1).layout().lineCount()
    assert rows > 2
    assert len(editor.extraSelections()) >= rows
    assert editor.horizontalScrollBar().maximum() == 0
    editor.set_wrapped(False)
    assert editor.horizontalScrollBar().maximum() > 0
    editor.close_threads()


def test_what_was_typed_is_not_drawn_as_other_signs(editor: CodeEditor) -> None:
    def features() -> list[int]:
        font = editor.document().defaultFont()
        return [font.featureValue(tag) for tag in font.featureTags()]

    assert features() == [0, 0]
    editor.set_theme(THEMES["projector"], 1.5)
    assert features() == [0, 0]


def test_a_marked_line_stays_whole_while_the_editor_shrinks(editor: CodeEditor) -> None:
    editor.set_text("\n".join(f"x = {number}" for number in range(200)))
    editor.mark(Marks(line=120))
    for height in range(300, 90, -7):
        editor.resize(editor.width(), height)
        settle()
        box = editor.cursorRect(QTextCursor(editor.document().findBlockByNumber(119)))
        assert box.top() >= 0, height
        assert box.bottom() < editor.viewport().height(), height


def test_code_reads_from_the_left_whatever_script_it_begins_with(editor: CodeEditor) -> None:
    editor.set_text("# \u05e9\u05dc\u05d5\u05dd x\ny = 1")
    settle()
    line = editor.document().firstBlock().layout().lineAt(0)
    begin, end = line.cursorToX(0), line.cursorToX(8)
    assert begin < end


def test_code_is_pasted_without_the_margin_of_where_it_was_copied(editor: CodeEditor) -> None:
    editor.set_text("😀 = 1\n")
    editor.moveCursor(QTextCursor.MoveOperation.End)
    copied = QMimeData()
    copied.setText("  x = 1\n  y = 2")
    editor.insertFromMimeData(copied)
    assert editor.text() == "😀 = 1\nx = 1\ny = 2"
    editor.undo()
    assert editor.text() == "😀 = 1\n"


def test_a_line_feed_begins_a_line_as_return_does(editor: CodeEditor) -> None:
    editor.set_text("if x:")
    editor.moveCursor(QTextCursor.MoveOperation.End)
    press, none = QEvent.Type.KeyPress, Qt.KeyboardModifier.NoModifier
    QCoreApplication.sendEvent(editor, QKeyEvent(press, Qt.Key.Key_unknown, none, "\n"))
    assert editor.text() == "if x:\n    "
