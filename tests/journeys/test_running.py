"""From a program to its gradients, through the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from inspector.model.looks.look import Phase
from inspector.model.recordings.events import Error, Op, Printed
from inspector.shell.background.layouting import WHILE_GROWING
from tests.support.windows import PRODUCT, Desk

FAILING = """\
import torch

x = torch.tensor(2.0, requires_grad=True)
y = x * x
y.backward()
y.backward()
"""


@pytest.fixture
def only_this_run() -> None:
    """A process is started for the next run too, as it is for everybody."""


def test_a_first_run_grows_the_graph_and_ends_with_the_gradients(desk: Desk) -> None:
    desk.type("")
    desk.inspector.refresh()
    assert not desk.inspector.actions.by_id["run.run"].isEnabled(), "there is nothing to run"
    desk.type(PRODUCT)
    desk.press(Qt.Key.Key_F5)
    desk.wait(lambda: desk.session.running)
    seen: list[int] = []
    desk.session.step_changed.connect(lambda _, new: seen.append(new))
    desk.wait(lambda: not desk.session.running and not desk.inspector.player.playing)
    desk.rest()
    assert seen == sorted(seen), "playing went back"
    assert desk.session.step == len(desk.session.recording)
    assert len(desk.session.graph.vertices) == 4
    gradients = {
        state.name: state.grad
        for vertex in desk.session.graph.vertices
        if (state := desk.session.moment.tensor(vertex.tensor)) and state.grad
    }
    assert set(gradients) == {"x", "w"}
    assert set(desk.inspector.layouting.geometry.index) == set(desk.session.graph.by_key)
    printed = "".join(
        event.text for event in desk.session.recording.events if isinstance(event, Printed)
    )
    assert printed == "tensor(12.) tensor(4.)\n"


def test_an_error_is_shown_at_its_node_until_a_next_run_and_a_run_as_stale_once_one_types(
    desk: Desk,
) -> None:
    desk.run(FAILING)
    error = desk.session.moment.error
    assert isinstance(error, Error)
    assert error.line == 6
    assert "second time" in error.message
    failed = desk.session.graph.by_node[error.node]
    look = desk.session.appearance.vertex(failed.key)
    assert look.alarm == "error"
    assert look.phase is not Phase.UNBORN
    desk.run("x = (\n")
    assert isinstance(desk.session.moment.error, Error)
    desk.run(PRODUCT)
    assert desk.session.moment.error is None
    assert not desk.session.stale
    desk.type(PRODUCT + "print(1)\n")
    assert desk.session.stale, "what was typed has not run"
    desk.run(PRODUCT + "print(1)\n")
    assert not desk.session.stale


def test_an_endless_loop_is_stopped_and_keeps_what_it_recorded(desk: Desk) -> None:
    desk.type(PRODUCT + "while True:\n    pass\n")
    desk.press(Qt.Key.Key_F5)
    desk.wait(lambda: len(desk.session.graph.vertices) == 4)
    desk.press(Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    desk.wait(lambda: not desk.session.running)
    assert desk.session.recording.complete
    assert len(desk.session.graph.vertices) == 4


def test_a_graph_that_grows_without_end_never_keeps_the_window_from_stopping(desk: Desk) -> None:
    desk.type(PRODUCT + "while True:\n    y = y * 1.0\n")
    desk.press(Qt.Key.Key_F5)
    desk.wait(lambda: len(desk.session.recording.of_kind(Op)) > 2 * WHILE_GROWING)
    assert len(desk.inspector.layouting.geometry.index) <= WHILE_GROWING
    desk.press(Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    desk.wait(lambda: not desk.session.running)
    assert desk.session.recording.complete
    assert len(desk.session.graph.vertices) > 2 * WHILE_GROWING


def test_a_second_run_takes_the_place_of_one_that_goes_on(desk: Desk) -> None:
    desk.type("while True:\n    pass\n")
    desk.press(Qt.Key.Key_F5)
    desk.wait(lambda: desk.session.running)
    desk.run(PRODUCT)
    assert desk.session.recording.source == PRODUCT
