"""Where stepping stops, forwards and back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.model.moments.navigation import Stops, next_stop
from inspector.model.recordings.events import (
    AnyEvent,
    NodeBackward,
    Op,
    Statement,
)
from inspector.model.recordings.recording import Recording
from tests.model.programs import runs
from tests.support.recordings import cubic


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
