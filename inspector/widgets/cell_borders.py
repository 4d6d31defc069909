"""The lines between the cells of a program, and a bar beside the one with the cursor."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from inspector.model.sources.cells import Cell, cell_at
from inspector.theme.tokens import Theme

BAR = 3.0
"""Pixels; the width of the bar."""


def paint_borders(
    painter: QPainter,
    lines: Iterable[tuple[int, QRectF]],
    cells: tuple[Cell, ...],
    cursor: int,
    theme: Theme,
) -> None:
    """Paint what belongs to the lines in sight; ``cursor`` is the line of the text cursor."""
    heads = {cell.first for cell in cells}
    here = cell_at(cells, cursor)
    width = painter.viewport().width()
    for number, box in lines:
        if number in heads and number > 1:
            painter.setPen(QPen(QColor(theme.outline), 1.0))
            painter.drawLine(0, round(box.top()), width, round(box.top()))
        if here is not None and here.first <= number <= here.last:
            painter.fillRect(QRectF(0, box.top(), BAR, box.height()), QColor(theme.accent))
