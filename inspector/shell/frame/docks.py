"""How the panels stand around the graph at first."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QWidget

from inspector.panels import PANELS, Declared
from inspector.shell.frame.titlebar import TitleBar, watch_tabs

AREAS: Mapping[str, Qt.DockWidgetArea] = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
}
LEFT, RIGHT = 430, 320
"""The widths that the columns beside the graph need, in pixels."""
MOST = 0.48
"""The part of the window's width that the columns take at most: the graph needs the rest."""
ROOMY = 1.3
"""How much wider than that they become where the window has room."""
COLUMNS = tuple(
    [
        panel
        for panel in sorted(PANELS, key=lambda one: not one.occasional)
        if panel.area == area and panel.share
    ]
    for area in ("left", "right")
)
"""The panels that stand above each other, from the top."""
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
    dock.setTitleBarWidget(TitleBar(dock) if panel.titled else QWidget(dock))
    return dock


def arrange(window: QMainWindow, docks: Mapping[str, QDockWidget]) -> None:
    """Put every dock in its first place and size."""
    for panel in sorted(PANELS, key=lambda one: not one.occasional):
        docks[panel.id].setFloating(False)
        window.addDockWidget(AREAS[panel.area], docks[panel.id])
    hidden = [panel for panel in PANELS if panel.behind]
    for panel in hidden:
        window.tabifyDockWidget(docks[panel.behind], docks[panel.id])
    for front in {panel.behind for panel in hidden}:
        docks[front].raise_()
    for panel in PANELS:
        docks[panel.id].setVisible(not panel.occasional or docks[panel.id].isVisible())


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
        names = [panel.id for panel in column]
        shown = [panel for panel in column if not docks[panel.id].isHidden()]
        whole = sum(docks[panel.id].height() for panel in shown) if enough else 1000
        every = sum(panel.share for panel in shown)
        heights = {panel.id: whole * panel.share // max(1, every) for panel in column}
        for name in names[1:]:
            spared = max(0, heights[name] - enough.get(name, whole))
            heights[name] -= spared
            heights[names[0]] += spared
        wanted = [max(1, heights[name]) for name in names]
        window.resizeDocks([docks[name] for name in names], wanted, Qt.Orientation.Vertical)
