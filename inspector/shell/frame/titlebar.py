"""The slim bar over a panel: its name, and buttons to let it float or to close it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QMargins, QSize, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QSizePolicy,
    QTabBar,
    QToolButton,
    QWidget,
)

from inspector.assets import ICONS
from inspector.shell.frame.moretabs import MoreTabs

CONTROLS = ICONS / "controls"
MARGINS = QMargins(12, 2, 4, 2)
DIRECTLY = Qt.FindChildOption.FindDirectChildrenOnly
TRIES = 10
"""So often a bar that nobody sees is hidden before it is let be."""
_HIDDEN = "hiddenTimes"
"""The property of a bar that counts that."""


class TitleBar(QWidget):
    """Stands over a dock; where the dock is one of several tabs, its tab says the name.

    Presses go on to the dock, which is dragged by its bar.
    """

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setObjectName("titleBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._dock = dock
        self._tabbed = False
        name = QLabel(dock.windowTitle(), self)
        name.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(MARGINS)
        self._row.setSpacing(0)
        self._row.addWidget(name, 1)
        self._row.addWidget(self._button("float", f"Float {dock.windowTitle()}", self._float))
        self._row.addWidget(self._button("close", f"Close {dock.windowTitle()}", dock.close))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def stand_down(self, tabbed: bool) -> None:
        """Make way where a tab says the name already.

        The row is emptied, as its own hint is asked for thousands of times while docks are
        arranged, and one in Python would take longer than all the rest.
        """
        if tabbed != self._tabbed:
            self._tabbed = tabbed
            self._row.setContentsMargins(QMargins() if tabbed else MARGINS)
            for part in self.findChildren(QWidget, options=DIRECTLY):
                part.setVisible(not tabbed)

    def _float(self) -> None:
        self._dock.setFloating(not self._dock.isFloating())

    def _button(self, picture: str, name: str, act: object) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(QIcon(str(CONTROLS / f"{picture}.svg")))
        button.setIconSize(QSize(12, 12))
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(act)
        return button


def watch_tabs(window: QMainWindow, docks: Iterable[QDockWidget]) -> None:
    """Let title bars come and go as docks join others as tabs, and leave them."""
    all_of_them = tuple(docks)

    def look() -> None:
        for dock in all_of_them:
            bar = dock.titleBarWidget()
            if isinstance(bar, TitleBar):
                others = window.tabifiedDockWidgets(dock)
                bar.stand_down(not dock.isFloating() and bool(others))
        for made in bars_of(window):
            if made.findChild(MoreTabs) is None:
                MoreTabs(made).appeared.connect(later.start)
        hide_leftovers(window)

    later = QTimer(window, singleShot=True, interval=0)
    later.timeout.connect(look)
    for dock in all_of_them:
        for news in (dock.visibilityChanged, dock.topLevelChanged, dock.dockLocationChanged):
            news.connect(lambda *_: later.start())


def bars_of(window: QMainWindow) -> list[QTabBar]:
    """The bars of tabs that Qt has made for the docks of a window, seen or not."""
    return window.findChildren(QTabBar, options=DIRECTLY)


def hide_leftovers(window: QMainWindow) -> None:
    """Hide the bars of tabs that Qt leaves behind when docks join, or come back all at once.

    Titles are never cut: where the tabs are too many for their column, a menu has the others.
    """
    bars = bars_of(window)
    for bar in bars:
        bar.setElideMode(Qt.TextElideMode.ElideNone)
        bar.setUsesScrollButtons(True)
    tabs = [{bar.tabText(place) for place in range(bar.count())} for bar in bars]
    docks = window.findChildren(QDockWidget)
    shown = {dock.windowTitle() for dock in docks if dock.isVisible() and not dock.isFloating()}
    for bar, held in zip(bars, tabs, strict=True):
        if not held:
            continue  # one in reserve out of the window, which Qt would show again and again
        belongs = touches_dock(bar, docks) or tabs.count(held) == 1
        if any(held < others for others in tabs) or not belongs or len(held & shown) < 2:
            _hide(bar, window.rect().intersects(bar.geometry()))
        else:
            bar.setProperty(_HIDDEN, 0)


def _hide(bar: QTabBar, inside: bool) -> None:
    """Hide a bar; one out of the window a few times only, as Qt may show it again and again."""
    times = int(bar.property(_HIDDEN) or 0)
    if inside or times < TRIES:
        bar.setProperty(_HIDDEN, times + 1)
        bar.hide()


def touches_dock(bar: QTabBar, docks: Iterable[QDockWidget]) -> bool:
    """Whether a bar of tabs stands where it belongs: above a dock that can be seen."""
    below = bar.geometry().bottom() + 1
    return any(
        dock.isVisible() and dock.x() == bar.x() and abs(dock.y() - below) <= 1 for dock in docks
    )
