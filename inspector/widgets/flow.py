"""A layout that sets its items in rows, like words on a page."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Items from left to right, then in the next row; what wants to be wider fills its row.

    All rows but the first stand in by ``hang`` pixels.
    """

    def __init__(self, parent: QWidget | None = None, gap: int = 6, hang: int = 0) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap, self._hang = gap, hang
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def clear(self) -> None:
        """Take all widgets out, and delete them."""
        while (item := self.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._flow(QRect(0, 0, width, 0), place=False)

    def setGeometry(self, box: QRect) -> None:
        super().setGeometry(box)
        self._flow(box, place=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _flow(self, box: QRect, place: bool) -> int:
        y, inset = box.y(), 0
        for row in self._rows(max(1, box.width())):
            tall = max(item.sizeHint().height() for item, _ in row)
            if place:
                self._place(row, QRect(box.x() + inset, y, box.width() - inset, tall))
            y, inset = y + tall + self._gap, self._hang
        return max(0, y - self._gap - box.y())

    def _rows(self, room: int) -> Iterator[list[tuple[QLayoutItem, int]]]:
        """The items of each row with the width that each needs at least."""
        row: list[tuple[QLayoutItem, int]] = []
        first = self._hang
        for item in self._items:
            if item.isEmpty():
                continue
            needed = item.minimumSize() if _grows(item) else item.sizeHint()
            width = min(needed.width(), room)
            if row and width + sum(used + self._gap for _, used in row) > room:
                yield row
                row, room = [], max(1, room - first)
                first = 0
            row.append((item, min(width, room)))
        if row:
            yield row

    def _place(self, row: list[tuple[QLayoutItem, int]], box: QRect) -> None:
        """Those of a row that want to be wider share what the others leave."""
        growing = sum(_grows(item) for item, _ in row)
        spare = box.width() - sum(used + self._gap for _, used in row) + self._gap
        x = box.x()
        for item, used in row:
            width = used + (max(0, spare) // growing if _grows(item) else 0)
            high = item.sizeHint().height()
            down = (box.height() - high) // 2
            item.setGeometry(QRect(QPoint(x, box.y() + down), QSize(width, high)))
            x += width + self._gap


def _grows(item: QLayoutItem) -> bool:
    return bool(item.expandingDirections() & Qt.Orientation.Horizontal)


def in_rows(*widgets: QWidget) -> QWidget:
    """Widgets beside each other, and below where there is no room for all."""
    row = QWidget()
    flow = FlowLayout(row)
    for widget in widgets:
        flow.addWidget(widget)
    return row
