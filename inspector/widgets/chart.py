"""Curves over steps or turns, drawn by pyqtgraph; loaded when the first is to be seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from inspector.theme.tokens import LIGHT, Theme
from inspector.widgets.flow import FlowLayout
from inspector.widgets.plotting import empty_plot

INKS = ("gradient", "accent", "forward", "selection", "wall", "success", "warning", "error")
"""The colours of curves, in turn; each has a mark and a stroke of its own, too."""
SYMBOLS = ("o", "s", "t", "d", "+", "x", "p", "h")
GLYPHS = "●■▼◆✚✖⬟⬢"
"""The marks, as they are written beside names."""
STROKES = (
    Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine,
)  # fmt: skip
HEIGHT = 170
"""The height at a desk, in pixels."""
MARKED = 200
"""Points of a curve up to which each is marked."""
FLAWED_FROM = 0.88
"""From this share of the height up to the top, bars mark points that are NaN or Inf."""
MOST = len(INKS)
_WIDEST = "00000"
"""As many digits as a number below the curves has room for at their end."""


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: where its points stand, and the step each leads to."""

    name: str
    xs: Sequence[float]
    ys: Sequence[float]
    steps: Sequence[int]


class Chart(QWidget):
    """Some curves with a mark at the present step; a click or an arrow key goes to a point.

    ``chosen`` is emitted with its step. ``lines`` are the curves, ``plot`` what draws them,
    ``flaws`` the bars that mark what is not finite.
    """

    chosen = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ringed", True)
        self.plot: Any = empty_plot()
        self.plot.scene().sigMouseClicked.connect(self._clicked)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.plot)
        self._plot: Any = self.plot.getPlotItem()
        self._plot.setMouseEnabled(x=True, y=False)
        names = QWidget()
        self._names = FlowLayout(names)
        rows.addWidget(names)
        self._now: Any = pg.InfiniteLine(angle=90)
        self._plot.addItem(self._now, ignoreBounds=True)
        self.flaws: Any = pg.VTickGroup(yrange=(FLAWED_FROM, 1))
        self._plot.addItem(self.flaws)
        self._theme, self._scale = LIGHT, 1.0
        self.lines: tuple[Line, ...] = ()
        self._at, self._log, self._title = 0.0, False, ""

    def wear(self, theme: Theme, scale: float) -> None:
        """Take over colours and sizes."""
        self._theme, self._scale = theme, scale
        self.plot.setBackground(theme.panel)
        self.plot.setFixedHeight(round(HEIGHT * scale * theme.ui / LIGHT.ui))
        font = QFont(self.font())
        font.setPixelSize(round(theme.small * scale))
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setPen(QColor(theme.outline))
            axis.setTextPen(QColor(theme.text))
            axis.setTickFont(font)
            axis.setTickDensity(LIGHT.small / font.pixelSize())
        # A number at the right end reaches beyond it by half, and pyqtgraph would leave it out.
        beyond = QFontMetrics(font).horizontalAdvance(_WIDEST) // 2
        self._plot.getAxis("bottom").setStyle(hideOverlappingLabels=beyond)
        self._plot.layout.setContentsMargins(1, 1, beyond, 1)
        self._now.setPen(QPen(QColor(theme.text), 0, Qt.PenStyle.DashLine))
        self._draw()

    def show_lines(self, lines: Sequence[Line], title: str, log: bool) -> None:
        """Show other curves; ``title`` is what stands below, ``log`` that the scale is."""
        if (tuple(lines), title, log) != (self.lines, self._title, self._log):
            self.lines, self._title, self._log = tuple(lines), title, log
            self._draw()
            self._plot.enableAutoRange()

    def show_now(self, x: float) -> None:
        """Mark where the reader is."""
        self._at = x
        self._now.setPos(x)

    def _draw(self) -> None:
        self._write_names()
        for item in self._plot.listDataItems():
            self._plot.removeItem(item)
        self._plot.setLogMode(y=self._log)
        axis = self._plot.getAxis("left")
        axis.setLogMode(y=self._log)
        axis.setStyle(maxTextLevel=0 if self._log and _decades(self.lines) >= 1 else 2)
        size = f"{round(self._theme.small * self._scale)}px"
        self._plot.setLabel("bottom", self._title, color=self._theme.muted, **{"font-size": size})
        for number, line in enumerate(self.lines[:MOST]):
            self._add(number, line)
        self.flaws.setPen(pg.mkPen(QColor(self._theme.alarm_stroke), width=2 * self._theme.line))
        self.flaws.setXVals(_flawed(self.lines[:MOST]))
        self._now.setPos(self._at)

    def _write_names(self) -> None:
        """Below the curves, which mark and colour is whose."""
        self._names.clear()
        for number, line in enumerate(self.lines[:MOST] if len(self.lines) > 1 else ()):
            ink = getattr(self._theme, INKS[number])
            name = QLabel(f'<span style="color:{ink}">{GLYPHS[number]}</span> {escape(line.name)}')
            name.setProperty("role", "fact-name")
            self._names.addWidget(name)

    def _add(self, number: int, line: Line) -> None:
        heights = self._heights(line)
        if not np.isfinite(heights).any():
            return  # pyqtgraph asks for the range of every curve there is
        ink = QColor(getattr(self._theme, INKS[number]))
        pen = pg.mkPen(ink, width=1.8 * self._theme.line, style=STROKES[number % len(STROKES)])
        marks = {} if len(line.xs) > MARKED else {"symbol": SYMBOLS[number]}
        self._plot.plot(
            np.array(line.xs, dtype=np.float64), heights, pen=pen, name=line.name,
            connect="finite", symbolBrush=ink, symbolPen=ink,
            symbolSize=round(6 * self._theme.line), **marks,
        )  # fmt: skip

    def _heights(self, line: Line) -> Any:
        """Heights; on a logarithmic scale there is no place for what is not positive."""
        ys = np.array(line.ys, dtype=np.float64)
        lost = ~np.isfinite(ys) | (ys <= 0) if self._log else ~np.isfinite(ys)
        ys[lost] = np.nan
        return ys

    def _clicked(self, event: Any) -> None:
        """Go to the point that is nearest to a click; a drag has moved the view instead."""
        step = self._step_near(event.scenePos())
        if step is not None and event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.chosen.emit(step)

    def _step_near(self, where: QPointF) -> int | None:
        """The step of the point that is nearest to a place in the scene; beside counts most."""
        box = self._plot.getViewBox()
        found: tuple[float, int] | None = None
        for line in self.lines[:MOST]:
            heights = self._heights(line)
            for x, y, own, step in zip(line.xs, heights, line.ys, line.steps, strict=True):
                if math.isfinite(own) != math.isfinite(y):
                    continue
                height = math.log10(y) if self._log else y
                if not math.isfinite(own):
                    height = box.viewRange()[1][1]
                point = box.mapViewToScene(QPointF(x, height))
                away = math.hypot(point.x() - where.x(), (point.y() - where.y()) / 4)
                if found is None or away < found[0]:
                    found = away, step
        return None if found is None else found[1]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go to the neighbouring points."""
        places = sorted(
            {(x, s) for line in self.lines for x, s in zip(line.xs, line.steps, strict=True)}
        )
        later = [step for x, step in places if x > self._at]
        earlier = [step for x, step in places if x < self._at]
        if event.key() == Qt.Key.Key_Right and later:
            self.chosen.emit(later[0])
        elif event.key() == Qt.Key.Key_Left and earlier:
            self.chosen.emit(earlier[-1])
        else:
            event.ignore()


def _decades(lines: Sequence[Line]) -> float:
    """Over how many powers of ten the positive numbers of some curves reach."""
    logs = [math.log10(y) for line in lines for y in line.ys if 0 < y < math.inf]
    return math.ceil(max(logs)) - math.floor(min(logs)) - 1 if logs else 0.0


def _flawed(lines: Sequence[Line]) -> list[float]:
    """Where points of curves are NaN or Inf."""
    points = {
        x for line in lines for x, y in zip(line.xs, line.ys, strict=True) if not math.isfinite(y)
    }
    return sorted(points)
