"""An empty plot of pyqtgraph's that leaves keys, menus and buttons to the widget around it."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy

LEAST = 100
"""Pixels of width that a plot needs at least."""


def empty_plot() -> Any:
    """A ``PlotWidget`` that ends whole with the widget it is put in."""
    plot = pg.PlotWidget()
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    plot.setMinimumWidth(LEAST)
    plot.setMenuEnabled(False)
    plot.hideButtons()
    adopt_menu(plot.getPlotItem(), plot)
    return plot


def adopt_menu(item: Any, plot: Any) -> None:
    """Let the menu that pyqtgraph makes a ``PlotItem``, and nobody owns, end with ``plot``."""
    item.ctrlMenu.setParent(plot, Qt.WindowType.Popup)
