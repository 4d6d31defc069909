"""What every plot of pyqtgraph is made with here: no menus, no buttons, nothing left behind."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def bare_plot(owner: QWidget) -> Any:
    """An empty plot that takes no focus; what it makes beside itself goes with its ``owner``."""
    plot: Any = pg.PlotWidget(enableMenu=False)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.hideButtons()
    own_menus(plot.getPlotItem(), owner)
    return plot


def own_menus(item: Any, owner: QWidget) -> None:
    """Give the menus that pyqtgraph makes without a parent to a widget, which deletes them."""
    for menu in (item.ctrlMenu, item.getViewBox().menu):
        if menu is not None:
            menu.setParent(owner, menu.windowFlags())
