"""A bar chart of named sizes in rows, on one logarithmic scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
)

from inspector.theme.tokens import Theme
from inspector.widgets.bars import ILL, SHARE, NamedBars, shares
from inspector.widgets.fitted_height import FittedHeight

MOST_ROWS = 16
BAR = 2
"""Heights of a line that the longest bar is wide, at least."""
_ACT = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True, slots=True)
class LogBar:
    """One row: its size, how that is written, whether it is ill, and what a click does."""

    name: str
    size: float
    text: str
    ill: bool
    act: Callable[[], object]


class LogBars(FittedHeight, QTreeWidget):
    """Rows of bars, the largest as long as there is room; ill ones are hatched."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("beside")
        self.setAccessibleName(name)
        self.setColumnCount(3)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(0)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self._bars = NamedBars()
        self.setItemDelegate(self._bars)
        self._items: list[QTreeWidgetItem] = []
        self._shown: list[tuple[str, float, str, bool]] = []
        self.itemClicked.connect(self._go)
        self.itemActivated.connect(self._go)

    def wear(self, theme: Theme) -> None:
        """Take over the colours."""
        self._bars.theme = theme
        self.viewport().update()

    def show_bars(self, rows: Sequence[LogBar]) -> None:
        """Show other rows; the same keep the place in them."""
        shown = [(one.name, one.size, one.text, one.ill) for one in rows]
        if shown != self._shown:
            self._shown = shown
            self.clear()
            self._items = []
            for one, share in zip(rows, shares([one.size for one in rows]), strict=True):
                item = QTreeWidgetItem(self, [one.name, "", one.text])
                self._items.append(item)
                item.setData(1, SHARE, share)
                item.setData(1, ILL, one.ill)
                spoken = f"{one.name}: {one.text}"
                item.setData(0, Qt.ItemDataRole.AccessibleTextRole, spoken)
                for column in range(3):
                    item.setToolTip(column, spoken)
        for item, one in zip(self._items, rows, strict=True):
            item.setData(0, _ACT, one.act)
        self._fit()

    def _fit(self) -> None:
        """Give names and numbers the width they need; too wide for that, they stand above bars."""
        room, bars = self.viewport().width(), BAR * self.fontMetrics().height()
        names, numbers = self.sizeHintForColumn(0), self.sizeHintForColumn(2)
        self._bars.stacked = names + numbers + bars > room
        self._bars.spread = 0 if numbers + bars <= room else 1 if numbers <= room else 2
        self.setColumnWidth(0, 0 if self._bars.stacked else names)
        self.setColumnWidth(2, 0 if self._bars.spread else numbers)
        self.scheduleDelayedItemsLayout()
        row = self.sizeHintForRow(0) if self._items else 0
        shown = MOST_ROWS // 2 if self._bars.stacked else MOST_ROWS
        self.setFixedHeight(min(len(self._items), shown) * row + 2 * self.frameWidth() + 4)

    def texts(self) -> list[tuple[str, str]]:
        """What is written."""
        return [(name, text) for name, _, text, _ in self._shown]

    def _go(self, item: QTreeWidgetItem) -> None:
        act = item.data(0, _ACT)
        if act is not None:
            act()
