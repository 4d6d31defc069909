"""Finding what is wrong with a program: by keys, through the real window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from inspector.model.recordings.events import Op
from inspector.panels.ledger import LedgerPanel
from inspector.panels.why import WhyPanel
from tests.support.staging import settle
from tests.support.windows import Desk

KEYS = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def why(desk: Desk) -> WhyPanel:
    panel = desk.inspector.panels["why"]
    assert isinstance(panel, WhyPanel)
    return panel


def answers(desk: Desk) -> dict[str, str]:
    """The questions and answers that are shown."""
    settle()
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
    settle()
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
    settle()
    desk.run(TRAINING.format("pass"))
    settle()
    assert panel.other.itemText(1) == "the run before"
    panel.other.setFocus()
    panel.other.setCurrentIndex(1)
    panel.other.activated.emit(1)
    settle()
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
