"""The panel of plots: curves, gradient flow, and what a click leads to."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inspector.model.recordings.recording import Recording
from inspector.panels.plots import PlotsPanel
from inspector.theme.tokens import THEMES
from tests.panels.stage import session_with
from tests.runner.running import record
from tests.support.staging import Show, settle

SOURCE = """
import math
w = torch.tensor(4.0, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)
for turn in range(4):
    loss = w * w + b
    loss.backward()
    with torch.no_grad():
        w -= 0.25 * w.grad
    w.grad = None
"""


def made(show: Show, source: str = SOURCE) -> PlotsPanel:
    recording = Recording(source)
    recording.extend(record(source))
    panel = PlotsPanel(session_with(recording))
    show(panel, 340, 600)
    settle()
    return panel


def test_the_loss_is_plotted_first_and_told_in_words(show: Show, qtbot: QtBot) -> None:
    panel = made(show)
    assert panel.what.currentText() == "loss"
    assert panel.note.text() == "loss: now 1.25, from 17 to 1.25 in 4 values."


def test_an_arrow_key_goes_to_the_points_of_the_curve(show: Show, qtbot: QtBot) -> None:
    panel = made(show)
    assert panel.chart is not None
    for number in ("1.25", "2", "5", "17"):
        QTest.keyClick(panel.chart, Qt.Key.Key_Left)
        settle()
        assert f"now {number}," in panel.note.text()
    QTest.keyClick(panel.chart, Qt.Key.Key_Right)
    settle()
    assert "now 5," in panel.note.text()


def test_a_click_on_the_chart_goes_to_the_nearest_point(show: Show, qtbot: QtBot) -> None:
    panel = made(show)
    chart = panel.chart
    assert chart is not None
    inner = chart.plot.viewport()
    left = QPoint(inner.width() // 6, inner.height() // 4)
    QTest.mouseClick(inner, Qt.MouseButton.LeftButton, pos=left)
    settle()
    assert "now 17," in panel.note.text()


def test_points_that_are_not_finite_stand_at_the_top_and_can_be_clicked(
    show: Show, qtbot: QtBot
) -> None:
    panel = made(show, SOURCE.replace("w * w + b", "w * w + b * [1.0, 2.0, math.nan, 3.0][turn]"))
    chart = panel.chart
    assert chart is not None
    (line,) = chart.lines
    assert chart.flaws.xvals == [line.xs[2]]
    box = chart.plot.getPlotItem().getViewBox()
    top = box.mapViewToScene(QPointF(line.xs[2], box.viewRange()[1][1])).toPoint()
    QTest.mouseClick(chart.plot.viewport(), Qt.MouseButton.LeftButton, pos=top + QPoint(0, 4))
    settle()
    assert "now NaN," in panel.note.text()
    assert "1 value not finite: bars at the top." in panel.note.text()


def test_a_curve_without_any_finite_point_has_only_its_bars(show: Show, qtbot: QtBot) -> None:
    panel = made(show, SOURCE.replace("w * w + b", "w * w + b * math.nan"))
    assert panel.chart is not None
    assert len(panel.chart.flaws.xvals) == 4
    assert "now NaN, from NaN to NaN in 4 values. 4 values not finite" in panel.note.text()
    panel.chart.plot.grab()


def test_norms_are_plotted_by_turn_for_all_parameters(show: Show, qtbot: QtBot) -> None:
    panel = made(show)
    panel.what.setCurrentText("Gradient norms")
    panel.what.activated.emit(panel.what.currentIndex())
    panel.turns.setChecked(True)
    panel.log.setChecked(True)
    settle()
    assert panel.chart is not None
    assert [(line.name, line.xs) for line in panel.chart.lines] == [
        ("w", (1, 2, 3, 4)),
        ("b", (1, 2, 3, 4)),
    ]
    assert panel.chart.lines[0].ys == (8.0, 4.0, 2.0, 1.0)


def test_layers_are_listed_with_their_gradients_and_a_row_selects_one(
    show: Show, qtbot: QtBot
) -> None:
    panel = made(show)
    assert panel.flow.texts() == [("w", "1"), ("b", "1")]
    panel.flow.setFocus()
    QTest.keyClick(panel.flow, Qt.Key.Key_Down)
    QTest.keyClick(panel.flow, Qt.Key.Key_Return)
    chosen = panel.session.graph.by_key[panel.session.selection or ""]
    assert panel.session.moment.name(chosen.tensor) == "b"


@pytest.mark.parametrize("theme", THEMES)
def test_the_chart_wears_every_theme(theme: str, show: Show, qtbot: QtBot) -> None:
    panel = made(show)
    panel.set_theme(THEMES[theme])
    settle()
    assert panel.chart is not None
    middle = panel.chart.plot.grab().toImage().pixelColor(3, 3)
    assert middle.name() == THEMES[theme].panel


def test_what_is_still_to_be_predicted_is_not_plotted(show: Show, qtbot: QtBot) -> None:
    panel = made(show)
    panel.session.prediction.turn(True, panel.session.recording, 0)
    panel.session.go(0)
    settle()
    assert panel.chart is not None
    shown = [step for line in panel.chart.lines for step in line.steps]
    assert all(step <= panel.session.horizon for step in shown)
