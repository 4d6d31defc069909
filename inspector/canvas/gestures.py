"""A widget that passes its mouse and keyboard events on to a ``hand``, which interprets them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QWidget

from inspector.canvas.hand import Hand


class HandledWidget(QWidget):
    """Passes every event of mouse, wheel, touch and keys on to ``hand``."""

    hand: Hand

    def leave(self) -> None:
        """The pointer is elsewhere."""

    def escape(self) -> bool:
        """Let go of what is marked or selected; whether there was anything."""
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Hold the scene or a vertex."""
        self.hand.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan or highlight."""
        self.hand.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go, or pick."""
        self.hand.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show everything."""
        self.hand.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Pan or zoom."""
        self.hand.wheel(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self.leave()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, hold, deselect; what is not the canvas's goes on to the window."""
        if event.key() == Qt.Key.Key_Escape and self.escape():
            return
        if not self.hand.key_down(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go of the scene."""
        if not self.hand.key_up(event):
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget held keys."""
        self.hand.let_go()
        super().focusOutEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pinches, and keys that shortcuts would take before the widget sees them.

        A filter and not ``event``: what goes wrong in an event handler within a handler written
        in Python ends the process.
        """
        if watched is not self:
            return False
        kind, used = event.type(), False
        if kind is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            used = self.hand.wants(event)
            event.setAccepted(used)
        elif isinstance(event, QNativeGestureEvent):
            used = self.hand.pinch(event)
        elif isinstance(event, QGestureEvent):
            used = self.hand.spread(event)
        return used
