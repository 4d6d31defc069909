"""A small plot of a quantity that changes in jumps, with a mark at the present step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector.theme.tokens import LIGHT, Theme

HEIGHT, MARGIN = 56, 4


class StepCurve(QWidget):
    """Steps across, the quantity up; a click or an arrow key goes to a step."""

    chosen = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._theme, self._last, self._step = LIGHT, 1, 0
        self._steps: Sequence[int] = (0,)
        self._heights: Sequence[float] = (0.0,)

    def wear(self, theme: Theme, scale: float) -> None:
        """Take over colours and size."""
        self._theme = theme
        self.setFixedHeight(round(HEIGHT * scale * theme.ui / LIGHT.ui))
        self.update()

    def show_curve(
        self, steps: Sequence[int], heights: Sequence[float], last: int, step: int
    ) -> None:
        """Show what the quantity became at ``steps``, of ``last`` in all, with a mark at one."""
        self._steps, self._heights = steps, heights
        self._last, self._step = max(last, 1), step
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            area = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
            curve = self._curve(area)
            soft = QColor(self._theme.accent_soft)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(soft)
            painter.drawPolygon(QPolygonF([area.bottomLeft(), *curve, area.bottomRight()]))
            painter.setPen(QPen(QColor(self._theme.accent), 1.5))
            painter.drawPolyline(QPolygonF(curve))
            x = area.left() + area.width() * self._step / self._last
            painter.setPen(QPen(QColor(self._theme.text), 1.5))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            if self.hasFocus():
                painter.setPen(QPen(QColor(self._theme.focus), 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 3, 3)

    def _curve(self, area: QRectF) -> list[QPointF]:
        most = max(self._heights, default=0.0) or 1.0
        points: list[QPointF] = []
        for place, (step, height) in enumerate(zip(self._steps, self._heights, strict=True)):
            after = self._steps[place + 1] if place + 1 < len(self._steps) else self._last
            y = area.bottom() - area.height() * height / most
            across = (area.left() + area.width() * at / self._last for at in (step, after))
            points += [QPointF(x, y) for x in across]
        return points

    def mousePressEvent(self, event: QMouseEvent) -> None:
        share = (event.position().x() - MARGIN) / max(1, self.width() - 2 * MARGIN)
        self.chosen.emit(round(min(1.0, max(0.0, share)) * self._last))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go to where the quantity changes."""
        later = [step for step in self._steps if step > self._step]
        earlier = [step for step in self._steps if step < self._step]
        if event.key() == Qt.Key.Key_Right and later:
            self.chosen.emit(later[0])
        elif event.key() == Qt.Key.Key_Left and earlier:
            self.chosen.emit(earlier[-1])
        else:
            super().keyPressEvent(event)
