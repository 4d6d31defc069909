"""A heat map with its scale, and a histogram, drawn by pyqtgraph; loaded when first seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector.model.recordings.measuring import Floats
from inspector.theme.colour import heat
from inspector.theme.tokens import LIGHT, Theme
from inspector.widgets.plotting import adopt_menu, empty_plot

GRID, BARS = 190, 110
"""The heights of the heat map and of the histogram at a desk, in pixels."""
COLOURS = 65
HALF_LINE = 8
"""Pixels that the numbers at both ends of the scale reach beyond it."""


class Raster(QWidget):
    """The picture of a value; whoever shows one says how far its scale reaches."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.grid: Any = empty_plot()
        self.bars: Any = empty_plot()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        for plot in (self.grid, self.bars):
            plot.setMouseEnabled(x=False, y=False)
            rows.addWidget(plot)
        self._image: Any = pg.ImageItem(axisOrder="row-major")
        self._flaws: Any = pg.ImageItem(axisOrder="row-major")
        box = self.grid.getPlotItem()
        box.layout.setContentsMargins(0, HALF_LINE, 0, HALF_LINE)
        box.addItem(self._image)
        box.addItem(self._flaws)
        box.invertY(True)
        box.setAspectLocked(True)
        box.hideAxis("left")
        box.hideAxis("bottom")
        self._scale: Any = pg.ColorBarItem(interactive=False, width=12)
        adopt_menu(self._scale, self.grid)
        self._scale.setImageItem(self._image, insert_in=box)
        self._columns: Any = None
        self._theme = LIGHT

    def wear(self, theme: Theme, scale: float) -> None:
        """Take over colours and sizes."""
        self._theme = theme
        large = scale * theme.ui / LIGHT.ui
        font = QFont(self.font())
        font.setPixelSize(round(theme.small * scale))
        for plot, height in ((self.grid, GRID), (self.bars, BARS)):
            plot.setBackground(theme.panel)
            plot.setFixedHeight(round(height * large))
        axes = [self.bars.getPlotItem().getAxis(side) for side in ("left", "bottom")]
        for axis in (*axes, self._scale.getAxis("right")):
            axis.setPen(QColor(theme.outline))
            axis.setTextPen(QColor(theme.text))
            axis.setTickFont(font)
        ends = np.linspace(-1.0, 1.0, COLOURS)
        colours = [QColor(heat(theme, float(at), 1.0)) for at in ends]
        self._scale.setColorMap(pg.ColorMap((ends + 1) / 2, colours))
        self._flaws.setLookupTable(np.array([QColor(theme.heat_nan).getRgb()] * 2))

    @property
    def shown(self) -> Floats:
        """What is drawn: rows and columns, and channels where it is an image."""
        return np.asarray(self._image.image)

    def show_grid(self, grid: Floats | None, bound: float, flaws: Floats | None = None) -> None:
        """Show a heat map whose scale reaches to ``bound`` either way; None hides it.

        Where ``flaws``, of the same rows and columns, are not NaN, something is wrong.
        """
        self.grid.setVisible(grid is not None)
        self._mark(flaws)
        self._scale.setVisible(True)
        if grid is not None:
            reach = bound or 1.0
            self._image.setImage(grid, levels=(-reach, reach))
            self._scale.setLevels((-reach, reach))
            self.grid.getPlotItem().autoRange(padding=0.02)

    def _mark(self, flaws: Floats | None) -> None:
        self._flaws.setVisible(flaws is not None)
        if flaws is not None:
            self._flaws.setImage(flaws, levels=(0.0, 1.0))

    def show_image(self, image: Floats) -> None:
        """Show red, green and blue as they are."""
        self._mark(None)
        self.grid.setVisible(True)
        self._scale.setVisible(False)
        self._image.setImage(image, levels=(0.0, 1.0))
        self.grid.getPlotItem().autoRange(padding=0.02)

    def show_bars(self, counts: Floats, ends: Floats) -> None:
        """Show how many elements fall between each two ``ends``."""
        plot = self.bars.getPlotItem()
        if self._columns is not None:
            plot.removeItem(self._columns)
        ink = QColor(self._theme.accent)
        self._columns = pg.BarGraphItem(
            x0=ends[:-1], x1=ends[1:], height=counts, brush=ink, pen=QColor(self._theme.panel)
        )
        plot.addItem(self._columns)
        plot.setXRange(float(ends[0]), float(ends[-1]), padding=0.02)
        plot.setYRange(0, max(1.0, float(counts.max())), padding=0.05)
