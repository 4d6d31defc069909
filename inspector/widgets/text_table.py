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
from inspector.widgets.rows import RowDelegate, wide

MOST_ROWS = 16
"""Rows beyond which the table scrolls."""

LEAST = 5
"""A column of numbers that is less wide than so many heights of its font tells little."""

INDENT = 10
"""Pixels before the texts of a row whose name stands above it."""
AIR = 8
"""Pixels that a column has beyond what its texts need."""

_NUMBER = Qt.ItemDataRole.UserRole
"""Where a row keeps the number of the line it belongs to."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its cells, and the role of the colour behind it, or none."""

    cells: tuple[str, ...]
    fill: str = ""
    strong: bool = False


class TextTable(FittedHeight, QTreeWidget):
    """Rows of texts under named columns; what is cut is whole in its tooltip, and when spoken.

    ``chosen`` is emitted with the number of a row that somebody comes to. Where the columns have
    no room to be told, the one that is ``spared`` is left out; or, if it ``stacks``, the first
    column's text stands in a line of its own, above the others.
    """

    chosen = Signal(int)

    def __init__(
        self, name: str, columns: Sequence[str], spared: int | None = None, stacks: bool = False
    ) -> None:
        super().__init__()
        self._spared, self._stacks = spared, stacks
        self._stacked = self._writing = False
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
            self.chosen.emit(item.data(0, _NUMBER))

    def _write(self) -> None:
        """Write every row, then fit the columns; a scroll bar that comes must wait for that."""
        self._writing = True
        self.clear()
        names = [self.headerItem().text(column) for column in range(self.columnCount())]
        for number, line in enumerate(self._lines):
            spoken = (f"{n} {c}".strip() for n, c in zip(names, line.cells, strict=False) if c)
            said = ", ".join(spoken)
            for cells in self._rows_of(line):
                item = QTreeWidgetItem(self, list(cells))
                item.setFirstColumnSpanned(len(cells) == 1)
                item.setData(0, _NUMBER, number)
                item.setData(0, Qt.ItemDataRole.AccessibleTextRole, said)
                for column in range(self.columnCount()):
                    item.setToolTip(column, tip(item.text(column) or item.text(0)))
                    self._dress(item, column, line)
        self._writing = False
        self._fit()

    def _rows_of(self, line: Line) -> list[tuple[str, ...]]:
        """The rows a line takes: one; where they stack its name's, and one or more of texts."""
        if not self._stacked:
            return [line.cells]
        name, *cells = line.cells
        widest = max(wide(self.fontMetrics(), cell) for cell in cells)
        if cells[-1] or widest <= self.viewport().width() // len(cells):
            return [(name,), ("", *cells)]
        first, *others = filter(None, cells)
        return [(name,), (first,), *((f"→ {one}",) for one in others)]

    def _dress(self, item: QTreeWidgetItem, column: int, line: Line) -> None:
        if line.fill:
            item.setBackground(column, QBrush(QColor(getattr(self._theme, line.fill))))
        if line.strong:
            font = QFont(self.font())
            font.setBold(True)
            item.setFont(column, font)

    def _fit(self) -> None:
        """Give every column what it needs; where that is too much the widest give way."""
        if self._writing:
            return
        room = max(self.viewport().width(), 80)
        wanted = [self._wanted(column) for column in range(self.columnCount())]
        self._spare(wanted, room)
        if self._stacks and self._stacked != self._is_cut(wanted, room):
            self._stacked = not self._stacked
            self._write()
            return
        widths = shared(wanted, room)
        if self._stacked:
            last = min(wanted[-1], room // 2)
            widths = [INDENT, *shared(wanted[1:-1], room - INDENT - last), last]
        for column, width in enumerate(widths):
            self.header().resizeSection(column, width)
        row = self.sizeHintForRow(0) if self._lines else self.fontMetrics().height()
        seen = min(self.topLevelItemCount(), MOST_ROWS)
        height = self.header().sizeHint().height() + seen * row + 2 * self.frameWidth() + 4
        if height != self.height():
            self.setFixedHeight(height)

    def _wanted(self, column: int) -> int:
        """How wide a column would be with all its texts whole."""
        cells = [line.cells[column] for line in self._lines if column < len(line.cells)]
        widest = max((wide(self.fontMetrics(), cell) for cell in cells), default=0)
        return max(widest, self.header().sectionSizeHint(column)) + AIR

    def _spare(self, wanted: list[int], room: int) -> None:
        """Leave the spared column out where the others would else be cut too short to be read."""
        if self._spared is None:
            return
        cut = self._is_cut(wanted, room)
        self.setColumnHidden(self._spared, cut)
        if cut:
            wanted[self._spared] = 0

    def _is_cut(self, wanted: list[int], room: int) -> bool:
        least = LEAST * self.fontMetrics().height()
        given = shared(wanted, room)
        return any(width < min(need, least) for width, need in zip(given, wanted, strict=True))


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
