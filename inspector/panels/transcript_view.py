"""A read-only text that shows a transcript up to a step, and takes text away again."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QResizeEvent, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QPlainTextEdit

from inspector.model.reports.transcript import MOST, Transcript
from inspector.theme.tokens import LIGHT, Theme

_EARLIER = "… what was printed earlier is not shown\n"
_ROLES = {
    "answer": "accent",
    "given": "accent",
    "stderr": "error",
    "error": "error",
    "warning": "warning",
    "notice": "muted",
}
LEAST = 40
"""Pixels: what is printed gives way to what is read longer."""


class TranscriptView(QPlainTextEdit):
    """Shows the pieces of ``transcript`` from number ``begin`` on."""

    def __init__(self, transcript: Transcript, begin: int = 0) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setMinimumHeight(LEAST)
        self._transcript, self._begin = transcript, begin
        self._theme = LIGHT
        self._first = self._count = begin
        self._start = 0
        self._ends: list[int] = []

    def read(self, transcript: Transcript, begin: int = 0) -> None:
        """Show another transcript, or from another piece on."""
        if transcript is not self._transcript or begin != self._begin:
            self._transcript, self._begin = transcript, begin
            self.forget()

    def set_theme(self, theme: Theme) -> None:
        """Write everything anew in a theme's colours, once it is shown again."""
        self._theme = theme
        self.forget()

    def show_until(self, count: int) -> None:
        """Go from the pieces that stand there to the first ``count``, by the shortest way."""
        count = max(count, self._begin)
        bar = self.verticalScrollBar()
        follows = bar.value() == bar.maximum()
        far = self._transcript.first_of(count) >= self._count or count <= self._first
        if far and count != self._count:
            self._rewrite(count)
        elif count < self._count:
            self._cut(count)
        else:
            self._append(count)
        shown = self._transcript.length(self._first, count)
        if shown > 2 * MOST or (self._first > self._begin and shown < MOST // 4):
            self._rewrite(count)
        if follows:
            bar.setValue(bar.maximum())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay at the end, where that was in sight: a prompt of several lines takes room here."""
        bar = self.verticalScrollBar()
        follows = bar.value() == bar.maximum()
        super().resizeEvent(event)
        if follows:
            bar.setValue(bar.maximum())

    def _rewrite(self, count: int) -> None:
        self.forget()
        self._first = self._count = max(self._transcript.first_of(count), self._begin)
        if self._first > self._begin:
            self._end().insertText(_EARLIER, _format(self._theme, "notice"))
        self._start = self._end().position()
        self._append(count)

    def _append(self, count: int) -> None:
        cursor = self._end()
        cursor.beginEditBlock()
        for piece in self._transcript.pieces[self._count : count]:
            cursor.insertText(piece.text, _format(self._theme, piece.stream))
            self._ends.append(cursor.position())
        cursor.endEditBlock()
        self._count = count

    def _cut(self, count: int) -> None:
        kept = count - self._first
        cursor = self._end()
        keep = QTextCursor.MoveMode.KeepAnchor
        cursor.setPosition(self._ends[kept - 1] if kept else self._start, keep)
        cursor.removeSelectedText()
        del self._ends[kept:]
        self._count = count

    def forget(self) -> None:
        """Show nothing; what is to be seen is written anew by ``show_until``."""
        self.clear()
        self._ends.clear()
        self._first = self._count = self._begin
        self._start = 0

    def _end(self) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        return cursor


def _format(theme: Theme, stream: str) -> QTextCharFormat:
    style = QTextCharFormat()
    style.setForeground(QColor(theme.colour(_ROLES.get(stream, "text"))))
    if stream in ("error", "warning"):
        style.setFontWeight(QFont.Weight.DemiBold)
    return style
