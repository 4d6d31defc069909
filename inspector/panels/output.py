"""What the program has written by the shown step."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout

from inspector.model.session import Session
from inspector.panels.answer import AnswerRow
from inspector.panels.panel import Panel
from inspector.panels.transcript import MOST, Transcript
from inspector.theme.tokens import Theme

_EMPTY = "What the program prints appears here. F5 runs it."
_NOTHING = "Nothing has been printed by this step."
_EARLIER = "… what was printed earlier is not shown\n"
_ROLES = {
    "answer": "accent",
    "stderr": "error",
    "error": "error",
    "warning": "warning",
    "notice": "muted",
}


class OutputPanel(Panel):
    """The program's text; it takes text away again when the steps go back."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "outputPanel")
        self.view = QPlainTextEdit()
        self.view.setObjectName("output")
        self.view.setAccessibleName("Output of the program")
        self.view.setReadOnly(True)
        self.view.setUndoRedoEnabled(False)
        self.view.setTabChangesFocus(True)
        self.view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.view)
        self.answer = AnswerRow(session)
        rows.addWidget(self.answer)
        self._transcript = Transcript(session.recording)
        self._first = self._count = self._start = 0
        self._ends: list[int] = []
        self.watch(session.recording_changed, session.recording_grew, session.step_changed)
        self.watch(session.running_changed)
        self.setFocusProxy(self.view)
        self.dress()

    def wear(self) -> None:
        self._clear()

    def refresh(self) -> None:
        recording = self.session.recording
        if recording is not self._transcript.recording:
            self._transcript = Transcript(recording)
            self._clear()
        self._transcript.read_on()
        self._show(self._transcript.until(self.session.step))
        self.answer.refresh(self._transcript.unfinished)
        self.view.setPlaceholderText(_NOTHING if len(recording) else _EMPTY)

    def _show(self, count: int) -> None:
        """Go from the pieces that stand there to the first ``count``, by the shortest way."""
        bar = self.view.verticalScrollBar()
        follows = bar.value() == bar.maximum()
        far = self._transcript.first_of(count) >= self._count or count <= self._first
        if far and count != self._count:
            self._write_anew(count)
        elif count < self._count:
            self._cut(count)
        else:
            self._append(count)
        shown = self._transcript.length(self._first, count)
        if shown > 2 * MOST or (self._first and shown < MOST // 4):
            self._write_anew(count)
        if follows:
            bar.setValue(bar.maximum())

    def _write_anew(self, count: int) -> None:
        self._clear()
        self._first = self._count = self._transcript.first_of(count)
        if self._first:
            self._end().insertText(_EARLIER, _format(self.theme, "notice"))
        self._start = self._end().position()
        self._append(count)

    def _append(self, count: int) -> None:
        cursor = self._end()
        cursor.beginEditBlock()
        for piece in self._transcript.pieces[self._count : count]:
            cursor.insertText(piece.text, _format(self.theme, piece.stream))
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

    def _clear(self) -> None:
        self.view.clear()
        self._ends.clear()
        self._first = self._count = self._start = 0

    def _end(self) -> QTextCursor:
        cursor = QTextCursor(self.view.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        return cursor


def _format(theme: Theme, stream: str) -> QTextCharFormat:
    style = QTextCharFormat()
    style.setForeground(QColor(theme.colour(_ROLES.get(stream, "text"))))
    if stream in ("error", "warning"):
        style.setFontWeight(QFont.Weight.DemiBold)
    return style
