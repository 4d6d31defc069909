"""How the panels stand around the graph at first."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QWidget

from inspector.panels import PANELS, Declared
from inspector.shell.titlebar import TitleBar, watch_tabs

AREAS: Mapping[str, Qt.DockWidgetArea] = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
}
BEHIND: Mapping[str, str] = {
    "console": "output",
    "explain": "node",
    "why": "node",
    "whatif": "node",
    "modes": "node",
    "backward": "node",
    "predict": "lesson",
    "variables": "ledger",
    "picture": "ledger",
    "plots": "ledger",
    "breakpoints": "ledger",
}
"""Panels that share their place with another, which stays in front."""
TOP = frozenset({"lesson", "predict"})
"""Panels that stand above all others of their column."""
OCCASIONAL = frozenset({"lesson", "predict"})
"""Panels that are shown only while there is something in them."""
UNTITLED = frozenset({"timeline"})
"""Panels that say themselves what they are, and stay where they are."""
LEFT, RIGHT = 384, 320
"""The widths that the columns beside the graph need, in pixels."""
MOST = 0.45
"""The part of the window's width that the columns take at most: the graph needs the rest."""
ROOMY = 1.3
"""How much wider than that they become where the window has room."""
COLUMNS = (("lesson", "source", "output"), ("node", "ledger"))
SHARES: Mapping[str, int] = {"lesson": 40, "source": 40, "output": 20, "node": 54, "ledger": 46}
"""Parts of a column's height, beside those of the others that are shown.

The source is what is read longest: nine of its lines are seen in a window of 720 pixels too. What
is printed is short, or scrolls.
"""
NOTHING: Mapping[str, int] = {}
TIMELINE = 88
"""The height of the timeline, in pixels: its bands, and a sentence of two lines."""


def add_docks(window: QMainWindow) -> dict[str, QDockWidget]:
    """An empty dock for every declared panel, by its id, in its first place."""
    # A tab can be dragged out of its group only so.
    window.setDockOptions(window.dockOptions() | QMainWindow.DockOption.GroupedDragging)
    window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
    window.setCorner(Qt.Corner.BottomLeftCorner, AREAS["bottom"])
    window.setCorner(Qt.Corner.BottomRightCorner, AREAS["bottom"])
    docks = {panel.id: empty_dock(panel, window) for panel in PANELS}
    watch_tabs(window, docks.values())
    arrange(window, docks)
    return docks


def empty_dock(panel: Declared, window: QMainWindow) -> QDockWidget:
    """A dock that holds no panel yet, so that the window can be shown before panels load."""
    dock = QDockWidget(panel.title, window)
    dock.setObjectName(f"dock.{panel.id}")
    dock.setWidget(QWidget(dock))
    if panel.id in UNTITLED:
        dock.setTitleBarWidget(QWidget(dock))
    else:
        dock.setTitleBarWidget(TitleBar(dock))
    return dock


def arrange(window: QMainWindow, docks: Mapping[str, QDockWidget]) -> None:
    """Put every dock in its first place and size."""
    for panel in sorted(PANELS, key=lambda one: one.id not in TOP):
        docks[panel.id].setFloating(False)
        window.addDockWidget(AREAS[panel.area], docks[panel.id])
    for behind, front in BEHIND.items():
        window.tabifyDockWidget(docks[front], docks[behind])
    for front in BEHIND.values() - BEHIND.keys():
        docks[front].raise_()
    for name, dock in docks.items():
        dock.setVisible(name not in OCCASIONAL or dock.isVisible())


def share(window: QMainWindow, docks: Mapping[str, QDockWidget], enlarged: float = 1.0) -> None:
    """Give every dock its share; ``enlarged`` is how much larger text is than at a desk."""
    sides, upright = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
    scale = min(ROOMY * enlarged, MOST * window.width() / (LEFT + RIGHT))
    widths = [round(LEFT * scale), round(RIGHT * scale)]
    window.resizeDocks([docks["source"], docks["node"]], widths, sides)
    window.resizeDocks([docks["timeline"]], [round(TIMELINE * enlarged)], upright)
    share_heights(window, docks)


def share_heights(
    window: QMainWindow, docks: Mapping[str, QDockWidget], enough: Mapping[str, int] = NOTHING
) -> None:
    """Give the docks that stand above each other their parts of the height.

    ``enough`` is the height in pixels with which a panel shows all it has: what its part has
    beyond that goes to the first of its column.
    """
    for column in COLUMNS:
        shown = [docks[name] for name in column if not docks[name].isHidden()]
        whole = sum(dock.height() for dock in shown) if enough else 1000
        every = sum(SHARES[name] for name in column if docks[name] in shown)
        heights = {name: whole * SHARES[name] // max(1, every) for name in column}
        for name in column[1:]:
            spared = max(0, heights[name] - enough.get(name, whole))
            heights[name] -= spared
            heights[column[0]] += spared
        wanted = [max(1, heights[name]) for name in column]
        window.resizeDocks([docks[name] for name in column], wanted, Qt.Orientation.Vertical)
