"""A line that is too long goes on below itself, further in, and stays one line to type in."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QTextCursor, QTextLayout
from pytestqt.qtbot import QtBot

from inspector.export.fonts import load_fonts
from inspector.widgets.code_editor import CodeEditor
from tests.support.staging import Show, settle

LONG = "    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=0)"
PROGRAM = f"for turn in range(3):\n{LONG}\nprint(turn)"


def shown(show: Show, text: str = PROGRAM) -> CodeEditor:
    editor = CodeEditor()
    editor.set_wrapped(True)
    show(editor, 360, 300)
    editor.set_text(text)
    editor.grab()
    return editor


def rows(editor: CodeEditor, line: int) -> QTextLayout:
    return editor.document().findBlockByNumber(line - 1).layout()


def lefts(editor: CodeEditor, line: int) -> list[float]:
    layout = rows(editor, line)
    return [layout.lineAt(row).x() for row in range(layout.lineCount())]


def test_a_broken_line_goes_on_further_in_than_it_begins(show: Show, qtbot: QtBot) -> None:
    editor = shown(show)
    margin, *further = lefts(editor, 2)
    begins = editor.cursorRect(QTextCursor(editor.document().findBlockByNumber(2))).left()
    assert len(further) >= 2
    assert set(further) == {further[0]}
    assert further[0] > margin + 6 * editor.fontMetrics().horizontalAdvance(" ")
    assert begins == round(margin)
    room = editor.viewport().width()
    layout = rows(editor, 2)
    ends = [layout.lineAt(n).naturalTextRect().right() for n in range(layout.lineCount())]
    assert max(ends) <= room


def test_what_is_typed_into_a_broken_line_keeps_its_indent(show: Show, qtbot: QtBot) -> None:
    editor = shown(show)
    before = len(lefts(editor, 2))
    editor.goto(2)
    editor.moveCursor(QTextCursor.MoveOperation.EndOfBlock)
    qtbot.keyClicks(editor, "  # and so on, and so on, and so on")
    editor.grab()
    margin, *further = lefts(editor, 2)
    assert len(further) >= before
    assert min(further) > margin
    assert editor.blockCount() == 3


def test_a_click_on_a_broken_line_goes_where_it_points(show: Show, qtbot: QtBot) -> None:
    editor = shown(show)
    layout = rows(editor, 2)
    second = layout.lineAt(1)
    block = editor.document().findBlockByNumber(1)
    box = editor.blockBoundingGeometry(block).translated(editor.contentOffset())
    at = QPoint(round(second.x()) + 1, round(box.top() + second.y() + second.height() / 2))
    qtbot.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert editor.textCursor().positionInBlock() == second.textStart()


def test_letters_that_overhang_let_nothing_scroll_sideways(show: Show) -> None:
    load_fonts()
    editor = shown(show, f"# {'you will ' * 60}\n" * 3)
    editor.setFont(QFont("JetBrains Mono"))
    settle()
    for width in range(290, 300):
        editor.resize(width, 300)
        editor.grab()
        assert editor.horizontalScrollBar().maximum() == 0, width
    editor.set_wrapped(False)
    assert editor.horizontalScrollBar().maximum() > 0


def test_lines_that_scroll_sideways_are_as_qt_has_them(show: Show, qtbot: QtBot) -> None:
    editor = shown(show)
    editor.set_wrapped(False)
    editor.grab()
    assert len(lefts(editor, 2)) == 1
