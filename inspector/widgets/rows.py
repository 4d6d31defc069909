"""How rows of lists and trees are painted: their own background, and paths cut where they may be.

Style sheets paint items themselves and leave an item's own background out; this puts it back.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

Index = QModelIndex | QPersistentModelIndex
_ROOM = 12


class RowDelegate(QStyledItemDelegate):
    """Fills an item's own background, and shortens a path by whole names from its front.

    In the columns of ``ends`` the end of a text is what must be seen.
    """

    def __init__(self, arrow: str = "", ends: tuple[int, ...] = ()) -> None:
        super().__init__()
        self._arrow, self._ends = arrow, ends

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        brush = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(brush, QBrush) and brush.style() != Qt.BrushStyle.NoBrush:
            painter.fillRect(option.rect, brush)
        super().paint(painter, option, index)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if index.column() in self._ends:
            option.textElideMode = Qt.TextElideMode.ElideLeft
        if self._arrow and self._arrow in option.text:
            room = option.rect.width() - _ROOM
            option.text = shortened(option.text, self._arrow, option.fontMetrics, room)


def shortened(path: str, arrow: str, metrics: QFontMetrics, room: int) -> str:
    """The longest end of ``path`` that fits ``room`` pixels, cut at an arrow."""
    text, names = path, path.split(arrow)
    while metrics.horizontalAdvance(text) > room and len(names) > 1:
        names = names[1:]
        text = arrow.join(["…", *names])
    return text
