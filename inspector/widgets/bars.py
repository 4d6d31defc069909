"""Bars in the rows of a list: how they are painted, and how long each is."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from inspector.widgets.rows import PANEL, DrawnDelegate, Index
from inspector.widgets.shortening import name_shortened

SHARE = Qt.ItemDataRole.UserRole
"""Where an item keeps the part of the room that its bar takes, from 0 to 1."""
ILL = Qt.ItemDataRole.UserRole + 1
"""Where it keeps whether the bar is hatched."""
BREAK = ", "
"""Where a number's text may go on in the next line."""
LEAST = 0.04
"""The part of the room that the shortest bar takes."""

_NAME, _NUMBER = 0, 2
"""The columns of a row that has a bar between them."""
_INDENT = 6
"""Pixels from a row's border to its text, as the style sheet has them."""


class BarDelegate(DrawnDelegate):
    """Paints a row, and a bar in each cell that has a share of the room."""

    def draw(self, painter: QPainter, cell: QRectF, index: Index) -> None:
        share = index.data(SHARE)
        if share is None:
            return
        box = cell.adjusted(2, 5, -6, -5)
        bar = QRectF(box.left(), box.top(), box.width() * share, box.height())
        ill = bool(index.data(ILL))
        painter.fillRect(bar, QColor(self.theme.warning if ill else self.theme.gradient))
        if ill:
            hatch = QColor(self.theme.panel)
            painter.save()
            painter.setPen(hatch)
            painter.setClipRect(bar)
            for x in range(int(bar.left() - bar.height()), int(bar.right()), 6):
                painter.drawLine(x, int(bar.bottom()), int(x + bar.height()), int(bar.top()))
            painter.restore()


class NamedBars(BarDelegate):
    """Rows of a name, a bar and a number.

    ``stacked`` : the name stands above the other two. ``spread`` : so does the number, in so many
    lines, as it has no room beside the bar either.
    """

    def __init__(self) -> None:
        super().__init__(ends=(_NAME,))
        self.stacked = False
        self.spread = 0

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint = super().sizeHint(option, index)
        lines = 2 + self.spread if self.stacked else 1
        hint.setHeight(lines * hint.height() - (lines - 1) * (hint.height() // 4))
        return hint

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if not self.stacked:
            super().paint(painter, option, index)
        elif self.spread:
            self._paint_spread(painter, option, index)
        else:
            self._paint_stacked(painter, option, index)

    def _paint_spread(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Name, number and bar, one below the other, all of them in the bar's column."""
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawPrimitive(PANEL, option, painter, option.widget)
        if index.column() in (_NAME, _NUMBER):
            return
        number = str(index.sibling(index.row(), _NUMBER).data() or "")
        parts = [number] if self.spread == 1 else number.split(BREAK, self.spread - 1)
        lines = [str(index.sibling(index.row(), _NAME).data() or ""), *parts]
        high = option.rect.height() / (2 + self.spread)
        left, wide = option.rect.left() + _INDENT, option.rect.width() - 2 * _INDENT
        for place, line in enumerate(lines):
            row = QRectF(left, option.rect.top() + place * high, wide, high)
            self._write(painter, row, line)
        self.draw(
            painter, QRectF(option.rect).adjusted(_INDENT, high * (1 + self.spread), 0, 0), index
        )

    def _paint_stacked(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawPrimitive(PANEL, option, painter, option.widget)
        if index.column() == _NAME:
            return
        half = option.rect.height() // 2
        lower = QStyleOptionViewItem(option)
        lower.rect = option.rect.adjusted(0, half, 0, 0)
        super().paint(painter, lower, index)
        if index.column() == _NUMBER:  # the last to be painted: a name reaches across them all
            row = QRectF(_INDENT, option.rect.top(), option.rect.right() - 2 * _INDENT, half)
            self._write(painter, row, str(index.sibling(index.row(), _NAME).data() or ""))

    def _write(self, painter: QPainter, row: QRectF, name: str) -> None:
        painter.save()
        painter.setPen(QColor(self.theme.text))
        said = name_shortened(name, painter.fontMetrics(), round(row.width()))
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, said)
        painter.restore()


def shares(sizes: Sequence[float]) -> list[float]:
    """The parts of the room that bars take, by the logarithm of sizes; 0 for none at all."""
    sound = [size for size in sizes if math.isfinite(size) and size > 0]
    if not sound:
        return [1.0 if size == math.inf else 0.0 for size in sizes]
    low, high = math.log10(min(sound)), math.log10(max(sound))
    wide = max(high - low, 1.0)
    return [
        1.0 if size == math.inf
        else LEAST + (1 - LEAST) * (1 - (high - math.log10(size)) / wide)
        if size > 0 else 0.0
        for size in sizes
    ]  # fmt: skip
