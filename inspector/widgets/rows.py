"""How rows of lists and trees are painted: their own background, and paths cut where they may be.

Style sheets paint items themselves and leave an item's own background out; this puts it back.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QTreeWidget,
)

from inspector.theme.tokens import LIGHT, Theme
from inspector.widgets.shortening import name_shortened, shortened, shortest, sum_shortened

Index = QModelIndex | QPersistentModelIndex
_AROUND = 0.7
"""The padding of a cell, both sides together, in heights of its font."""
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
            if (room := _text_room(option)) > 0:  # it has no place yet while it is measured
                option.text = name_shortened(option.text, option.fontMetrics, room)
        if self._arrow and self._arrow in option.text:
            room = _text_room(option)
            option.text = shortened(option.text, self._arrow, option.fontMetrics, room)


class DrawnDelegate(RowDelegate):
    """Paints a row, and over its cells what a subclass draws in the colours of ``theme``."""

    def __init__(self, ends: tuple[int, ...] = ()) -> None:
        super().__init__(ends=ends)
        self.theme: Theme = LIGHT

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        self.draw(painter, QRectF(option.rect), index)

    def draw(self, painter: QPainter, cell: QRectF, index: Index) -> None:
        """Draw what the cell's item asks for, if anything."""


class SplitDelegate(RowDelegate):
    """Writes the second column's text, which is hidden, at the right end of the first.

    Every row is divided as its own texts need it, not as the widest of the column; where both do
    not fit beside each other the second stands below the first. Paths are shortened first, down to
    their last name; of a sum the result is always seen, of other values the beginning.
    """

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint = super().sizeHint(option, index)
        if self._in_two_lines(option, index, _room(option, index)):
            hint.setHeight(2 * hint.height() - hint.height() // 4)
        return hint

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        end = str(index.sibling(index.row(), 1).data() or "")
        numbers = _numbers(index, option.font)
        width = min(wide(QFontMetrics(numbers), end), 3 * _part(option))
        rest, box = QStyleOptionViewItem(option), QRect(option.rect)
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawPrimitive(PANEL, option, painter, option.widget)
        brush = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(brush, QBrush) and brush.style() != Qt.BrushStyle.NoBrush:
            painter.fillRect(option.rect, brush)
        if option.rect.height() >= 2 * option.fontMetrics.height():
            half = option.rect.height() // 2
            rest.rect = option.rect.adjusted(0, 0, 0, -half)
            box.setTop(option.rect.top() + half)
        else:
            rest.rect = option.rect.adjusted(0, 0, -width, 0)
            box.setLeft(option.rect.right() - width)
        super().paint(painter, rest, index)
        painter.save()
        painter.setFont(numbers)
        painter.setPen(option.palette.text().color())
        box.adjust(0, 0, -6, 0)
        said = sum_shortened(end, painter.fontMetrics(), box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, said)
        painter.restore()

    def _in_two_lines(self, option: QStyleOptionViewItem, index: Index, room: int) -> bool:
        text = str(index.data() or "")
        end = str(index.sibling(index.row(), 1).data() or "")
        if not end or room <= 0:
            return False
        if self._arrow and self._arrow in text:
            text = shortest(text, self._arrow)
        own = index.data(Qt.ItemDataRole.FontRole)
        words = QFontMetrics(own if isinstance(own, QFont) else option.font)
        return wide(words, text) + wide(QFontMetrics(_numbers(index, option.font)), end) > room


class SplitTree(QTreeWidget):
    """A tree whose rows are divided: its arrows stand beside the first line of each."""

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        if rect.height() >= 2 * self.fontMetrics().height():
            rect = rect.adjusted(0, 0, 0, -(rect.height() // 2))
        super().drawBranches(painter, rect, index)


def _room(option: QStyleOptionViewItem, index: Index) -> int:
    """How wide the row of a tree is once its scroll bar is there, which may come any time."""
    tree = option.widget
    if not isinstance(tree, QTreeView):
        return 0
    depth, above = 1, index.parent()
    while above.isValid():
        depth, above = depth + 1, above.parent()
    bar = tree.verticalScrollBar()
    coming = 0 if bar.isVisible() else bar.sizeHint().width()
    return int(tree.viewport().width()) - coming - depth * int(tree.indentation())


def _text_room(option: QStyleOptionViewItem) -> int:
    return int(option.rect.width()) - _padding(option.fontMetrics)


def wide(metrics: QFontMetrics, text: str) -> int:
    """How many pixels a text takes with the padding around it."""
    return metrics.horizontalAdvance(text) + _padding(metrics)


def _padding(metrics: QFontMetrics) -> int:
    return round(_AROUND * metrics.height())


def _part(option: QStyleOptionViewItem) -> int:
    return int(option.rect.width()) // 4


def _numbers(index: Index, usual: QFont) -> QFont:
    """The row's font with digits of one width."""
    own = index.data(Qt.ItemDataRole.FontRole)
    font = QFont(own if isinstance(own, QFont) else usual)
    font.setFamilies(list(MONO))
    return font
