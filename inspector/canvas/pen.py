"""A pen: lines drawn over the graph, which vanish with the step that they were drawn at."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from inspector.model.session import Session
from inspector.theme.roles import Theme

WIDTH = 4.0
"""Pixels of a line, where lines are not drawn thicker."""


class PenLayer(QWidget):
    """Lies over the canvas while the pen is in hand, and takes the mouse instead of it."""

    def __init__(self, session: Session, theme: Theme, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._theme = theme
        self.lines: list[QPolygonF] = []
        self.setAccessibleName("Lines drawn over the graph")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.hide()
        canvas.installEventFilter(self)
        links = (
            session.step_changed.connect(self._stepped),
            session.recording_changed.connect(self.wipe),
        )
        self.destroyed.connect(lambda: [disconnect() for disconnect in links])

    def take(self, taken: bool) -> None:
        """Take the pen into the hand, or put it away with all that it drew."""
        self.wipe()
        parent = self.parentWidget()
        if taken and parent is not None:
            self.setGeometry(parent.rect())
            self.raise_()
        self.setVisible(taken)

    def set_theme(self, theme: Theme) -> None:
        """Draw in another theme's colours."""
        self._theme = theme
        self.update()

    def wipe(self) -> None:
        """Remove every line."""
        self.lines.clear()
        self.update()

    def _stepped(self, _old: int, _new: int) -> None:
        self.wipe()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.lines.append(QPolygonF([event.position()]))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.lines and event.buttons() & Qt.MouseButton.LeftButton:
            self.lines[-1].append(event.position())
            self.update()
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen(QColor(self._theme.alarm), WIDTH * self._theme.line)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            for line in self.lines:
                if line.size() == 1:
                    painter.drawPoint(line.first())
                painter.drawPolyline(line)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the canvas; lines would lie elsewhere in a view of another size."""
        parent = self.parentWidget()
        if event.type() == QEvent.Type.Resize and watched is parent and self.isVisible():
            self.setGeometry(parent.rect())
            self.wipe()
        return False
