"""Python's colours for a text document, a few lines at a time so that typing never waits.

Qt asks for every line that has changed, and goes on downwards while the state after a line
changes. Of a long text that is pasted, or that one quote turns into a string, most lines wait.
"""

from __future__ import annotations

from time import thread_time

from PySide6.QtCore import QTimer
from PySide6.QtGui import (
    QColor,
    QFont,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from inspector.theme.tokens import Theme
from inspector.widgets.line_lexer import ROLES, LineLexer

SLICE = 0.03
"""Seconds of work in one turn of the event loop."""
LONGEST_COLOURED = 400_000
"""Characters; a longer text is shown as it is."""


class Highlighter(QSyntaxHighlighter):
    """Colours a document by a theme's ``editor_*`` roles."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._lexer = LineLexer()
        self._formats: dict[str, QTextCharFormat] = {}
        self._until = 0.0
        self._waiting: QTextCursor | None = None
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._go_on)

    @property
    def busy(self) -> bool:
        """Whether lines wait for their colours."""
        return self._waiting is not None

    def set_theme(self, theme: Theme) -> None:
        """Colour everything again in ``theme``."""
        self._formats = {role: _format(theme, role) for role in sorted(ROLES)}
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        if self.document().characterCount() > LONGEST_COLOURED:
            return
        if not self._timer.isActive():
            self._timer.start()
            self._until = thread_time() + SLICE
        elif thread_time() > self._until:
            self._put_off(self.currentBlock())
            return
        spans, state = self._lexer.spans(text, self.previousBlockState())
        for start, length, role in spans:
            if role in self._formats:
                self.setFormat(start, length, self._formats[role])
        self.setCurrentBlockState(state)

    def _put_off(self, block: QTextBlock) -> None:
        """Wait with a line and all below it; a cursor knows it whatever is typed above."""
        if self._waiting is None or block.position() < self._waiting.position():
            self._waiting = QTextCursor(block)

    def _go_on(self) -> None:
        """Colour what waits, from its first line on, for the time of a slice."""
        if self._waiting is None:
            return
        block = self._waiting.block()
        self._waiting = None
        self._timer.start()
        self._until = thread_time() + SLICE
        slice_ = QTextCursor(block)
        slice_.beginEditBlock()  # else all who follow the text hear of every single line
        while block.isValid() and self._waiting is None:
            self.rehighlightBlock(block)
            block = block.next()
        slice_.endEditBlock()


def _format(theme: Theme, role: str) -> QTextCharFormat:
    style = QTextCharFormat()
    style.setForeground(QColor(getattr(theme, role)))
    if role == "editor_keyword":
        style.setFontWeight(QFont.Weight.DemiBold)
    if role == "editor_comment":
        style.setFontItalic(True)
    return style
