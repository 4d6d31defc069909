"""Why a ``.grad`` is None."""

from __future__ import annotations

import msgspec
import pytest

from inspector.model.moments.moment import Moment
from inspector.model.questions.gradients.absence import (
    NO_BACKWARD,
    NOT_A_LEAF,
    NOT_ASKED,
    why_no_grad,
)
from inspector.model.recordings.events import BackwardBegin, BackwardEnd, Created, RetainGrad
from inspector.model.recordings.recording import Recording
from tests.support import recordings
from tests.support.recordings import X, Y, cubic, untracked, value


def why(recording: Recording, tensor: int, step: int | None = None) -> str:
    return why_no_grad(Moment(recording, len(recording) if step is None else step), tensor)


def test_a_grad_that_is_there_needs_no_reason() -> None:
    assert why(cubic(), X, 20) == ""


def test_a_tensor_that_does_not_exist_yet_has_no_reason() -> None:
    assert why(cubic(), Y, 3) == ""


@pytest.mark.parametrize(
    ("tensor", "step", "reason"),
    [
        (X, 12, NO_BACKWARD),
        (X, 15, "The backward pass on line 5 has not reached it yet."),
        (X, 35, "It was cleared by grad = None on line 9."),
        (Y, 20, f"{NOT_A_LEAF} Here add on line 4 made it."),
    ],
)
def test_the_reason_changes_with_the_step(tensor: int, step: int, reason: str) -> None:
    assert why(cubic(), tensor, step) == reason


def test_a_result_of_no_grad_names_the_block() -> None:
    assert why(untracked(), 2) == (
        "It was computed under no_grad on line 3, where operations are not recorded."
    )


def test_constants_say_that_nobody_asked_and_integers_that_nobody_can() -> None:
    plain = recordings.recording("", [Created(1, value(1.0)), Created(2, value(1, "int64"))])
    assert why(plain, 1) == NOT_ASKED
    assert "int64 values have no gradient" in why(plain, 2)


def test_a_detached_tensor_names_detach() -> None:
    detached = recordings.recording("", [Created(1, value(1.0), line=4, how="detach")])
    assert why(detached, 1) == "detach() on line 4 cut it off from the graph."


def test_autograd_grad_returns_instead_of_accumulating() -> None:
    events = [
        msgspec.structs.replace(event, accumulates=False)
        if isinstance(event, BackwardBegin)
        else event
        for event in recordings.cubic_events()[:17]
    ]
    reason = why(recordings.recording("", [*events, BackwardEnd(1)]), X)
    assert "returned its gradients" in reason


def test_a_retained_tensor_that_backward_does_not_reach_says_so() -> None:
    events = recordings.cubic_events()[:19]
    lonely = [Created(9, value(1.0), requires_grad=True), RetainGrad(9)]
    reason = why(recordings.recording("", [*lonely, *events]), 9)
    assert "did not reach it" in reason


def test_a_backward_that_fails_before_the_leaf_says_so() -> None:
    failing = recordings.second_backward()
    cut = [e for e in failing.events[:17] if type(e).__name__ != "Accumulate"]
    cut = [*cut[:14], BackwardEnd(1, ok=False)]
    assert "stopped before it was reached" in why(recordings.recording("", cut), X)
