"""A bar of tabs that has no room for all: the names that fit, and a menu of every one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QMenu, QTabBar, QToolButton
from shiboken6 import isValid

CHANGES = frozenset(
    {QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest, QEvent.Type.StyleChange}
)
"""What happens to a bar when there may be room for more tabs, or for fewer."""


class MoreTabs(QToolButton):
    """Stands at the right end of ``bar`` while some of its tabs have no room: "+3".

    Names are seen whole or not at all, the one in front always; the menu names them all.
    ``appeared`` is emitted when the bar itself comes into sight.
    """

    appeared = Signal()

    def __init__(self, bar: QTabBar) -> None:
        super().__init__(bar)
        self._bar = bar
        self._done: object = None
        bar.setAccessibleName("Panels that share this place")
        self.setObjectName("moreTabs")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        names = QMenu(self)
        names.aboutToShow.connect(self._list)
        self.setMenu(names)
        self._due = QTimer(self, singleShot=True, interval=0)
        self._due.timeout.connect(self.look)
        bar.currentChanged.connect(lambda _: self._due.start())
        bar.installEventFilter(self)
        self.hide()
        self._due.start()

    def look(self) -> None:
        """Show the tabs that there is room for, and how many more there are."""
        bar = self._bar
        if not isValid(bar):  # Qt makes and drops bars as docks come and go
            return
        names = [bar.tabText(place) for place in range(bar.count())]
        now = (bar.width(), bar.currentIndex(), names, bar.font().toString())
        if now == self._done or not bar.isVisible():
            return
        self._keep(range(bar.count()))
        widths = [bar.tabRect(place).width() for place in range(bar.count())]
        kept = fitting(widths, bar.currentIndex(), bar.width(), self._width(bar.count()))
        self._keep(kept)
        self._stand(bar.count() - len(kept))
        self._done = now

    def _keep(self, places: Sequence[int]) -> None:
        """Let only these tabs be on the bar."""
        bar = self._bar
        # To say what holds already makes Qt forget that the bar is to be laid out anew.
        others = [n for n in range(bar.count()) if bar.isTabVisible(n) != (n in places)]
        if not others:
            return
        for place in others:
            bar.setTabVisible(place, place in places)
        bar.setUsesScrollButtons(False)  # which are what Qt scrolls back without
        bar.setUsesScrollButtons(True)

    def _stand(self, out: int) -> None:
        """Stand at the end of the bar, and say how many tabs are not on it."""
        self.setText(f"+{out}")
        self.setAccessibleName(f"{out} more panels")
        self.setToolTip(self.accessibleName())
        width = self._width(out)
        self.setGeometry(self._bar.width() - width, 0, width, self._bar.height())
        self.setVisible(out > 0)
        self.raise_()

    def _width(self, count: int) -> int:
        return self.fontMetrics().horizontalAdvance(f"+{count}") + self.fontMetrics().height()

    def _list(self) -> None:
        """Name every tab, the one in front with a mark."""
        bar, names = self._bar, self.menu()
        names.clear()
        for place in range(bar.count()):
            entry = names.addAction(bar.tabText(place), partial(bar.setCurrentIndex, place))
            entry.setCheckable(True)
            entry.setChecked(place == bar.currentIndex())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in CHANGES:
            if event.type() is QEvent.Type.StyleChange:
                self._done = None
            self._due.start()
        if event.type() is QEvent.Type.Show:
            self.appeared.emit()
        return False


def fitting(widths: list[int], current: int, room: int, button: int) -> list[int]:
    """The places of the tabs that are shown: as many as fit beside the button, in order.

    The current one is always among them; without need there is no button.
    """
    if sum(widths) <= room:
        return list(range(len(widths)))
    left = room - button - (widths[current] if current >= 0 else 0)
    kept = []
    for place, width in enumerate(widths):
        if place == current:
            kept.append(place)
            continue
        left -= width
        if left >= 0:
            kept.append(place)
    return kept
