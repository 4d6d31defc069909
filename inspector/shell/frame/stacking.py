"""Panels lie behind one another as tabs where, above each other, all of them would be too low."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QDockWidget

from inspector.panels.visibility import in_sight
from inspector.shell.frame.keptsizes import COLUMNS
from inspector.shell.frame.window import Window

LINES = 9.0
"""The least height of a panel that is of use, in lines of its text: seven, and its name."""
CHANGES = frozenset({QEvent.Type.StyleChange, QEvent.Type.Show, QEvent.Type.Hide})
"""What happens to a dock when there may be room for more panels in its column, or for fewer."""


@dataclass(frozen=True, slots=True)
class Stacked:
    """Docks that stood in a place of their own at the foot of a column, now behind ``upper``.

    ``front`` is the one that was seen there.
    """

    side: Qt.DockWidgetArea
    upper: QDockWidget
    docks: tuple[QDockWidget, ...]
    front: QDockWidget


class Stacking(QObject):
    """Puts the lowest place of a column behind the one above it while there is no room for both.

    How somebody has arranged the panels is not forgotten by that: they go back as soon as there
    is room, and before it is remembered how they stand (``undo``).
    """

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._stacked: list[Stacked] = []
        self._high = window.height()
        self._due = QTimer(self, singleShot=True, interval=0)
        self._due.timeout.connect(self.look)
        for dock in window.docks.values():
            dock.installEventFilter(self)
        window.resized.connect(self._resized)
        self._due.start()

    def look(self) -> None:
        """Stack what has no room, and put back what has some again."""
        if self._window.bare:
            return
        before, forced = list(self._stacked), self._forced
        for side in COLUMNS:
            self._put_back(side)
            self._stack(side)
        if self._stacked != before:
            self._window.kept.stacked = bool(self._stacked)
            self._window.kept.give()
            if forced:
                QTimer.singleShot(0, self._window, self._shrink)

    def undo(self) -> None:
        """Let every panel stand where somebody has put it."""
        while self._stacked:
            self._unstack(self._stacked.pop())
        self._window.kept.stacked = False

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Look again once a dock comes or goes, or has letters of another size."""
        if event.type() in CHANGES:
            self._due.start()
        return False

    @property
    def _forced(self) -> bool:
        """Whether the window is as low as its panels let it be."""
        return self._window.height() <= self._window.minimumSizeHint().height()

    def _resized(self) -> None:
        """Note how high somebody wants the window to be: its panels may want it higher."""
        if not self._forced:
            self._high = self._window.height()
        self._due.start()

    def _shrink(self) -> None:
        """Let the window be no higher than it was, as its panels need less by now."""
        self._window.resize(self._window.width(), min(self._window.height(), self._high))

    def _put_back(self, side: Qt.DockWidgetArea) -> None:
        mine = [each for each in self._stacked if each.side == side]
        while mine and self._has_room(len(self._places(side)) + 1):
            last = mine.pop()
            self._stacked.remove(last)
            self._unstack(last)

    def _stack(self, side: Qt.DockWidgetArea) -> None:
        places = self._places(side)
        while len(places) > 1 and not self._has_room(len(places)):
            lowest = places.pop()
            upper = places[-1]
            docks = (lowest, *self._behind(lowest))
            for dock in docks:
                self._window.tabifyDockWidget(upper, dock)
            upper.raise_()
            self._stacked.append(Stacked(side, upper, docks, lowest))

    def _unstack(self, stacked: Stacked) -> None:
        """Give docks a place of their own again, those that nobody has moved meanwhile."""
        still = self._behind(stacked.upper)
        docks = [dock for dock in stacked.docks if dock in still]
        for number, dock in enumerate(docks):
            hidden = dock.isHidden()
            if number:
                self._window.tabifyDockWidget(docks[0], dock)
            else:
                self._window.addDockWidget(stacked.side, dock)
            dock.setHidden(hidden)
        if stacked.front in docks:
            stacked.front.raise_()

    def _places(self, side: Qt.DockWidgetArea) -> list[QDockWidget]:
        """The dock seen at every place of a column, from the top; none where two adjoin."""
        docks = [
            dock
            for dock in self._window.docks.values()
            if self._window.dockWidgetArea(dock) == side and not dock.isFloating()
        ]
        seen = sorted((dock for dock in docks if in_sight(dock)), key=lambda dock: dock.y())
        return seen if len({dock.x() for dock in seen}) == 1 else []

    def _behind(self, dock: QDockWidget) -> list[QDockWidget]:
        return self._window.tabifiedDockWidgets(dock)

    def _has_room(self, places: int) -> bool:
        """Whether so many places above each other are each of use."""
        line = self._window.fontMetrics().lineSpacing()
        middle = self._window.centralWidget()
        return middle is None or middle.height() >= places * LINES * line
