"""The panel of forward mode: directions, tangents, and the cost of both modes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inspector.model.procession import send_forward
from inspector.model.recordings.recording import Recording
from inspector.panels.forward_mode import ForwardModePanel
from tests.panels.stage import session_with
from tests.runner.running import record
from tests.support.staging import Show, settle

SOURCE = """
x = torch.tensor([2.0, 3.0], requires_grad=True)
y = (x * x).sum()
y.backward()
"""


def made(show: Show) -> ForwardModePanel:
    recording = Recording(SOURCE)
    recording.extend(record(SOURCE))
    panel = ForwardModePanel(session_with(recording))
    show(panel, 340, 600)
    settle()
    return panel


def test_tangents_stand_beside_values_and_gradients(show: Show, qtbot: QtBot) -> None:
    panel = made(show)
    assert panel.table.texts() == [
        ("×", "[4, 9]", "[4, 0]", "[1, 1]"),
        ("Σ", "13", "4", "1"),
    ]
    assert panel.result.text().startswith("y changes 4 times as fast as x[0].")
    assert "4 products" not in panel.cost.text()
    assert "6 products" in panel.cost.text()


def test_another_direction_is_swept_when_chosen(show: Show, qtbot: QtBot) -> None:
    panel = made(show)
    panel.direction.setCurrentIndex(2)
    panel.direction.activated.emit(2)
    settle()
    assert panel.table.texts()[-1] == ("Σ", "13", "10", "1")
    assert "gradient says 10" in panel.result.text()


def test_the_key_sends_what_is_chosen_in_the_panel(show: Show, qtbot: QtBot) -> None:
    panel = made(show)
    panel.direction.setCurrentIndex(1)
    panel.direction.activated.emit(1)
    send_forward(panel.session)
    assert panel.session.marks.legs[0].text == "dx = [0, 1]"


def test_the_arrow_keys_walk_the_graph_with_the_sweep(show: Show, qtbot: QtBot) -> None:
    panel = made(show)
    panel.table.setFocus()
    for _ in range(2):
        QTest.keyClick(panel.table, Qt.Key.Key_Down)
    graph = panel.session.graph
    assert graph.by_key[panel.session.selection or ""].grad_fn == "SumBackward0"


def test_before_the_pass_there_is_nothing_to_sweep(show: Show, qtbot: QtBot) -> None:
    panel = made(show)
    panel.session.go(2)
    settle()
    assert panel.details.hint.isVisible()


def test_products_are_counted_while_tangents_and_gradients_travel(
    show: Show, qtbot: QtBot
) -> None:
    panel = made(show)
    marks = panel.session.marks
    panel.forward.click()
    assert panel.sending.text().startswith("Forward: 0 of 3 products, for this one direction.")
    marks.reach(len(marks.legs))
    assert panel.sending.text().endswith("The whole gradient takes 2 such sweeps.")
    assert "3 of 3 products" in panel.sending.text()
    panel.reverse.click()
    assert panel.sending.text().endswith("The whole gradient takes 1 such sweep.")
