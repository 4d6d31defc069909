"""A small table of texts, as high as its rows need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from inspector.theme.tokens import LIGHT, Theme
from inspector.widgets.fitted_height import FittedHeight
from inspector.widgets.labels import tip
from inspector.widgets.rows import RowDelegate

MOST_ROWS = 16
"""Rows beyond which the table scrolls."""

LEAST = 5
"""A column of numbers that is less wide than so many heights of its font tells little."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its cells, and the role of the colour behind it, or none."""

    cells: tuple[str, ...]
    fill: str = ""
    strong: bool = False


class TextTable(FittedHeight, QTreeWidget):
    """Rows of texts under named columns; what is cut is whole in its tooltip, and when spoken.

    ``chosen`` is emitted with the number of a row that somebody comes to. Where the columns have
    no room to be told, the one that is ``spared`` is left out.
    """

    chosen = Signal(int)

    def __init__(self, name: str, columns: Sequence[str], spared: int | None = None) -> None:
        super().__init__()
        self._spared = spared
        self.setObjectName("beside")
        self.setAccessibleName(name)
        self.setHeaderLabels(list(columns))
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self._rows = RowDelegate()
        self.setItemDelegate(self._rows)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(24)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.currentItemChanged.connect(self._came)
        self._theme = LIGHT
        self._lines: tuple[Line, ...] = ()

    def wear(self, theme: Theme) -> None:
        """Take over the colours."""
        self._theme = theme
        self._write()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show other rows."""
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self._write()

    def texts(self) -> list[tuple[str, ...]]:
        """What is shown."""
        return [line.cells for line in self._lines]

    def _came(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and self.hasFocus():
            self.chosen.emit(self.indexOfTopLevelItem(item))

    def _write(self) -> None:
        self.clear()
        names = [self.headerItem().text(column) for column in range(self.columnCount())]
        for line in self._lines:
            item = QTreeWidgetItem(self, list(line.cells))
            spoken = (f"{n} {c}".strip() for n, c in zip(names, line.cells, strict=False) if c)
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, ", ".join(spoken))
            for column, cell in enumerate(line.cells):
                item.setToolTip(column, tip(cell))
                self._dress(item, column, line)
        self._fit()

    def _dress(self, item: QTreeWidgetItem, column: int, line: Line) -> None:
        if line.fill:
            item.setBackground(column, QBrush(QColor(getattr(self._theme, line.fill))))
        if line.strong:
            font = QFont(self.font())
            font.setBold(True)
            item.setFont(column, font)

    def _fit(self) -> None:
        """Give every column what it needs; where that is too much the widest give way."""
        room = max(self.viewport().width(), 80)
        wanted = [
            max(self.sizeHintForColumn(column), self.header().sectionSizeHint(column)) + 8
            for column in range(self.columnCount())
        ]
        self._spare(wanted, room)
        for column, width in enumerate(shared(wanted, room)):
            self.header().resizeSection(column, width)
        row = self.sizeHintForRow(0) if self._lines else self.fontMetrics().height()
        seen = min(len(self._lines), MOST_ROWS)
        height = self.header().sizeHint().height() + seen * row + 2 * self.frameWidth() + 4
        if height != self.height():
            self.setFixedHeight(height)

    def _spare(self, wanted: list[int], room: int) -> None:
        """Leave the spared column out where the others would else be cut too short to be read."""
        if self._spared is None:
            return
        least = LEAST * self.fontMetrics().height()
        given = shared(wanted, room)
        cut = any(width < min(need, least) for width, need in zip(given, wanted, strict=True))
        self.setColumnHidden(self._spared, cut)
        if cut:
            wanted[self._spared] = 0


def shared(wanted: Sequence[int], room: int) -> list[int]:
    """Widths that fill ``room``: each as wanted, or where that is too much, the widest less."""
    widths, left = [0] * len(wanted), room
    for place, width in sorted(enumerate(wanted), key=lambda item: item[1]):
        waiting = widths.count(0)
        widths[place] = max(1, min(width, left // waiting))
        left -= widths[place]
    if wanted and left > 0:
        widths[wanted.index(max(wanted))] += left
    return widths
