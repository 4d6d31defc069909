"""Lines and columns of a source text as cursors of Qt, which counts in UTF-16."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtGui import QTextCursor, QTextDocument

from inspector.model.moments.states import Span


@dataclass(frozen=True, slots=True)
class Marks:
    """What an editor points at: the line that runs, the expression in it, and an error."""

    line: int = 0
    span: Span | None = None
    backward: bool = False
    error: Span | None = None
    message: str = ""


NOTHING = Marks()
_COUNTED_TWICE = re.compile("[\U00010000-\U0010ffff]")

__all__ = [
    "NOTHING",
    "Marks",
    "Span",
    "cursor_at",
    "in_units",
    "select",
    "stretch",
    "utf16_length",
]


def cursor_at(document: QTextDocument, line: int, column: int = 0) -> QTextCursor | None:
    """A cursor before a character, or None where the text has no such line."""
    block = document.findBlockByNumber(line - 1)
    if line < 1 or not block.isValid():
        return None
    text = block.text()
    cursor = QTextCursor(block)
    cursor.setPosition(block.position() + utf16_length(text[:column]))
    return cursor


def select(document: QTextDocument, span: Span) -> QTextCursor | None:
    """A cursor that selects ``span``; a span of no width selects its whole line's code."""
    start = cursor_at(document, span.line, span.column)
    end = cursor_at(document, span.end_line, span.end_column)
    if start is None or end is None:
        return None
    if end.position() <= start.position():
        return _code_of_line(start)
    start.setPosition(end.position(), QTextCursor.MoveMode.KeepAnchor)
    return start


def stretch(document: QTextDocument, begin: int, end: int) -> QTextCursor:
    """A cursor that selects from one place of the document to another."""
    cursor = QTextCursor(document)
    cursor.setPosition(begin)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return cursor


def in_units(text: str) -> str:
    """``text`` as long as Qt counts it: two stand-ins for each character that Qt counts twice."""
    return _COUNTED_TWICE.sub("\ufffd\ufffd", text)


def utf16_length(text: str) -> int:
    """How many positions ``text`` takes in a Qt document."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _code_of_line(cursor: QTextCursor) -> QTextCursor:
    text = cursor.block().text()
    first = cursor.block().position() + len(text) - len(text.lstrip())
    cursor.setPosition(first)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    return cursor


def rows_of(line: QTextCursor) -> Iterator[QTextCursor]:
    """A cursor in each of the rows into which a line is broken."""
    block = line.block()
    yield line
    for number in range(1, block.layout().lineCount()):
        row = QTextCursor(block)
        row.setPosition(block.position() + block.layout().lineAt(number).textStart())
        yield row
