"""How rows of lists and trees are painted: their own background, and paths cut where they may be.

Style sheets paint items themselves and leave an item's own background out; this puts it back.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QBrush, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

Index = QModelIndex | QPersistentModelIndex
_ROOM = 12
MONO = ("JetBrains Mono", "DejaVu Sans Mono", "monospace")
PANEL = QStyle.PrimitiveElement.PE_PanelItemViewItem


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


class SplitDelegate(RowDelegate):
    """Writes the second column's text, which is hidden, at the right end of the first.

    Every row is divided as its own texts need it, not as the widest of the column.
    """

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        end = str(index.sibling(index.row(), 1).data() or "")
        numbers = _numbers(index, option.font)
        width = min(QFontMetrics(numbers).horizontalAdvance(end) + _ROOM, 3 * _part(option))
        rest = QStyleOptionViewItem(option)
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawPrimitive(PANEL, option, painter, option.widget)
        brush = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(brush, QBrush) and brush.style() != Qt.BrushStyle.NoBrush:
            painter.fillRect(option.rect, brush)
        rest.rect = option.rect.adjusted(0, 0, -width, 0)
        super().paint(painter, rest, index)
        box = QRect(option.rect.right() - width, option.rect.top(), width - 6, rest.rect.height())
        painter.save()
        painter.setFont(numbers)
        painter.setPen(option.palette.text().color())
        said = painter.fontMetrics().elidedText(end, Qt.TextElideMode.ElideLeft, box.width())
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, right, said)
        painter.restore()


def _part(option: QStyleOptionViewItem) -> int:
    return int(option.rect.width()) // 4


def _numbers(index: Index, usual: QFont) -> QFont:
    """The row's font with digits of one width."""
    own = index.data(Qt.ItemDataRole.FontRole)
    font = QFont(own if isinstance(own, QFont) else usual)
    font.setFamilies(list(MONO))
    return font


def shortened(path: str, arrow: str, metrics: QFontMetrics, room: int) -> str:
    """The longest end of ``path`` that fits ``room`` pixels, cut at an arrow."""
    text, names = path, path.split(arrow)
    while metrics.horizontalAdvance(text) > room and len(names) > 1:
        names = names[1:]
        text = arrow.join(["…", *names])
    return text
