"""A sheet of paper over the window that goes away with Escape or a click beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWindow
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QFrame, QWidget
from shiboken6 import isValid

from inspector.theme.tokens import LIGHT
from inspector.widgets.labels import offer_copying

MARGIN = 24


class Overlay(QFrame):
    """A frame centred near the top of its window; the focus returns where it came from.

    ``size`` is what it wants among text of the usual size; larger text makes it larger.
    """

    def __init__(self, window: QWidget, size: QSize) -> None:
        super().__init__(window)
        self.setObjectName("overlay")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._window, self._wanted = window, size
        self._came_from: QWidget | None = None
        self._pressed: QWindow | None = None
        self.hide()
        window.installEventFilter(self)

    def open(self) -> None:
        """Show it in front of everything."""
        self._came_from = QApplication.focusWidget()
        self._place()
        offer_copying(self)
        self.show()
        self.raise_()
        self.setFocus()
        # Where presses come in, before any widget is asked: a filter on the whole application
        # would hear, and slow down, every event of every widget.
        self._pressed = self._window.windowHandle()
        self._pressed.installEventFilter(self)

    def close_sheet(self) -> None:
        """Put it away."""
        if self.isHidden():
            return
        if self._pressed is not None:
            self._pressed.removeEventFilter(self)
        self._pressed = None
        self.hide()
        # A panel may have been filled anew since, without what had the keyboard.
        if self._came_from is not None and isValid(self._came_from):
            self._came_from.setFocus()
        self._came_from = None

    def _place(self) -> None:
        room = self._window.size() - QSize(2 * MARGIN, 2 * MARGIN)
        enlarged = max(1.0, self.fontInfo().pixelSize() / LIGHT.ui)
        self.resize((self._wanted * enlarged).boundedTo(room))
        self.move((self._window.width() - self.width()) // 2, 3 * MARGIN)
        if self.geometry().bottom() > self._window.height() - MARGIN:
            self.move(self.x(), MARGIN)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        if watched is self._pressed and event.type() == QEvent.Type.MouseButtonPress:
            self._press(event)
        return super().eventFilter(watched, event)

    def _press(self, event: QEvent) -> None:
        """A click beside the sheet puts it away, and does there what it does otherwise."""
        if isinstance(event, QMouseEvent) and not self.geometry().contains(
            event.position().toPoint()
        ):
            self.close_sheet()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes round within the sheet: what lies behind waits until it is put away."""
        stops = self._stops()
        current = self._window.focusWidget()
        if not stops:
            return False
        place = stops.index(current) if current in stops else (-1 if forward else 0)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(place + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True

    def _stops(self) -> list[QWidget]:
        """What Tab comes to within the sheet, in its order, which is that of making.

        Not Qt's focus chain: whoever asks a widget for ``nextInFocusChain`` is given, by PySide,
        a part of that widget, and both are taken for gone when the first of them is.
        """
        return [one for one in self.findChildren(QWidget) if _is_stop(one)]

    def event(self, event: QEvent) -> bool:
        """Escape is the sheet's before it is a command's, as of one that stops presenting."""
        if event.type() == QEvent.Type.ShortcutOverride and is_escape(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_escape(event):
            self.close_sheet()
        else:
            super().keyPressEvent(event)


def is_escape(event: QEvent) -> bool:
    """Whether a key event is of the key that leads out."""
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape


def _is_stop(one: QWidget) -> bool:
    """Whether Tab comes to a widget itself, and not to the box that it is the line of."""
    own = not isinstance(one.parentWidget(), QAbstractSpinBox | QComboBox)
    tabbed = bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return own and tabbed and one.isEnabled() and one.isVisible()
