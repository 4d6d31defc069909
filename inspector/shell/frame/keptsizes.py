"""Docks find their sizes again when a window that was made small has room once more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDockWidget, QStyle

from inspector.panels.visibility import in_sight
from inspector.shell.frame.docks import MOST
from inspector.shell.frame.window import Window

COLUMNS = (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea)


WHOLE = "window"
"""What the window itself is called among the docks whose sizes are remembered."""
Arranged: TypeAlias = Mapping[str, tuple[int, int]]
"""Widths and heights in pixels, of the docks by their ids and of the window."""


class KeptSizes(QObject):
    """Knows how large the docks of a window are to be where it has room for that.

    Qt takes from the docks what a shrinking window lacks, and gives all of what it gains to the
    middle. What counts as wanted are the sizes in a window that has not been made smaller since,
    and those that somebody drags them to. While panels are ``stacked``, only widths are noted.
    """

    stacked = False

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._known = self._roomy = window.size()
        self._wanted: dict[str, QSize] = {}
        self._giving = False
        self._settled = QTimer(self, singleShot=True, interval=0)
        self._settled.timeout.connect(self._note)
        for dock in window.docks.values():
            dock.installEventFilter(self)
        window.resized.connect(self.give)

    def arranged(self) -> Arranged:
        """How wide and high the docks are to be, and the window in which they are so."""
        if not self._wanted:
            self._note()
        sizes = {name: (size.width(), size.height()) for name, size in self._wanted.items()}
        return {WHOLE: (self._roomy.width(), self._roomy.height()), **sizes}

    def arrange(self, arranged: Arranged) -> None:
        """Let docks stand as they stood the last time, in a larger window larger as well."""
        sizes = {name: QSize(*size) for name, size in arranged.items()}
        whole, now = sizes.pop(WHOLE, QSize()), self._window.size()
        if whole.isEmpty() or not sizes:
            return
        wide, high = (max(1.0, ratio) for ratio in ratios(now, whole))
        self._roomy = whole.expandedTo(now)
        self._wanted = {
            name: QSize(round(size.width() * wide), round(size.height() * high))
            for name, size in sizes.items()
        }
        self.give()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note the size of a dock that changes while the window does not."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QDockWidget):
            own = self._giving or self._window.bare or self._window.size() != self._known
            dragged = QApplication.mouseButtons() != Qt.MouseButton.NoButton
            if not own and (dragged or not self._cramped):
                self._settled.start()
        return False

    @property
    def _cramped(self) -> bool:
        now, roomy = self._window.size(), self._roomy
        return now.width() < roomy.width() or now.height() < roomy.height()

    def _note(self) -> None:
        """What stands beside the graph now stands as it should."""
        self._roomy = self._window.size()
        docks = self._columns()
        high = self._heights(docks)
        if self.stacked:
            known = {name: self._wanted[name].height() for name in docks if name in self._wanted}
            high.update(known)
        wanted = {name: QSize(docks[name].width(), high[name]) for name in docks}
        self._wanted = {**self._wanted, **wanted} if self.stacked else wanted

    def _columns(self) -> dict[str, QDockWidget]:
        """The docks in sight that stand beside the graph, by their ids."""
        where = self._window.dockWidgetArea
        docks = self._window.docks.items()
        return {
            name: dock
            for name, dock in docks
            if not dock.isFloating() and where(dock) in COLUMNS and in_sight(dock)
        }

    def give(self) -> None:
        """Give the docks in sight the sizes that they are to have, as far as there is room."""
        self._settled.stop()
        self._known = self._window.size()
        docks = {name: dock for name, dock in self._columns().items() if name in self._wanted}
        if self._window.bare or not docks:
            return
        part = self._part_of_widths(docks)
        wide = [round(self._wanted[name].width() * part) for name in docks]
        high = [max(1, self._wanted[name].height()) for name in docks]
        self._giving = True
        self._window.resizeDocks(list(docks.values()), wide, Qt.Orientation.Horizontal)
        self._window.resizeDocks(list(docks.values()), high, Qt.Orientation.Vertical)
        self._giving = False

    def _part_of_widths(self, docks: Mapping[str, QDockWidget]) -> float:
        """How much of the wanted widths the docks get, so that the graph keeps its part."""
        sides = {self._window.dockWidgetArea(dock): name for name, dock in docks.items()}
        wanted = sum(self._wanted[name].width() for name in sides.values())
        most = max(MOST, wanted / max(1, self._roomy.width()))
        return min(1.0, most * self._window.width() / max(1, wanted))

    def _heights(self, docks: Mapping[str, QDockWidget]) -> dict[str, int]:
        """How high each dock stands in its column, with the tabs above it."""
        high: dict[str, int] = {}
        middle = self._window.centralWidget()
        top = 0 if middle is None else middle.y()
        seam = self._window.style().pixelMetric(QStyle.PixelMetric.PM_DockWidgetSeparatorExtent)
        for side in COLUMNS:
            above = top
            for name in sorted(docks, key=lambda name: docks[name].y()):
                if self._window.dockWidgetArea(docks[name]) == side:
                    below = docks[name].geometry().bottom() + 1
                    high[name], above = below - above, below + seam
        return high


def ratios(now: QSize, then: QSize) -> tuple[float, float]:
    """How many times as wide and as high one size is as another."""
    return now.width() / then.width(), now.height() / then.height()
