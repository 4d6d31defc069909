"""The view into a layer that is one node: its gates, step of time by step of time."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from inspector.panels.explain import ExplainPanel
from inspector.panels.time_view import TimeView
from tests.panels.stage import session_with
from tests.panels.test_explain import recorded
from tests.support.staging import Show, settle

LAYER = """
torch.manual_seed(3)
layer = torch.nn.LSTM(1, 2)
x = torch.randn(3, 1, 1)
out, _ = layer(x)
out.sum().backward()
"""


def shown(show: Show, label: str, step: int | None = None) -> ExplainPanel:
    session = session_with(recorded(LAYER), step)
    session.select(next(one.key for one in session.graph.vertices if one.label == label))
    panel = ExplainPanel(session)
    show(panel, 340, 900)
    return panel


def back(view: TimeView) -> list[str]:
    return [line.text for line in view.back.formulas if not line.isHidden()]


def test_a_layer_of_one_node_shows_the_gates_of_the_step_that_is_chosen(
    show: Show, qtbot: QtBot
) -> None:
    view = shown(show, "LSTM").time
    assert not view.isHidden()
    first = back(view)
    assert first[0].startswith("∂L/∂h_t = incoming + from the step after = 1 + ")
    view.boxes[0].setValue(2)
    settle()
    assert view.forward.heading.text() == "Step 2, forward"
    assert back(view)[0] == "∂L/∂h_t = incoming + from the step after = 1 + 0 = 1"
    assert view.boxes[0].maximum() == 2
    assert [box.isHidden() for box in view.boxes] == [False, True, False]


def test_what_comes_back_is_there_once_the_node_has_run(show: Show, qtbot: QtBot) -> None:
    panel = shown(show, "LSTM")
    step = next(n for n in panel.session.recording.nodes.runs[1])
    panel.session.go(step)
    settle()
    assert back(panel.time) == []
    assert "once the node has run" in panel.time.back.note.text()
    panel.session.go(step + 1)
    settle()
    assert len(back(panel.time)) == 7


def test_other_nodes_have_no_steps_of_time(show: Show, qtbot: QtBot) -> None:
    assert shown(show, "Σ").time.isHidden()
