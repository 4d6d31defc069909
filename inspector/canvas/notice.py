"""Words in the middle of an empty canvas: what it is for, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter

from inspector.export.fonts import font
from inspector.theme.roles import Theme


def paint_notice(painter: QPainter, area: QRect, headline: str, advice: str, theme: Theme) -> None:
    """Write a headline and, below it, a piece of advice into the middle of an area."""
    align = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
    room = area.adjusted(24, 0, -24, 0)
    middle = area.center().y()
    painter.setPen(QColor(theme.canvas_text))
    painter.setFont(font(theme.heading * 1.4, theme.strong))
    above = QRect(room.left(), area.top(), room.width(), middle - area.top())
    painter.drawText(above, align | Qt.AlignmentFlag.AlignBottom, headline)
    painter.setPen(QColor(theme.muted))
    painter.setFont(font(theme.heading, theme.weight))
    below = QRect(room.left(), middle + 8, room.width(), area.bottom() - middle - 8)
    painter.drawText(below, align | Qt.AlignmentFlag.AlignTop, advice)
