"""The formats of what an editor marks: the line that runs, an error, a hit, a bracket."""

from __future__ import annotations

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QTextEdit

from inspector.theme.roles import Theme


def selection(cursor: QTextCursor, style: QTextCharFormat) -> QTextEdit.ExtraSelection:
    """A style on what a cursor selects."""
    selection = QTextEdit.ExtraSelection()
    selection.cursor = cursor
    selection.format = style
    return selection


def band(theme: Theme, backward: bool) -> QTextCharFormat:
    """The line that runs, over the whole width."""
    style = QTextCharFormat()
    style.setBackground(QColor(theme.gradient_soft if backward else theme.editor_current_line))
    style.setProperty(QTextFormat.Property.FullWidthSelection, True)
    return style


def expression(theme: Theme, backward: bool) -> QTextCharFormat:
    """The expression in it that has just run."""
    style = QTextCharFormat()
    style.setBackground(QColor(theme.gradient_soft if backward else theme.editor_current_span))
    style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
    style.setUnderlineColor(QColor(theme.gradient if backward else theme.forward))
    return style


def squiggle(theme: Theme) -> QTextCharFormat:
    """What went wrong."""
    style = QTextCharFormat()
    style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    style.setUnderlineColor(QColor(theme.editor_error))
    style.setBackground(QColor(theme.error_soft))
    return style


def hit(theme: Theme) -> QTextCharFormat:
    """What a search has found."""
    style = QTextCharFormat()
    style.setBackground(QColor(theme.editor_current_span))
    return style


def bracket(theme: Theme) -> QTextCharFormat:
    """A bracket at the text cursor, and its partner."""
    style = QTextCharFormat()
    style.setBackground(QColor(theme.editor_selection))
    return style
