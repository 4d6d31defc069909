"""Line numbers beside a text, with a pointer at the line that runs and a cross at an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from inspector.theme.tokens import Theme
from inspector.widgets.text_places import NOTHING, Marks


class Lines(Protocol):
    """Where an editor's visible lines are."""

    def visible_lines(self) -> Iterator[tuple[int, QRectF]]:
        """Number and rectangle, in the editor's viewport, of each line in sight."""

    def blockCount(self) -> int:
        """How many lines there are."""


class Gutter(QWidget):
    """The strip left of an editor; it says which line was clicked, and which with Alt held."""

    clicked = Signal(int)
    alt_clicked = Signal(int)

    def __init__(self, editor: QWidget, lines: Lines) -> None:
        super().__init__(editor)
        self._lines = lines
        self._theme: Theme | None = None
        self._marks = NOTHING
        self._breakpoints: Mapping[int, bool] = {}
        self.setObjectName("gutter")
        self.setAccessibleName("Line numbers")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("Click: breakpoint. Alt+click: select the line's last operation.")

    def set_theme(self, theme: Theme) -> None:
        """Paint with ``theme``'s colours."""
        self._theme = theme
        self.update()

    def set_marks(self, marks: Marks) -> None:
        """Point at other lines."""
        self._marks = marks
        self.update()

    def set_breakpoints(self, breakpoints: Mapping[int, bool]) -> None:
        """Show a dot at these lines, full where the breakpoint is on."""
        self._breakpoints = dict(breakpoints)
        self.update()

    def needed_width(self) -> int:
        """Room for the largest number, the pointer and some air."""
        metrics = self.fontMetrics()
        digits = max(2, len(str(self._lines.blockCount())))
        return metrics.horizontalAdvance("9") * digits + 2 * metrics.height()

    def sizeHint(self) -> QSize:
        return QSize(self.needed_width(), 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        y = event.position().y()
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        for number, box in self._lines.visible_lines():
            if box.top() <= y < box.bottom():
                (self.alt_clicked if alt else self.clicked).emit(number)

    def paintEvent(self, _: QPaintEvent) -> None:
        if self._theme is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), QColor(self._theme.editor))
            for number, box in self._lines.visible_lines():
                self._paint_line(painter, self._theme, number, box)

    def _paint_line(self, painter: QPainter, theme: Theme, number: int, box: QRectF) -> None:
        height = self.fontMetrics().height()
        row = QRectF(0, box.top(), self.width() - 0.6 * height, height)
        current = number == self._marks.line
        font = QFont(self.font())
        font.setBold(current)
        painter.setFont(font)
        painter.setPen(QColor(theme.text if current else theme.editor_line_number))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(row, right, str(number))
        if number in self._breakpoints:
            dot = QRectF(0.1 * height, box.top() + 0.1 * height, 0.8 * height, 0.8 * height)
            _paint_dot(painter, dot, QColor(theme.error), full=self._breakpoints[number])
        sign = QRectF(0.2 * height, box.top() + 0.2 * height, 0.6 * height, 0.6 * height)
        if self._marks.error is not None and number == self._marks.error.line:
            _paint_cross(painter, sign, QColor(theme.editor_error))
        elif current:
            role = theme.gradient if self._marks.backward else theme.forward
            held = self._breakpoints.get(number, False)
            _paint_pointer(painter, sign, QColor(theme.panel if held else role))


def _paint_pointer(painter: QPainter, box: QRectF, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    tip = QPointF(box.right(), box.center().y())
    painter.drawPolygon(QPolygonF([box.topLeft(), tip, box.bottomLeft()]))


def _paint_dot(painter: QPainter, box: QRectF, colour: QColor, *, full: bool) -> None:
    painter.setPen(QPen(colour, 1.5))
    painter.setBrush(colour if full else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box.adjusted(1, 1, -1, -1))


def _paint_cross(painter: QPainter, box: QRectF, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(box)
    painter.setPen(QColor("white"))
    quarter = box.adjusted(*(side * box.width() / 3.4 for side in (1, 1, -1, -1)))
    painter.drawLine(quarter.topLeft(), quarter.bottomRight())
    painter.drawLine(quarter.topRight(), quarter.bottomLeft())
