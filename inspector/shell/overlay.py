"""A sheet of paper over the window that goes away with Escape or a click beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QFrame, QWidget

from inspector.theme.tokens import LIGHT

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
        self.hide()
        window.installEventFilter(self)

    def open(self) -> None:
        """Show it in front of everything."""
        self._came_from = QApplication.focusWidget()
        self._place()
        self.show()
        self.raise_()
        self.setFocus()
        _application().installEventFilter(self)

    def close_sheet(self) -> None:
        """Put it away."""
        if self.isHidden():
            return
        _application().removeEventFilter(self)
        self.hide()
        if self._came_from is not None:
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
        if event.type() == QEvent.Type.Resize and watched is self._window and self.isVisible():
            self._place()
        if event.type() == QEvent.Type.MouseButtonPress and self._is_beside(watched):
            self.close_sheet()
        return super().eventFilter(watched, event)

    def _is_beside(self, pressed: QObject) -> bool:
        """Whether something of the window is pressed that does not belong to the open sheet."""
        if not isinstance(pressed, QWidget) or self.isHidden():
            return False
        own = pressed is self or self.isAncestorOf(pressed)
        return pressed.window() is self._window and not own

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_sheet()
        else:
            super().keyPressEvent(event)


def _is_stop(one: QWidget) -> bool:
    """Whether Tab comes to a widget itself, and not to the box that it is the line of."""
    own = not isinstance(one.parentWidget(), QAbstractSpinBox | QComboBox)
    tabbed = bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return own and tabbed and one.isEnabled() and one.isVisible()


def _application() -> QObject:
    application = QApplication.instance()
    assert application is not None
    return application
