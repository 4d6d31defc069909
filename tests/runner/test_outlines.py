"""Where little room is left the graph alone is kept, and nothing old is shown as new."""

from __future__ import annotations

import pytest

from inspector.model.graphs.graph import build
from inspector.model.graphs.vertex import View
from inspector.model.moments.moment import Moment
from inspector.model.recordings.arrays import is_told
from inspector.model.recordings.events import (
    AnyEvent,
    BackwardBegin,
    BackwardEnd,
    End,
    Limit,
    NodeBackward,
    Op,
    Statement,
    Update,
)
from inspector.model.recordings.facts import Value
from inspector.model.recordings.format import value_text
from inspector.model.recordings.recording import Recording
from inspector.model.recordings.soundness import Inspection
from inspector.model.session import Session
from inspector.runner.limits import Limits
from inspector.runner.sending.outlines import LEFT_OUT, hollow
from tests.runner.running import of, run

LINES = """\
import torch
w = torch.tensor([0.5, 2.0], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
y, n = w * 1, 0
"""
ROUND = "y = y * w + 1\nn = n + 1\n"
LAST = "y.sum().backward()\noptimizer.step()\nprint('over')\n"
PROGRAM = LINES + 420 * ROUND + LAST


@pytest.fixture(scope="module")
def events() -> list[AnyEvent]:
    return run(PROGRAM, Limits(events=2_600))


@pytest.fixture(scope="module")
def recording(events: list[AnyEvent]) -> Recording:
    recording = Recording(PROGRAM, "long.py")
    recording.extend(events)
    return recording


def test_all_operations_and_statements_are_there_to_the_end(events: list[AnyEvent]) -> None:
    assert len(of(Op, events)) >= 2 * 420 + 2
    assert [event.line for event in of(Statement, events)] == list(range(2, 848))
    assert len(of(BackwardBegin, events)) == len(of(BackwardEnd, events)) == 1
    assert events[-1] == End(0)


def test_it_is_told_once_and_from_there_on_no_value_is_kept(events: list[AnyEvent]) -> None:
    (told,) = of(Limit, events)
    assert told.what == LEFT_OUT
    place = events.index(told)
    before, after = of(Op, events[:place]), of(Op, events[place:])
    assert all(is_told(one.outputs[0].value) for one in before)
    assert not any(is_told(one.outputs[0].value) for one in after)
    assert {one.outputs[0].value.shape for one in after} == {(2,), ()}
    assert not of(NodeBackward, events)


def test_what_is_left_is_sound_and_makes_the_whole_graph(recording: Recording) -> None:
    inspection = Inspection()
    for event in recording.events:
        inspection.check(event)
    graph = build(recording, View.OPERATIONS)
    assert len([vertex for vertex in graph.vertices if vertex.op is not None]) >= 842


def test_a_value_that_changed_unseen_is_said_not_to_be_recorded(recording: Recording) -> None:
    (update,) = recording.of_kind(Update)
    event = recording.events[update]
    assert isinstance(event, Update)
    before, after = (Moment(recording, step).tensor(event.tensor) for step in (update, update + 1))
    assert before is not None
    assert after is not None
    assert value_text(before.value) == "[0.5, 2]"
    assert value_text(after.value) == "2 float32, not recorded"
    assert after.grad is not None
    assert not is_told(after.grad)


def test_every_step_of_it_can_be_shown(recording: Recording) -> None:
    session = Session()
    session.open_recording(recording)
    for step in range(0, len(recording) + 1, 211):
        session.go(step)
        assert session.sentence or not step
        assert session.appearance
        for tensor in recording.tensors.grads:
            session.moment.ledger(tensor)


def test_only_values_are_emptied() -> None:
    value = Value((2,), "float32", bytes(8))
    update = Update(1, "SGD.step", value, value, 3, 7)
    empty = Value((2,), "float32", b"", whole=False)
    assert hollow(update) == Update(1, "SGD.step", empty, empty, 3, 7)
    assert hollow(End(2, "error", "no")) == End(2, "error", "no")
