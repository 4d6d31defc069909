from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.model.moments.navigation import Band, Stops, bands, next_stop
from inspector.model.recordings.events import (
    AnyEvent,
    Created,
    GradSet,
    NodeBackward,
    Op,
    Statement,
)
from inspector.model.recordings.recording import Recording
from tests.model.programs import runs
from tests.model.script import Script
from tests.support.recordings import cubic, untracked, value


def walk(recording: Recording, stops: Stops, forward: bool) -> list[int]:
    """All steps on the way from one end of the recording to the other."""
    step = 0 if forward else len(recording)
    found = []
    while step != (len(recording) if forward else 0):
        step = next_stop(recording, step, stops, forward)
        found.append(step)
    return found


def kinds(recording: Recording, steps: list[int]) -> set[type]:
    return {type(recording.events[step - 1]) for step in steps}


def test_stepping_by_statement_stops_where_each_is_about_to_run():
    recording = cubic()
    steps = walk(recording, Stops.STATEMENT, forward=True)
    assert kinds(recording, steps[:-1]) == {Statement}
    assert [recording.line_at(step - 1) for step in steps[:-1]] == [1, 3, 4, 5, 6, 7, 8, 9]
    assert steps[-1] == len(recording)


def test_stepping_by_operation_and_by_backward_node():
    recording = cubic()
    operations = walk(recording, Stops.OPERATION, forward=True)
    assert kinds(recording, operations[:-1]) == {Op}
    assert len(operations) == 4 + 1
    backward = walk(recording, Stops.BACKWARD, forward=True)
    assert NodeBackward in kinds(recording, backward)
    assert len(backward) == 2 * 5 + 1


@given(runs(), st.sampled_from(Stops))
@settings(max_examples=60, deadline=None)
def test_stepping_back_visits_the_same_stops_in_reverse(events: list[AnyEvent], stops: Stops):
    recording = Recording()
    recording.extend(events)
    forth = walk(recording, stops, forward=True)
    back = walk(recording, stops, forward=False)
    inner = [step for step in forth if step != len(recording)]
    assert [step for step in reversed(back) if step] == inner
    expected = [i + 1 for i, e in enumerate(events) if isinstance(e, stops.value)]
    assert inner == [step for step in expected if step != len(recording)]


@pytest.mark.parametrize("stops", Stops)
def test_an_empty_recording_has_nowhere_to_go(stops: Stops):
    assert next_stop(Recording(), 0, stops, forward=True) == 0
    assert next_stop(Recording(), 0, stops, forward=False) == 0


def test_the_bands_of_two_passes_and_a_clearing():
    assert [(band.kind, band.line) for band in bands(cubic())] == [
        ("forward", 3),
        ("backward", 5),
        ("backward", 7),
        ("zero", 9),
    ]


def test_a_pass_that_still_runs_reaches_to_the_end():
    recording = Recording()
    recording.extend(cubic().events[:16])
    assert bands(recording)[-1] == Band("backward", 12, 16, 5)


def test_operations_outside_the_graph_are_forward_too():
    assert [band.kind for band in bands(untracked())] == ["forward"]


def test_a_parameter_changed_by_hand_under_no_grad_is_an_update():
    script = Script()
    w = script.leaf(1.0, "w")
    loss = script.op("mul", w, w)
    script.backward(loss)
    script.mode(False)
    change = script.op("mul", w, "0.1")
    script.op("sub", w, change, in_place=True)
    script.mode(True)
    assert [band.kind for band in bands(script.recording)] == ["forward", "backward", "update"]


def test_looking_at_a_grad_or_zeroing_it_in_place_is_no_forward_pass():
    script = Script()
    w = script.leaf(1.0, "w")
    script.backward(script.op("mul", w, w))
    script.mode(False)
    script.say(Created(90, value(1.0), how="w.grad"), GradSet(w, ".zero_()"))
    script.op("fill", 90, "0", in_place=True)
    script.mode(True)
    assert [band.kind for band in bands(script.recording)] == ["forward", "backward", "zero"]


@given(runs())
@settings(max_examples=100, deadline=None)
def test_bands_never_overlap_and_cover_all_that_is_computed(events: list[AnyEvent]):
    recording = Recording()
    recording.extend(events)
    found = bands(recording)
    ends = [0]
    for band in found:
        assert ends[-1] <= band.start < band.stop <= len(recording)
        ends.append(band.stop)
    for index in (*recording.of_kind(Op), *recording.of_kind(NodeBackward)):
        event = events[index]
        if isinstance(event, Op) and event.in_place and not event.grad_enabled:
            continue
        assert any(band.start <= index < band.stop for band in found)
