"""Python's colours, line by line."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QTimer
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QPlainTextDocumentLayout
from pytestqt.qtbot import QtBot

from inspector.theme.tokens import DARK, LIGHT
from inspector.widgets.highlighter import LONGEST_COLOURED, Highlighter
from inspector.widgets.line_lexer import LineLexer

PROGRAM = 'x = """one\ntwo if\nthree""" + 1\nif x: pass  # 😀 if\n'


def kinds(lines: Sequence[str]) -> list[list[str]]:
    lexer, state, found = LineLexer(), -1, []
    for line in lines:
        pieces, state = lexer.read(line, state)
        found.append([str(kind) for _, kind, text in pieces if text.strip()])
    return found


def test_a_string_goes_on_over_lines_until_its_quotes_close() -> None:
    first, second, third, fourth = kinds(PROGRAM.splitlines())
    assert "Token.Literal.String.Double" in first
    assert set(second) == {"Token.Literal.String.Double"}
    assert "Token.Literal.Number.Integer" in third
    assert "Token.Keyword" in fourth


@given(st.lists(st.text(st.characters(blacklist_characters="\n\r\x0b\x0c\x1c\x1d\x1e\x85"))))
def test_every_character_of_every_line_gets_exactly_one_token(lines: list[str]) -> None:
    lexer, state = LineLexer(), -1
    for line in lines:
        pieces, state = lexer.read(line, state)
        assert "".join(text for _, _, text in pieces) == line + "\n"


def colour_at(document: QTextDocument, line: int, column: int) -> str:
    block = document.findBlockByNumber(line)
    for piece in block.layout().formats():
        if piece.start <= column < piece.start + piece.length:
            return str(piece.format.foreground().color().name())
    return ""


def test_colours_follow_the_theme(qtbot: QtBot) -> None:
    document = QTextDocument(PROGRAM)
    highlighter = Highlighter(document)
    for theme in (LIGHT, DARK):
        highlighter.set_theme(theme)
        assert colour_at(document, 1, 0) == theme.editor_string
        assert colour_at(document, 3, 0) == theme.editor_keyword


def test_what_follows_an_emoji_is_coloured_in_its_place(qtbot: QtBot) -> None:
    document = QTextDocument('a = "😀"; None')
    Highlighter(document).set_theme(LIGHT)
    assert colour_at(document, 0, 10) == LIGHT.editor_keyword
    assert colour_at(document, 0, 9) == ""


def test_a_long_text_is_coloured_in_turns_and_to_its_end(qtbot: QtBot) -> None:
    document = QTextDocument()
    document.setDocumentLayout(QPlainTextDocumentLayout(document))
    highlighter = Highlighter(document)
    highlighter.set_theme(LIGHT)
    document.setPlainText("".join(f"if x{n}: y = {n}  # {n}\n" for n in range(8_000)))
    assert highlighter.busy
    assert colour_at(document, 7_999, 0) == ""
    cursor = QTextCursor(document)
    cursor.movePosition(cursor.MoveOperation.Down, cursor.MoveMode.KeepAnchor, 5)
    cursor.removeSelectedText()  # what waits is not where it was
    turns, changes = list[int](), list[int]()
    timer = highlighter.findChild(QTimer)
    assert timer is not None
    timer.timeout.connect(lambda: turns.append(1))
    document.contentsChanged.connect(lambda: changes.append(1))
    qtbot.waitUntil(lambda: not highlighter.busy)
    assert len(changes) <= len(turns) + 1, "who follows the text hears of every coloured line"
    assert all(
        colour_at(document, line, 0) == LIGHT.editor_keyword
        for line in range(document.blockCount() - 1)
    )
    document.setPlainText("if x: pass\n" * (LONGEST_COLOURED // 10))
    assert colour_at(document, 0, 0) == ""
