"""Hanging indents: long lines wrap below themselves, further in than they begin.

Code is read by its left edge: the rest of a broken line must not look like a line of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF, QTextBlock, QTextDocument, QTextOption
from PySide6.QtWidgets import QPlainTextDocumentLayout

FURTHER = 4
"""Characters by which a broken line goes on further in than it begins."""
DEEPEST = 0.25
"""The part of the view's width that such an indent takes at most."""


class HangingLayout(QPlainTextDocumentLayout):
    """Qt's own layout of plain text, with hanging indents; ``room`` is the view's width.

    Qt lays out lines when they are asked for; those that it broke are then laid out again.
    """

    def __init__(self, document: QTextDocument, room: Callable[[], int]) -> None:
        super().__init__(document)
        self._margin, self._room = document.documentMargin, room

    def documentSize(self) -> QSizeF:
        """Where lines are broken, no wider than the view.

        Qt counts by how much a slanted letter overhangs at the end of a row, which would let the
        view scroll sideways by a pixel or two.
        """
        size = super().documentSize()
        if self.document().defaultTextOption().wrapMode() != QTextOption.WrapMode.NoWrap:
            size.setWidth(min(size.width(), self._room()))
        return size

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        box = super().blockBoundingRect(block)
        if block.isValid() and self._hang(block):
            box = super().blockBoundingRect(block)
        return box

    def _hang(self, block: QTextBlock) -> bool:
        """Lay out a broken line with an indent; whether it was one that had none."""
        layout, margin = block.layout(), self._margin()
        before = layout.lineCount()
        if before < 2 or layout.lineAt(1).x() > margin:
            return False
        room = self._room() - 2 * margin
        lay_out(block, margin, room, min(indent_of(block, margin), DEEPEST * room))
        if layout.lineCount() != before:
            self.documentSizeChanged.emit(self.documentSize())
            self.update.emit()
        return True


def indent_of(block: QTextBlock, margin: float) -> float:
    """How far in a broken line goes on, in pixels from its margin."""
    text = block.text()
    blanks = len(text) - len(text.lstrip())
    start = block.layout().lineAt(0).cursorToX(blanks)
    begins = start[0] if isinstance(start, tuple) else start
    assert isinstance(begins, float)
    font = QFontMetricsF(block.document().defaultFont())
    return begins - margin + FURTHER * font.horizontalAdvance(" ")


def lay_out(block: QTextBlock, margin: float, room: float, indent: float) -> None:
    """Break a line anew: its first row at the margin, all others further in."""
    layout, inside, height = block.layout(), 0.0, 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLeadingIncluded(True)
        line.setLineWidth(room - inside)
        line.setPosition(QPointF(margin + inside, height))
        height += line.height()
        inside = indent
    layout.endLayout()
    block.setLineCount(layout.lineCount())
