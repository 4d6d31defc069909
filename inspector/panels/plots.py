"""Numbers over the run: a loss, the norms of gradients and parameters; and layer by layer."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QVBoxLayout

from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import counted
from inspector.model.questions.curves import Curve, Curves, Sort
from inspector.model.questions.flow import Health, Layer, layers
from inspector.model.questions.intermediates import Intermediates
from inspector.model.recordings.events import BackwardBegin
from inspector.model.recordings.format import number_text
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from inspector.panels.panel import Panel
from inspector.panels.sections import Details, Section
from inspector.widgets.chooser import chooser
from inspector.widgets.flow import in_rows
from inspector.widgets.labels import plain
from inspector.widgets.log_bars import LogBar, LogBars

if TYPE_CHECKING:
    from inspector.widgets.chart import Chart

GRADIENTS, VALUES = "Gradient norms", "Parameters (norms)"
ACTIVATIONS, PASSED = "Activations (norms)", "Gradients of activations (norms)"
MOST = 8
"""Curves that are drawn at once."""
_EMPTY = "Run a program (F5) that repeats something, a training loop: its loss is plotted here."
_NOTHING = "Nothing has had two values yet. A loss is plotted once it is computed twice."
_RULE = (
    "Root mean square of each gradient's elements, as the last backward pass sent it. Below a "
    "thousandth of the middle layer's it vanishes, above a thousand times that it explodes."
)


class PlotsPanel(Panel):
    """One scalar, or the norms of all parameters, over steps or turns; a click goes there."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "plotsPanel")
        self.what = chooser("What is plotted")
        self.turns = QCheckBox("By turn")
        self.turns.setToolTip("Count the values of each curve instead of the steps of the run")
        self.log = QCheckBox("Log scale")
        self.log.setToolTip("Use a logarithmic scale")
        self.note = plain("", "muted")
        self.flow = LogBars("Gradients, layer by layer")
        self.rule = plain(_RULE, "muted")
        self.details = Details("Plots")
        self.chart: Chart | None = None
        self._curves = Curves(session.recording)
        self._between = Intermediates(session.recording)
        self._offered: tuple[str, ...] = ()
        self._chosen = ""
        self._build()
        self.what.activated.connect(self._choose)
        for box in (self.turns, self.log):
            box.toggled.connect(self.refresh_later)
        self.watch(session.recording_changed, session.recording_grew, session.step_changed)
        self.watch(session.prediction.changed)
        self.dress()

    def _build(self) -> None:
        self._plot, self._layers = Section("Over the run"), Section("Gradient flow")
        self._plot.add(self.what)
        self._plot.add(in_rows(self.turns, self.log))
        self._plot.add(self.note)
        self._layers.add(self.flow)
        self._layers.add(self.rule)
        self.details.add(self._plot)
        self.details.add(self._layers)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.details)
        self.setFocusProxy(self.what)

    def wear(self) -> None:
        self.flow.wear(self.theme)
        if self.chart is not None:
            self.chart.wear(self.theme, self.scale)

    def refresh(self) -> None:
        session = self.session
        if session.recording is not self._curves.recording:
            self._curves = Curves(session.recording)
            self._between = Intermediates(session.recording)
        self._curves.follow()
        self._between.follow()
        self._offer()
        found = layers(session.moment)
        self.details.show_hint(self._hint(found))
        self._plot.setVisible(bool(self._offered))
        self._layers.setVisible(bool(found))
        self.flow.show_bars([self._strength(one) for one in found])
        if self._offered:
            self._draw()

    def _hint(self, found: Sequence[Layer]) -> str:
        if self._offered or found:
            return ""
        return _NOTHING if len(self.session.recording) else _EMPTY

    def _offer(self) -> None:
        """List what can be plotted, the loss first; what was chosen stays so."""
        curves = self._curves
        scalars = sorted(curves.of(Sort.SCALAR), key=_unlikely(curves.recording))
        norms = [title for title in _NORMS if self._shown(title)]
        offered = (*(one.name for one in scalars), *norms)
        if offered == self._offered:
            return
        self._offered = offered
        self.what.clear()
        self.what.addItems(list(offered))
        place = offered.index(self._chosen) if self._chosen in offered else 0
        self.what.setCurrentIndex(place)

    def _choose(self) -> None:
        self._chosen = self.what.currentText()
        self.refresh_later()

    def _draw(self) -> None:
        session, title = self.session, self.what.currentText()
        curves = self._shown(title)
        chart = self._made_chart()
        line = import_module("inspector.widgets.chart").Line
        by_turn = self.turns.isChecked()
        horizon = session.horizon
        lines = []
        for one in spread(curves):
            stop = one.until(horizon)
            xs = one.turns if by_turn else one.steps
            lines.append(
                line(
                    one.name, tuple(xs[:stop]), tuple(one.numbers[:stop]), tuple(one.steps[:stop])
                )
            )
        chart.show_lines(lines, "turn" if by_turn else "step", self.log.isChecked())
        chart.show_now(_turn(curves[0], session.step) if by_turn else session.step)
        self.note.setText(_said(curves, session.step, horizon))

    def _shown(self, title: str) -> list[Curve]:
        if title in _NORMS:
            within = title in (ACTIVATIONS, PASSED)
            return (self._between if within else self._curves).of(_NORMS[title])
        return [one for one in self._curves.of(Sort.SCALAR) if one.name == title]

    def _made_chart(self) -> Chart:
        """The chart, made when it is first looked at: pyqtgraph takes half a second to load."""
        if self.chart is None:
            self.chart = import_module("inspector.widgets.chart").Chart("Plot")
            self.chart.chosen.connect(self.session.arrive)
            self.chart.wear(self.theme, self.scale)
            self._plot.rows.insertWidget(3, self.chart)
        return self.chart

    def _strength(self, one: Layer) -> LogBar:
        number = number_text(one.gradient)
        text = one.health.value or number
        if one.health in (Health.VANISHING, Health.EXPLODING):
            text = f"{text}, {number}"
        ill = one.health is not Health.SOUND
        return LogBar(one.name, one.gradient, text, ill, self._go_to(one))

    def _go_to(self, one: Layer) -> Callable[[], None]:
        def go() -> None:
            vertex = self.session.graph.by_tensor.get(one.tensor)
            if vertex is not None:
                self.session.select(vertex.key)

        return go


