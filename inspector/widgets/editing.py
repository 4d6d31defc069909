"""What the keys of a code editor do to text: indent, dedent, comment, begin a line, paste."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextBlock, QTextCursor

from inspector.model.sources.pasting import as_code

INDENT = "    "
_OPENS = re.compile(r"[:\[{(]\s*(#.*)?$")
_LEAVES = re.compile(r"\s*(return|pass|break|continue|raise)\b")


def next_indent(line: str) -> str:
    """The white space that the line after ``line`` begins with."""
    margin = line[: len(line) - len(line.lstrip())]
    if _OPENS.search(line):
        return margin + INDENT
    return margin.removesuffix(INDENT) if _LEAVES.match(line) else margin


def indented(lines: list[str]) -> list[str]:
    """``lines`` one level deeper; blank ones stay blank."""
    return [INDENT + line if line.strip() else line for line in lines]


def dedented(lines: list[str]) -> list[str]:
    """``lines`` one level less deep, as far as each has white space to give."""
    return [re.sub(r"^(\t| {1,4})", "", line) for line in lines]


def commented(lines: list[str]) -> list[str]:
    """``lines`` as comments, or, where all of them are comments, as code again."""
    written = [line for line in lines if line.strip()]
    if written and all(line.lstrip().startswith("#") for line in written):
        return [re.sub(r"^(\s*)# ?", r"\1", line) for line in lines]
    margin = min((len(line) - len(line.lstrip()) for line in written), default=0)
    return [f"{line[:margin]}# {line[margin:]}" if line.strip() else line for line in lines]


def change_lines(cursor: QTextCursor, change: Callable[[list[str]], list[str]]) -> None:
    """Put ``change`` of the selected lines in their place, as one step of undo."""
    first, last = _blocks(cursor)
    before = _text(first, last)
    after = change(before)
    if after == before:
        return
    edit = QTextCursor(first)
    edit.beginEditBlock()
    for old, new in zip(before, after, strict=True):
        _replace_line(edit, old, new)
        edit.movePosition(QTextCursor.MoveOperation.NextBlock)
    edit.endEditBlock()


def begin_line(cursor: QTextCursor) -> None:
    """Break the line at ``cursor`` and indent the new one as its code asks."""
    before = cursor.block().text()[: cursor.positionInBlock()]
    cursor.beginEditBlock()
    cursor.insertBlock()
    cursor.insertText(next_indent(before))
    cursor.endEditBlock()


def insert_indent(cursor: QTextCursor) -> None:
    """Insert blanks up to the next multiple of the indent."""
    column = cursor.positionInBlock()
    cursor.insertText(" " * (len(INDENT) - column % len(INDENT)))


def pasted(source: QMimeData, cursor: QTextCursor) -> QMimeData:
    """What is to be pasted at ``cursor``, as code."""
    before = QTextCursor(cursor.document())
    before.setPosition(cursor.selectionStart(), QTextCursor.MoveMode.KeepAnchor)
    code = QMimeData()
    code.setText(as_code(source.text(), before.selectedText().replace("\u2029", "\n")))
    return code


def delete_indent(cursor: QTextCursor) -> bool:
    """Delete one level of blanks left of ``cursor``; False where there is none to delete."""
    before = cursor.block().text()[: cursor.positionInBlock()]
    if cursor.hasSelection() or not before or before.strip(" "):
        return False
    count = (len(before) - 1) % len(INDENT) + 1
    move = QTextCursor.MoveOperation.PreviousCharacter
    cursor.movePosition(move, QTextCursor.MoveMode.KeepAnchor, count)
    cursor.removeSelectedText()
    return True


def _blocks(cursor: QTextCursor) -> tuple[QTextBlock, QTextBlock]:
    document = cursor.document()
    first = document.findBlock(cursor.selectionStart())
    last = document.findBlock(cursor.selectionEnd())
    if last != first and cursor.selectionEnd() == last.position():
        last = last.previous()
    return first, last


def _text(first: QTextBlock, last: QTextBlock) -> list[str]:
    lines = [first.text()]
    block = first
    while block != last:
        block = block.next()
        lines.append(block.text())
    return lines


def _replace_line(cursor: QTextCursor, old: str, new: str) -> None:
    """Change only what differs at the front of the line, so cursors behind it keep place."""
    tail = 0
    while tail < min(len(old), len(new)) and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
    forward = QTextCursor.MoveOperation.NextCharacter
    cursor.movePosition(forward, QTextCursor.MoveMode.KeepAnchor, len(old) - tail)
    cursor.insertText(new[: len(new) - tail])
