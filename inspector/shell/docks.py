"""How the panels stand around the graph at first."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from inspector.panels import PANELS, Declared

AREAS: Mapping[str, Qt.DockWidgetArea] = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
}
BEHIND: Mapping[str, str] = {"explain": "node"}
"""Panels that share their place with another, which stays in front."""
SIDE = 320
"""The width of the columns beside the graph, in pixels."""
SHARES: Mapping[str, int] = {"source": 62, "output": 38, "node": 42, "ledger": 32, "variables": 26}
"""Parts of a column's height, in percent."""
TIMELINE = 150
"""The height of the timeline, in pixels."""


def add_docks(window: QMainWindow) -> dict[str, QDockWidget]:
    """An empty dock for every declared panel, by its id, in its first place."""
    window.setCorner(Qt.Corner.BottomLeftCorner, AREAS["bottom"])
    window.setCorner(Qt.Corner.BottomRightCorner, AREAS["bottom"])
    docks = {panel.id: empty_dock(panel, window) for panel in PANELS}
    arrange(window, docks)
    return docks


def empty_dock(panel: Declared, window: QMainWindow) -> QDockWidget:
    """A dock that holds no panel yet, so that the window can be shown before panels load."""
    dock = QDockWidget(panel.title, window)
    dock.setObjectName(f"dock.{panel.id}")
    dock.setWidget(QWidget(dock))
    return dock


def arrange(window: QMainWindow, docks: Mapping[str, QDockWidget]) -> None:
    """Put every dock in its first place and size."""
    for panel in PANELS:
        docks[panel.id].setFloating(False)
        window.addDockWidget(AREAS[panel.area], docks[panel.id])
    for behind, front in BEHIND.items():
        window.tabifyDockWidget(docks[front], docks[behind])
        docks[front].raise_()
    for dock in docks.values():
        dock.show()
    share(window, docks)


def share(window: QMainWindow, docks: Mapping[str, QDockWidget]) -> None:
    """Give every dock its share of the window."""
    sides, upright = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
    window.resizeDocks([docks["source"], docks["node"]], [SIDE, SIDE], sides)
    window.resizeDocks([docks["timeline"]], [TIMELINE], upright)
    for column in (("source", "output"), ("node", "ledger", "variables")):
        shares = [SHARES[name] * 10 for name in column]
        window.resizeDocks([docks[name] for name in column], shares, upright)
