"""Words in the middle of an empty canvas: what it is for, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from inspector.export.fonts import font
from inspector.theme.roles import Theme

_WRAPPED = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
_ADVICE = _WRAPPED | Qt.AlignmentFlag.AlignTop


def paint_notice(painter: QPainter, area: QRect, headline: str, advice: str, theme: Theme) -> None:
    """Write a headline and, below it, a piece of advice into the middle of an area."""
    room, middle = _room(area), area.center().y()
    painter.setPen(QColor(theme.canvas_text))
    painter.setFont(font(theme.heading * 1.4, theme.strong))
    above = QRect(room.left(), area.top(), room.width(), middle - area.top())
    painter.drawText(above, _WRAPPED | Qt.AlignmentFlag.AlignBottom, headline)
    painter.setPen(QColor(theme.muted))
    painter.setFont(font(theme.heading, theme.weight))
    painter.drawText(_below(area), _ADVICE, advice)


def end_of_notice(area: QRect, advice: str, theme: Theme) -> int:
    """Where the words end, in pixels from the top: something else may stand below them."""
    metrics = QFontMetrics(font(theme.heading, theme.weight))
    return metrics.boundingRect(_below(area), _ADVICE, advice).bottom()


def _room(area: QRect) -> QRect:
    return area.adjusted(24, 0, -24, 0)


def _below(area: QRect) -> QRect:
    """Where the advice stands: below the middle."""
    room, middle = _room(area), area.center().y()
    return QRect(room.left(), middle + 8, room.width(), area.bottom() - middle - 8)
