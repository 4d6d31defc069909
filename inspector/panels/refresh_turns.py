"""Refreshing panels one after another, so that the window can respond in between."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

BUDGET = 0.012
"""Seconds in which the panels of a window refresh before it is their turn again: together with
what is read of a running program, and painted, that is less than anybody notices."""


class Refreshing(QWidget):
    """Something in a window that can be brought up to date."""

    def refresh_now(self) -> None:
        """Show the present state, if the widget can be seen and shows another."""


class RefreshTurns(QObject):
    """The queue of what a window has still to refresh; a child of that window.

    Who asks again while it waits keeps its place, and is refreshed once, by what holds then.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._waiting: dict[Refreshing, None] = {}
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._go_on)

    @property
    def busy(self) -> bool:
        """Whether anybody waits for a turn."""
        return bool(self._waiting)

    def ask(self, whom: Refreshing) -> None:
        """Put this into the queue."""
        self._waiting[whom] = None
        self._timer.start()

    def _go_on(self) -> None:
        """Refresh one, and as many more as there is time for."""
        until = monotonic() + BUDGET
        while self._waiting:
            whom = next(iter(self._waiting))
            del self._waiting[whom]
            if self._waiting:
                self._timer.start()  # whatever becomes of this turn
            if isValid(whom):
                whom.refresh_now()
            if monotonic() >= until:
                return
        self._timer.stop()


def turns_of(widget: QWidget) -> RefreshTurns:
    """The turns of the window that a widget is in."""
    window, direct = widget.window(), Qt.FindChildOption.FindDirectChildrenOnly
    found = window.findChild(RefreshTurns, options=direct)
    return found if isinstance(found, RefreshTurns) else RefreshTurns(window)
