"""A chart's own words grow with the text around it."""

from __future__ import annotations

from inspector.theme.tokens import LIGHT
from inspector.widgets.chart import Chart
from tests.support.staging import Show


def test_what_stands_below_a_chart_is_as_large_as_its_numbers(show: Show) -> None:
    chart = Chart("Over the run")
    show(chart, 400, 300)
    chart.wear(LIGHT, 2.0)
    axis = chart.plot.getPlotItem().getAxis("bottom")
    assert axis.labelStyle["font-size"] == f"{round(2 * LIGHT.small)}px"
