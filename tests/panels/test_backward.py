"""The panel of the backward engine: its queue, and the memory of the graph."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inspector.model.recordings.events import NodeBackward
from inspector.model.recordings.recording import Recording
from inspector.panels.backward import BackwardPanel
from tests.panels.stage import session_with
from tests.runner.running import record
from tests.support.staging import Show, settle

SOURCE = """
x = torch.tensor(2.0, requires_grad=True)
y = x.exp() * x.sin()
y.backward()
"""


def made(show: Show) -> BackwardPanel:
    recording = Recording(SOURCE)
    recording.extend(record(SOURCE))
    panel = BackwardPanel(session_with(recording))
    show(panel, 320, 500)
    return panel


def test_the_queue_stands_live_while_a_backward_pass_runs(show: Show, qtbot: QtBot) -> None:
    panel = made(show)
    assert panel.turn.text().startswith("No backward pass runs")
    panel.session.go(panel.session.recording.of_kind(NodeBackward)[0] + 1)
    settle()
    assert panel.turn.text() == "Backward 1: 1 of 4 nodes have run, 2 ready, 1 waiting."
    assert panel.queue.texts() == [
        "▶ MulBackward0, line 3: 1/1, runs",
        "1. SinBackward0, line 3: 1/1, ready",
        "2. ExpBackward0, line 3: 1/1, ready",
        "◌ AccumulateGrad of x: 0/2, waits for ExpBackward0 and SinBackward0",
    ]


def test_a_row_selects_its_node(show: Show, qtbot: QtBot) -> None:
    panel = made(show)
    panel.session.go(panel.session.recording.of_kind(NodeBackward)[0] + 1)
    settle()
    panel.queue.setCurrentRow(1)
    QTest.keyClick(panel.queue, Qt.Key.Key_Return)
    chosen = panel.session.graph.by_key[panel.session.selection or ""]
    assert chosen.grad_fn == "SinBackward0"


def test_memory_is_told_over_time_and_the_curve_leads_to_a_step(show: Show, qtbot: QtBot) -> None:
    panel = made(show)
    assert panel.memory.text().startswith("0 B kept by 0 nodes now; at most")
    assert panel.holders.isHidden()
    panel.area.setFocus()
    QTest.keyClick(panel.area, Qt.Key.Key_Left)
    settle()
    QTest.keyClick(panel.area, Qt.Key.Key_Left)
    settle()
    assert panel.session.step < len(panel.session.recording)
    assert not panel.holders.isHidden()
    assert "MulBackward0" in panel.holders.texts()[0]
