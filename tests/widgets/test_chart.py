"""A chart's own words grow with the text around it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QPainter, QPixmap

from inspector.theme.tokens import LIGHT
from inspector.widgets.chart import Chart, Line
from tests.support.staging import Show, settle


def test_what_stands_below_a_chart_is_as_large_as_its_numbers(show: Show) -> None:
    chart = Chart("Over the run")
    show(chart, 400, 300)
    chart.wear(LIGHT, 2.0)
    axis = chart.plot.getPlotItem().getAxis("bottom")
    assert axis.labelStyle["font-size"] == f"{round(2 * LIGHT.small)}px"


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_number_at_the_right_end_is_seen_whole(show: Show, scale: float) -> None:
    chart = Chart("Over the run")
    show(chart, 400, 500)
    chart.wear(LIGHT, scale)
    chart.show_lines([Line("loss", (0, 200, 400), (3.0, 2.0, 1.0), (1, 2, 3))], "step", False)
    settle()
    chart.grab()
    axis = chart.plot.getPlotItem().getAxis("bottom")
    canvas = QPixmap(8, 8)
    with QPainter(canvas) as painter:
        painter.setFont(axis.style["tickFont"])
        *_, texts = axis.generateDrawSpecs(painter)
    box = next(rect for rect, _, text in texts if text == "400")
    assert axis.mapRectToScene(box).right() <= chart.plot.width()
