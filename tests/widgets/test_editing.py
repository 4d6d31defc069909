"""What the keys of the code editor do to its text."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextCursor, QTextDocument
from pytestqt.qtbot import QtBot

from inspector.widgets import editing
from inspector.widgets.brackets import matching


@pytest.mark.parametrize(
    ("line", "indent"),
    [
        ("x = 1", ""),
        ("    x = 1", "    "),
        ("for i in range(3):", "    "),
        ("    if x:  # why", "        "),
        ("y = f(", "    "),
        ("    return y", ""),
        ("        break", "    "),
        ("returned = 1", ""),
    ],
)
def test_a_new_line_is_indented_as_the_code_before_it_asks(line: str, indent: str) -> None:
    assert editing.next_indent(line) == indent


def test_commenting_twice_gives_the_lines_back() -> None:
    lines = ["for i in x:", "    print(i)", "", "    # said before"]
    commented = editing.commented(lines)
    assert commented == ["# for i in x:", "#     print(i)", "", "#     # said before"]
    assert editing.commented(commented) == lines


def test_comment_signs_stand_at_the_least_indented_line() -> None:
    assert editing.commented(["        a", "    b"]) == ["    #     a", "    # b"]


def test_dedent_takes_what_there_is_and_no_more() -> None:
    assert editing.dedented(["      a", "  b", "c", "\td"]) == ["  a", "b", "c", "d"]


def document_with(text: str) -> QTextDocument:
    document = QTextDocument()
    document.setPlainText(text)
    return document


def cursor_over(document: QTextDocument, start: int, stop: int) -> QTextCursor:
    cursor = QTextCursor(document)
    cursor.setPosition(start)
    cursor.setPosition(stop, QTextCursor.MoveMode.KeepAnchor)
    return cursor


def test_a_change_of_lines_is_one_step_of_undo(qtbot: QtBot) -> None:
    document = document_with("a\nb\nc")
    editing.change_lines(cursor_over(document, 0, 3), editing.indented)
    assert document.toPlainText() == "    a\n    b\nc"
    document.undo()
    assert document.toPlainText() == "a\nb\nc"


def test_a_selection_that_ends_before_a_line_leaves_that_line(qtbot: QtBot) -> None:
    document = document_with("a\nb\nc")
    editing.change_lines(cursor_over(document, 0, 2), editing.commented)
    assert document.toPlainText() == "# a\nb\nc"


def test_backspace_deletes_one_level_of_blanks(qtbot: QtBot) -> None:
    document = document_with("      x")
    cursor = cursor_over(document, 6, 6)
    assert editing.delete_indent(cursor)
    assert document.toPlainText() == "    x"
    assert editing.delete_indent(cursor)
    assert not editing.delete_indent(cursor)
    assert document.toPlainText() == "x"


@pytest.mark.parametrize(
    ("text", "position", "found"),
    [
        ("f(a[1])", 1, (1, 6)),
        ("f(a[1])", 7, (6, 1)),
        ("f(a[1])", 6, (6, 1)),
        ("{[()]}", 0, (0, 5)),
        ("(", 0, None),
        ("ab", 1, None),
        ("", 0, None),
    ],
)
def test_a_bracket_finds_its_partner(
    text: str, position: int, found: tuple[int, int] | None
) -> None:
    assert matching(text, position) == found
