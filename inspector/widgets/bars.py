"""Bars in rows: how they are painted, and how long each is beside the others."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from inspector.widgets.rows import DrawnDelegate, Index

SHARE = Qt.ItemDataRole.UserRole
"""Where an item keeps the part of the room that its bar takes, from 0 to 1."""
ILL = Qt.ItemDataRole.UserRole + 1
"""Where it keeps whether the bar is hatched."""
LEAST = 0.04
"""The part of the room that the shortest bar takes."""


class BarDelegate(DrawnDelegate):
    """Paints a row, and in a cell that has a share of the room the bar that takes it."""

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