_NORMS = {
    GRADIENTS: Sort.GRADIENT,
    VALUES: Sort.VALUE,
    ACTIVATIONS: Sort.ACTIVATION,
    PASSED: Sort.PASSED,
}


def _unlikely(recording: Recording) -> Callable[[Curve], int]:
    """A key that sorts variables: roots, then what is called a loss, others, and what counts."""
    begins = (recording.events[index] for index in recording.of_kind(BackwardBegin)[:1])
    roots = [root for event in begins if isinstance(event, BackwardBegin) for root in event.roots]
    end = Moment(recording, len(recording))
    names = {end.name(root) for root in roots}

    def key(curve: Curve) -> int:
        name = curve.name.split()[0]
        return 0 if name in names else 1 if "loss" in name.lower() else 2 + curve.counts

    return key


def spread(curves: Sequence[Curve]) -> list[Curve]:
    """As many curves as can be told apart: the first, the last, and some between."""
    if len(curves) <= MOST:
        return list(curves)
    return [curves[round(place * (len(curves) - 1) / (MOST - 1))] for place in range(MOST)]


def _turn(curve: Curve, step: int) -> float:
    """The turn of a curve at a step, 0 before the first."""
    place = curve.until(step)
    return curve.turns[place - 1] if place else 0


def _said(curves: Sequence[Curve], step: int, horizon: int) -> str:
    """What the chart shows, in words: for a screen reader, and to tell what it leaves out."""
    parts = []
    if len(curves) == 1:
        one = curves[0]
        stop, known = one.until(step), one.numbers[: one.until(horizon)]
        now = f"now {number_text(known[stop - 1])}, " if stop else ""
        ends = f"from {number_text(known[0])} to {number_text(known[-1])}" if known else "none"
        parts.append(f"{one.name}: {now}{ends} in {len(known) * one.every:,} values.")
    if len(curves) > MOST:
        parts.append(f"{MOST} of {len(curves)} curves, from the first to the last.")
    shown = (number for one in curves for number in one.numbers[: one.until(horizon)])
    ill = sum(not math.isfinite(number) for number in shown)
    if ill:
        parts.append(f"{counted(ill, 'value')} not finite: bars at the top.")
    thinned = max(one.every for one in curves)
    if thinned > 1:
        parts.append(f"Only every {thinned}th value is kept.")
    return " ".join(parts)
