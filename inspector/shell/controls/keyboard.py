"""Cutting, copying and pasting where the keyboard is: in a text, a line, a list or a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from types import MappingProxyType
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QTextEdit,
    QTreeView,
    QWidget,
)
from shiboken6 import isValid

from inspector.commands.host import Deed
from inspector.widgets.rows import Index

DEEDS: Mapping[Deed, str] = MappingProxyType(
    {Deed.CUT: "cut", Deed.COPY: "copy", Deed.PASTE: "paste", Deed.ALL: "selectAll"}
)
"""What Qt's fields call each."""


@runtime_checkable
class Copied(Protocol):
    """A widget that is copied as a whole."""

    def copy_text(self) -> None:
        """Put it on the clipboard as text."""


class Keyboard(QObject):
    """Does to whatever has the keyboard what its own keys would do to it.

    An open menu has the keyboard only for as long as it is chosen from.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._last: QWidget | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._owner)

    def can(self, deed: Deed) -> bool:
        """Whether what has the keyboard takes this now."""
        has = self._owner()
        if isinstance(has, QPlainTextEdit | QTextEdit):
            return in_text(has, deed)
        if isinstance(has, QLineEdit):
            return in_line(has, deed)
        if isinstance(has, QLabel):
            return deed is Deed.COPY and has.hasSelectedText()
        if isinstance(has, QAbstractItemView):
            return deed is Deed.COPY and bool(has.selectedIndexes())
        return deed is Deed.COPY and isinstance(has, Copied)

    def do(self, deed: Deed) -> None:
        """Do it."""
        has = self._owner()
        if isinstance(has, QPlainTextEdit | QTextEdit | QLineEdit):
            getattr(has, DEEDS[deed])()
        elif isinstance(has, QLabel):
            self.copy(has.selectedText())
        elif isinstance(has, QAbstractItemView):
            self.copy(text_of(picked(has)))
        elif isinstance(has, Copied):
            has.copy_text()

    def copy(self, text: str) -> None:
        """Put a text on the clipboard."""
        QGuiApplication.clipboard().setText(text)

    def _owner(self) -> QWidget | None:
        """What has the keyboard, or had it before a menu took it."""
        now = QApplication.focusWidget()
        if not isinstance(now, QMenuBar | QMenu):
            self._last = now
        return self._last if self._last is not None and isValid(self._last) else None


def in_text(text: QPlainTextEdit | QTextEdit, deed: Deed) -> bool:
    """Whether a text takes this now."""
    selected, writes = text.textCursor().hasSelection(), not text.isReadOnly()
    return {
        Deed.CUT: selected and writes,
        Deed.COPY: selected,
        Deed.PASTE: writes and text.canPaste(),
        Deed.ALL: not text.document().isEmpty(),
    }[deed]


def in_line(line: QLineEdit, deed: Deed) -> bool:
    """Whether a line takes this now."""
    selected, writes = line.hasSelectedText(), not line.isReadOnly()
    return {
        Deed.CUT: selected and writes,
        Deed.COPY: selected,
        Deed.PASTE: writes and bool(QGuiApplication.clipboard().text()),
        Deed.ALL: bool(line.text()),
    }[deed]


def picked(view: QAbstractItemView) -> list[QModelIndex]:
    """The cells that are selected; of a list all that its rows tell, wherever it is painted."""
    cells = list(view.selectedIndexes())
    if not isinstance(view, QTreeView):
        return cells
    columns = range(view.model().columnCount())
    return [cell.siblingAtColumn(each) for cell in cells if not cell.column() for each in columns]


def text_of(cells: Iterable[Index]) -> str:
    """The cells of a table, or the row of a list, as text: a tab between two, a line for a row."""
    ordered = sorted(cells, key=lambda cell: (cell.row(), cell.column()))
    rows = groupby(ordered, key=lambda cell: cell.row())
    return "\n".join("\t".join(words(cell) for cell in row) for _, row in rows)


def words(cell: Index) -> str:
    """What stands in a cell."""
    return str(cell.data(Qt.ItemDataRole.DisplayRole) or "")
