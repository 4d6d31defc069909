"""Finding what is wrong with a program: by keys, through the real window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from inspector.model.recordings.events import NodeBackward, Op
from inspector.panels.ledger import LedgerPanel
from inspector.panels.why import WhyPanel
from tests.support.windows import Desk

KEYS = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def why(desk: Desk) -> WhyPanel:
    panel = desk.inspector.panels["why"]
    assert isinstance(panel, WhyPanel)
    return panel


def answers(desk: Desk) -> dict[str, str]:
    """The questions and answers that are shown."""
    desk.rest()
    return {
        view.question.text(): view.text.text() for view in why(desk).views if not view.isHidden()
    }


def select(desk: Desk, name: str) -> None:
    """Select a tensor by its variable."""
    moment, graph = desk.session.moment, desk.session.graph
    tensor = [t for t in desk.session.recording.tensors.born if moment.name(t) == name][-1]
    desk.session.select(graph.by_tensor[tensor].key)


def follow(desk: Desk, question: str) -> int:
    """Click the first step that an answer leads to; the line it is on."""
    desk.rest()
    view = next(view for view in why(desk).views if view.question.text() == question)
    chip = view.links.findChild(QPushButton)
    assert chip is not None
    chip.click()
    return desk.session.moment.line


def test_one_key_goes_from_a_nan_loss_to_the_operation_that_made_it(desk: Desk) -> None:
    desk.run(
        "import torch\n\nx = torch.tensor([1.0, 2.0], requires_grad=True)\n"
        "p = x - 2\nh = torch.log(p)\nloss = (h * 3).sum()\nloss.backward()\n"
    )
    select(desk, "loss")
    desk.press(KEYS.Key_W)
    assert "Why is loss not finite?" in answers(desk)
    desk.press(KEYS.Key_W, SHIFT)
    event = desk.session.moment.event
    assert isinstance(event, Op)
    assert (event.name, event.line) == ("log", 5)
    chosen = desk.session.graph.by_key[desk.session.selection or ""]
    assert chosen.grad_fn == "LogBackward0"


TRAINING = """\
import torch

w = torch.tensor(1.0, requires_grad=True)
for _ in range(3):
    {}
    (w * 2).backward()
"""


def test_a_forgotten_zero_grad_shows_when_both_runs_stand_side_by_side(desk: Desk) -> None:
    desk.run(TRAINING.format("w.grad = None"))
    panel = desk.inspector.panels["ledger"]
    assert isinstance(panel, LedgerPanel)
    desk.rest()
    desk.run(TRAINING.format("pass"))
    desk.rest()
    assert panel.other.itemText(1) == "the run before"
    panel.other.setFocus()
    panel.other.setCurrentIndex(1)
    panel.other.activated.emit(1)
    desk.rest()
    top = panel.tree.topLevelItem(0)
    assert top is not None
    rows = [top.child(number) for number in range(top.childCount())]
    assert [row.text(1) for row in rows if row] == [
        "0 + 2 = 2", "2 + 2 = 4", "4 + 2 = 6",
    ]  # fmt: skip
    beside = [row.child(0) for row in rows if row]
    assert [(row.text(0), row.text(1)) for row in beside if row] == [
        ("= before", "0 + 2 = 2"), ("≠ before", "0 + 2 = 2"), ("≠ before", "0 + 2 = 2"),
    ]  # fmt: skip


def test_a_detach_that_cut_the_graph_is_a_click_away_from_the_missing_gradient(
    desk: Desk,
) -> None:
    desk.run(
        "import torch\n\nw = torch.ones(2, requires_grad=True)\n"
        "v = torch.ones(2, requires_grad=True)\nh = (w * 2).detach()\n"
        "(h * v).sum().backward()\n"
    )
    select(desk, "w")
    desk.press(KEYS.Key_W)
    assert "detach on line 5 cut the way between" in answers(desk)["Why is w.grad None?"]
    assert follow(desk, "Why is w.grad None?") == 5


def test_a_second_backward_is_explained_with_the_call_that_freed_the_graph(desk: Desk) -> None:
    desk.run(
        "import torch\n\nx = torch.tensor(2.0, requires_grad=True)\ny = x * x\n"
        "y.backward()\ny.backward()\n"
    )
    desk.press(KEYS.Key_W)
    question = "What does this RuntimeError mean?"
    assert "retain_graph=True" in answers(desk)[question]
    assert follow(desk, question) == 5


def test_an_in_place_error_is_explained_with_what_changed_the_saved_tensor(desk: Desk) -> None:
    desk.run(
        "import torch\n\nx = torch.ones(2, requires_grad=True)\na = x.exp()\n"
        "a.add_(1)\na.sum().backward()\n"
    )
    desk.press(KEYS.Key_W)
    question = "What does this RuntimeError mean?"
    assert "changed in place" in answers(desk)[question]
    desk.session.select(None)
    desk.press(KEYS.Key_W, SHIFT)
    assert desk.session.moment.line == 5


SPOILT = """\
import torch

x = torch.zeros(2, requires_grad=True)
loss = (x**2).sum().sqrt()
loss.backward()
"""


def told(desk: Desk) -> str:
    """What is said above the graph once the run has been looked through."""
    desk.wait(lambda: not desk.inspector.spotting.busy)
    return desk.notice


def test_a_run_says_where_an_inf_begins_and_one_press_goes_there(desk: Desk) -> None:
    desk.run(SPOILT)
    select(desk, "x")
    assert told(desk).startswith("An Inf appears first at step ")
    assert told(desk).endswith(", in SqrtBackward0 on line 4.")
    desk.inspector.window.notice.buttons["Go to the first cause"].click()
    assert desk.notice == ""
    event = desk.session.moment.event
    assert isinstance(event, NodeBackward)
    assert event.name == "SqrtBackward0"
    (question,) = answers(desk)
    assert question == "Why does SqrtBackward0 send a gradient that is not finite?"
    desk.run(SPOILT)
    assert told(desk)
    desk.press(KEYS.Key_F5)
    desk.wait(lambda: not desk.session.running)
    desk.run(SPOILT.replace("zeros", "ones"))
    assert told(desk) == ""


def test_what_was_kept_from_an_audience_is_told_when_it_has_gone(desk: Desk) -> None:
    desk.press(KEYS.Key_F12)
    desk.run(SPOILT)
    assert told(desk) == ""
    desk.press(KEYS.Key_F12)
    assert told(desk).startswith("An Inf appears first at step ")


def test_nobody_is_told_what_is_to_be_predicted(desk: Desk) -> None:
    desk.session.prediction.turn(True, desk.session.recording, 0)
    desk.type(SPOILT)
    desk.press(KEYS.Key_F5)
    desk.wait(lambda: not desk.session.running and len(desk.session.recording) > 0)
    assert told(desk) == ""
    desk.session.prediction.turn(False, desk.session.recording, 0)
    assert told(desk).startswith("An Inf appears first at step ")
