"""Rows of a list with a remark at their right end, such as the keys of a command."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QListWidgetItem, QStyleOptionViewItem

from inspector.widgets.rows import DrawnDelegate, Index

HINT = Qt.ItemDataRole.UserRole + 1
"""The role under which an item has its remark."""
_APART = 12
"""Pixels between a text, its remark and the end of the row."""


class HintDelegate(DrawnDelegate):
    """Paints a row, cut where its remark begins, and the remark in the theme's quiet colour."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        taken = option.fontMetrics.horizontalAdvance(index.data(HINT) or "")
        room = option.rect.width() - taken - 3 * _APART
        option.text = option.fontMetrics.elidedText(
            option.text, Qt.TextElideMode.ElideRight, max(0, room)
        )

    def draw(self, painter: QPainter, cell: QRectF, index: Index) -> None:
        painter.setPen(QColor(self.theme.muted))
        place = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(cell.adjusted(0, 0, -_APART, 0), place, index.data(HINT) or "")


def hinted(text: str, hint: str) -> QListWidgetItem:
    """A row of a list: its text, and its remark for the eye and for a screen reader."""
    item = QListWidgetItem(text)
    item.setData(HINT, hint)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{text}, {hint}" if hint else text)
    return item
