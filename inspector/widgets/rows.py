"""How rows of lists and trees are painted: their own background, and paths cut where they may be.

Style sheets paint items themselves and leave an item's own background out; this puts it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

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
_Fonts: TypeAlias = tuple[str, str]
REMEMBERED = 4_000
"""Of so many rows it is remembered how wide they are."""
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


@dataclass(frozen=True, slots=True)
class _Line:
    """The size of a row of one line, and the fonts of its words and of its numbers."""

    size: QSize
    words: QFontMetrics
    numbers: QFontMetrics


class SplitDelegate(RowDelegate):
    """Writes the second column's text, which is hidden, at the right end of the first.

    Every row is divided as its own texts need it, not as the widest of the column; where both do
    not fit beside each other the second stands below the first. Paths are shortened first, down to
    their last name; of a sum the result is always seen, of other values the beginning.
    """

    def __init__(self, arrow: str = "") -> None:
        super().__init__(arrow)
        self._lines: dict[_Fonts, _Line] = {}
        self._widths: dict[tuple[str, str, _Fonts], int] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The size of a row: a tree asks for those of all its rows whenever one has changed."""
        own, room = index.data(Qt.ItemDataRole.FontRole), _room(option, index)
        words = own if isinstance(own, QFont) else option.font
        fonts = words.key(), option.font.key()
        if fonts not in self._lines:
            numbers = QFontMetrics(_numbers(index, option.font))
            size = super().sizeHint(option, index)
            self._lines[fonts] = _Line(size, QFontMetrics(words), numbers)
        size = self._lines[fonts].size
        if self._width(index, fonts) <= room or room <= 0:
            return size
        return QSize(size.width(), 2 * size.height() - size.height() // 4)

    def _width(self, index: Index, fonts: _Fonts) -> int:
        """How wide a row must be for both of its texts to stand beside each other."""
        text, end = (str(index.sibling(index.row(), each).data() or "") for each in (0, 1))
        if (text, end, fonts) not in self._widths:
            if len(self._widths) >= REMEMBERED:
                self._widths.clear()
            line, least = self._lines[fonts], text
            if self._arrow and self._arrow in text:
                least = shortest(text, self._arrow)
            beside = wide(line.words, least) + wide(line.numbers, end) if end else 0
            self._widths[text, end, fonts] = beside
        return self._widths[text, end, fonts]

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
