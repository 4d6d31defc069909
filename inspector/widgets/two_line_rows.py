"""Rows with the text of a second column below the first, where there is no room for both."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from inspector.widgets.rows import PANEL, Index
from inspector.widgets.sparkline import SparklineDelegate

_INDENT = 6
"""Pixels from a cell's border to its text, as the style sheet has them."""


class TwoLineDelegate(SparklineDelegate):
    """Writes the text of column ``lower``, while it is hidden, below that of column ``upper``.

    ``stacked`` says whether it is hidden; a row that has no lower text is as high as ever.
    """

    def __init__(self, upper: int, lower: int, ends: tuple[int, ...] = ()) -> None:
        super().__init__(ends=ends)
        self._upper, self._lower = upper, lower
        self.stacked = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint = super().sizeHint(option, index)
        if self._below(index, self._upper):
            hint.setHeight(2 * hint.height() - hint.height() // 4)
        return hint

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        below = self._below(index, index.column()) if index.column() == self._upper else ""
        if not below:
            super().paint(painter, option, index)
            return
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawPrimitive(PANEL, option, painter, option.widget)
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(ground, QBrush) and ground.style() != Qt.BrushStyle.NoBrush:
            painter.fillRect(option.rect, ground)
        half = option.rect.height() // 2
        upper = QStyleOptionViewItem(option)
        upper.rect = option.rect.adjusted(0, 0, 0, -half)
        super().paint(painter, upper, index)
        lower = QRectF(option.rect).adjusted(_INDENT, option.rect.height() - half, -_INDENT, 0)
        self._write(painter, lower, below, index)

    def _write(self, painter: QPainter, box: QRectF, text: str, index: Index) -> None:
        painter.save()
        ink = index.sibling(index.row(), self._lower).data(Qt.ItemDataRole.ForegroundRole)
        if isinstance(ink, QBrush):
            painter.setPen(ink.color())
        said = QFontMetrics(painter.font()).elidedText(
            text, Qt.TextElideMode.ElideRight, round(box.width())
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, said)
        painter.restore()

    def _below(self, index: Index, column: int) -> str:
        """What a row's lower line says; nothing where it has none."""
        if not self.stacked or column != self._upper:
            return ""
        return str(index.sibling(index.row(), self._lower).data() or "")
