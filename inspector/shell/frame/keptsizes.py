"""Docks find their sizes again once a window is large again, or its letters small."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDockWidget, QStyle

from inspector.panels.visibility import in_sight
from inspector.shell.frame.docks import MOST
from inspector.shell.frame.window import Window

COLUMNS = (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea)
FOOT = Qt.DockWidgetArea.BottomDockWidgetArea

WHOLE = "window"
"""What the window itself is called among the docks whose sizes are remembered."""
LETTERS = "letters"
"""What the letters are called there: the height of a line, twice."""
Arranged: TypeAlias = Mapping[str, tuple[int, int]]
"""Widths and heights in pixels, of the docks by their ids, the window and the letters."""


class KeptSizes(QObject):
    """Knows how large the docks of a window are to be where it has room for that.

    Qt takes from the docks what a shrinking window lacks, and gives all of what it gains to the
    middle; docks that large letters made larger stay so. What counts as wanted are the sizes in a
    window that has not been made smaller since, nor its letters larger, and those that somebody
    drags them to. While panels are ``stacked``, only widths are noted.
    """

    stacked = False

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._known = self._roomy = window.size()
        self._letters = self._high_line
        self._wanted: dict[str, QSize] = {}
        self._giving = False
        self._settled = QTimer(self, singleShot=True, interval=0)
        self._settled.timeout.connect(self._note)
        self._smaller = QTimer(self, singleShot=True, interval=0)
        self._smaller.timeout.connect(self._give_back)
        for dock in window.docks.values():
            dock.installEventFilter(self)
        window.resized.connect(self.give)

    def arranged(self) -> Arranged:
        """How wide and high the docks are to be, and the window in which they are so."""
        if not self._wanted:
            self._note()
        sizes = {name: (size.width(), size.height()) for name, size in self._wanted.items()}
        letters = {LETTERS: (self._letters, self._letters)}
        return {WHOLE: (self._roomy.width(), self._roomy.height()), **letters, **sizes}

    def arrange(self, arranged: Arranged) -> None:
        """Let docks stand as they stood the last time, in a larger window larger as well."""
        sizes = {name: QSize(*size) for name, size in arranged.items()}
        whole, now = sizes.pop(WHOLE, QSize()), self._window.size()
        letters = sizes.pop(LETTERS, QSize())
        if whole.isEmpty() or not sizes:
            return
        self._letters = letters.height() or self._high_line
        wide, high = (max(1.0, ratio) for ratio in ratios(now, whole))
        self._roomy = whole.expandedTo(now)
        self._wanted = {
            name: QSize(round(size.width() * wide), round(size.height() * high))
            for name, size in sizes.items()
        }
        self.give()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note the size of a dock that changes while the window does not, or its letters do."""
        if event.type() == QEvent.Type.StyleChange and not self._cramped:
            self._smaller.start()
        if event.type() == QEvent.Type.Resize and isinstance(watched, QDockWidget):
            own = self._giving or self._window.bare or self._window.size() != self._known
            dragged = QApplication.mouseButtons() != Qt.MouseButton.NoButton
            if not own and (dragged or not self._cramped):
                self._settled.start()
        return False

    @property
    def _cramped(self) -> bool:
        now, roomy = self._window.size(), self._roomy
        smaller = now.width() < roomy.width() or now.height() < roomy.height()
        return smaller or self._high_line > self._letters

    @property
    def _high_line(self) -> int:
        """How high a line of the window's letters is, in pixels."""
        return self._window.fontMetrics().lineSpacing()

    def _note(self) -> None:
        """What stands beside the graph now stands as it should."""
        self._roomy, self._letters = self._window.size(), self._high_line
        docks = self._seen(COLUMNS)
        high = self._heights(docks)
        foot = self._seen((FOOT,))
        if self.stacked:
            known = {name: self._wanted[name].height() for name in docks if name in self._wanted}
            high.update(known)
        wanted = {name: QSize(docks[name].width(), high[name]) for name in docks}
        wanted.update((name, dock.size()) for name, dock in foot.items())
        self._wanted = {**self._wanted, **wanted} if self.stacked else wanted

    def _seen(self, areas: Sequence[Qt.DockWidgetArea]) -> dict[str, QDockWidget]:
        """The docks in sight that stand in certain places, by their ids."""
        where = self._window.dockWidgetArea
        docks = self._window.docks.items()
        return {
            name: dock
            for name, dock in docks
            if not dock.isFloating() and where(dock) in areas and in_sight(dock)
        }

    def give(self) -> None:
        """Give the docks in sight the sizes that they are to have, as far as there is room."""
        self._settled.stop()
        self._known = self._window.size()
        docks, foot = (
            {name: dock for name, dock in self._seen(areas).items() if name in self._wanted}
            for areas in (COLUMNS, (FOOT,))
        )
        if self._window.bare or not docks:
            return
        part = self._part_of_widths(docks)
        wide = [round(self._wanted[name].width() * part) for name in docks]
        self._giving = True
        self._window.resizeDocks(list(docks.values()), wide, Qt.Orientation.Horizontal)
        for upright in (foot, docks):
            high = [max(1, self._wanted[name].height()) for name in upright]
            self._window.resizeDocks(list(upright.values()), high, Qt.Orientation.Vertical)
        self._giving = False

    def _give_back(self) -> None:
        """Take back what larger letters had widened, once each panel knows what it needs now."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self.give()

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
