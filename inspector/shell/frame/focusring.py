"""A ring around what the keyboard has gone to, where that shows nothing of its own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QFrame,
    QMainWindow,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

RINGED = "ringed"
"""The property of other widgets that need a ring."""
MOVES = frozenset({QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Hide})
"""What happens to a widget that its ring follows."""


class FocusRing(QFrame):
    """Lies over the window, lets the mouse through, and takes no room.

    A click needs no ring: whoever clicked knows where.
    """

    def __init__(self, window: QMainWindow, application: QApplication) -> None:
        super().__init__(window)
        self.setObjectName("focusRing")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._around: QWidget | None = None
        self.hide()
        application.focusChanged.connect(self._moved)

    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._around is not None:
            self._around.removeEventFilter(self)
        clicked = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        here = new is not None and new.window() is self.window()
        self._around = new if here and not clicked and needs_ring(new) else None
        if self._around is not None:
            self._around.installEventFilter(self)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._around and event.type() in MOVES:
            self._place()
        return False

    def _place(self) -> None:
        around = self._around
        self.setVisible(around is not None and around.isVisible())
        if around is not None:
            self.setGeometry(seen_of(around, self.window()))
            self.raise_()


def seen_of(widget: QWidget, window: QWidget) -> QRect:
    """Where in a window a widget is, as far as what it stands in lets it be seen."""
    seen = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    around = widget.parentWidget()
    while around is not None and around is not window:
        seen &= QRect(around.mapTo(window, QPoint(0, 0)), around.size())
        around = around.parentWidget()
    return seen


def needs_ring(widget: QWidget | None) -> bool:
    """Whether a widget does not show by itself that it has the keyboard."""
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        return widget.isReadOnly()  # others have a caret
    return widget is not None and (
        isinstance(widget, QAbstractScrollArea) or bool(widget.property(RINGED))
    )
