"""What follows a gap in a recording is right, and the last turns of any loop are there."""

from __future__ import annotations

import pytest

from inspector.model.moments.bands import bands
from inspector.model.moments.moment import Moment
from inspector.model.questions.explain import sentence
from inspector.model.recordings.arrays import array
from inspector.model.recordings.events import (
    UNSEEN,
    AnyEvent,
    End,
    Limit,
    Op,
    Printed,
    Statement,
    Update,
)
from inspector.model.recordings.packing import Constant, Unpacker
from inspector.model.recordings.recording import Recording
from inspector.model.recordings.soundness import Inspection
from inspector.runner.limits import Limits
from inspector.runner.sending.ring import LAST, MOST, Ring
from inspector.runner.sending.sink import Sink
from tests.runner.running import of, run

SHRINKING = """\
import torch
w = torch.tensor(1.0, requires_grad=True)
carried = torch.tensor(0.0)
best = n = 0
while w.item() > 1e-3:
    n += 1
    if n % 100 == 37:
        best = n
    loss = w * 0.5
    carried = carried + loss.detach()
    loss.backward()
    with torch.no_grad():
        w *= 0.99
    {clear}
    if n % 100 == 0:
        print(n)
raise ValueError("over")
"""
COUNTED = SHRINKING.replace("while w.item() > 1e-3", "for n in range(687)").replace(
    "    n += 1\n", ""
)
PROGRAMS = {
    "held back": SHRINKING.format(clear="w.grad = None"),
    "with a gradient that grows": SHRINKING.format(clear="pass"),
    "left out": COUNTED.format(clear="w.grad = None"),
}


@pytest.fixture(scope="module", params=PROGRAMS.values(), ids=PROGRAMS)
def recording(request: pytest.FixtureRequest) -> Recording:
    recording = Recording(request.param, "loop.py")
    recording.extend(run(request.param, Limits(events=4_000)))
    return recording


def known(recording: Recording, step: int) -> dict[str, str]:
    """The module's plain variables at a step."""
    frames = Moment(recording, step).variables()
    return {each.name: each.text for each in frames[0].bindings if each.text}


def products(recording: Recording) -> list[int]:
    """Where each turn that is kept multiplies the weight."""
    found = (recording.events[index] for index in recording.of_kind(Op))
    ops = [event for event in found if isinstance(event, Op) and event.name == "mul"]
    return [recording.ops[event.op] for event in ops if not event.in_place]


def test_the_last_three_turns_are_kept_one_after_the_other(recording: Recording) -> None:
    turns = [int(known(recording, index)["n"]) for index in products(recording)]
    last = 688 if "while" in recording.source else 686
    assert turns[-3:] == [last - 2, last - 1, last]
    assert len(turns) < 400
    (told,) = of(Limit, recording.events)
    assert "turns of the loop" in told.what


def test_a_weight_is_shown_as_it_was_when_it_was_used(recording: Recording) -> None:
    for index in products(recording):
        event = recording.events[index]
        assert isinstance(event, Op)
        weight = Moment(recording, index).tensor(event.inputs[0].tensor or 0)
        assert weight is not None
        half, whole = array(event.outputs[0].value), array(weight.value)
        assert float(half) == pytest.approx(0.5 * float(whole), rel=1e-6)


def test_a_variable_bound_in_a_turn_that_is_not_kept_is_known(recording: Recording) -> None:
    for index in products(recording):
        n = int(known(recording, index)["n"])
        expected = n - (n - 37) % 100 if n >= 37 else 0
        assert int(known(recording, index)["best"]) == expected


def test_a_gradient_is_shown_as_it_is_though_its_sum_was_not_recorded(
    recording: Recording,
) -> None:
    leaf = Moment(recording, len(recording)).tensor(next(iter(recording.tensors.grads)))
    assert leaf is not None
    if "None" in recording.source:
        assert leaf.grad is None
    else:
        assert leaf.grad is not None
        assert float(array(leaf.grad)) == 0.5 * 688


def test_what_is_kept_is_sound_and_all_that_was_printed_is_there(recording: Recording) -> None:
    inspection, events = Inspection(), recording.events
    for event in events:
        inspection.check(event)
    assert any(event.how == UNSEEN for event in of(Update, events))
    printed = "".join(e.text for e in of(Printed, events) if e.stream == "stdout")
    assert printed.split()[-6:] == ["100", "200", "300", "400", "500", "600"]
    assert isinstance(events[-1], End)
    assert events[-1].reason == "error"


EVENT = Printed("stdout", "x")


def test_a_kept_turn_that_is_too_long_is_sent_with_what_was_held_back_before_it() -> None:
    unpack, found = Unpacker().unpack, list[AnyEvent]()
    sink = Sink(lambda batch: found.extend(unpack(list(batch))) or 0, Limits())
    sink.hold(keep=False)
    sink.add(Constant(1, Statement(1)))
    sink.add([1])
    sink.turn(keep=True)
    sink.add(Constant(2, Statement(2)))
    sink.text("stdout", "said")
    for _ in range(MOST):
        sink.add([2])
    sink.flush()
    assert sink.holding
    assert found == [Printed("stdout", "said")]
    sink.add([2])
    sink.flush()
    assert not sink.holding
    assert found[1:] == [Statement(1), *[Statement(2)] * (MOST + 1)]
    assert sink.sent == len(found) + 2


def test_a_ring_has_the_turn_that_runs_and_the_last_whole_ones() -> None:
    ring, dropped = Ring(), 0
    turns: list[list[AnyEvent]] = [[Printed("stdout", str(n))] * n for n in range(9)]
    for turn in turns:
        sent, count = ring.turn()
        assert sent == []
        dropped += count + ring.take(turn)
    assert ring.all() == [event for turn in turns[-LAST - 1 :] for event in turn]
    assert dropped == sum(range(9 - LAST - 1))
    assert ring.drop() == ([], sum(range(9 - LAST - 1, 9)))
    assert ring.all() == []


def test_a_turn_that_is_to_be_kept_is_sent_when_it_leaves() -> None:
    ring = Ring(keep=True)
    ring.take([EVENT] * 5)
    for _ in range(LAST):
        assert ring.turn() == ([], 0)
    assert ring.turn() == ([EVENT] * 5, 0)


def test_a_turn_that_is_too_long_is_dropped_and_the_next_is_not() -> None:
    ring = Ring()
    assert ring.take([EVENT] * MOST) == 0
    assert ring.take([EVENT]) == MOST + 1
    assert ring.take([EVENT]) == 1
    ring.turn(keep=True)
    assert ring.take([EVENT]) == 0
    assert ring.all() == [EVENT]
    assert not ring.bursts
    ring.take([EVENT] * MOST)
    assert ring.bursts


def test_what_came_of_turns_that_were_left_out_is_said_and_is_no_act(recording: Recording) -> None:
    told = set(recording.of_kind(Update))
    assert told
    assert "In turns that were left out, w became" in sentence(recording, min(told) + 1)
    assert not told & {band.start for band in bands(recording) if band.kind == "update"}
