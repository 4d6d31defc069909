"""What is said when a run is over, and of what its optimizers hold."""

from __future__ import annotations

from inspector.model.questions.explain import sentence
from inspector.model.recordings.events import (
    Accumulate,
    AnyEvent,
    Created,
    End,
    GradSet,
    Held,
    Limit,
    Names,
)
from inspector.model.recordings.facts import Binding
from tests.support.recordings import cubic, recording, second_backward, value

ONE = value([1.0])


def last(*events: AnyEvent) -> str:
    return sentence(recording("", list(events)), len(events))


def test_the_end_tells_what_the_gradients_have_become() -> None:
    run = cubic()
    events = [*run.events[:30], End(0)]
    told = sentence(recording(run.source, events), len(events))
    assert told == "The program has finished: x.grad is 28."


def test_the_end_tells_which_gradients_are_not_finite() -> None:
    spoilt = value([float("nan")] * 12)
    events = [Created(1, value([1.0] * 12), requires_grad=True), Accumulate(1, 1, spoilt, spoilt)]
    told = last(*events, Names((Binding("w", 1),)), End(0))
    assert told == (
        "The program has finished: w.grad is a 12-element float32 tensor of NaN alone. "
        "“Go to the first cause” (Shift+W) shows where that began."
    )


def test_the_end_tells_which_gradients_are_zero_unless_somebody_cleared_them() -> None:
    zero, names = value([0.0] * 12), "abcd"
    events: list[AnyEvent] = []
    for number, name in enumerate(names, 1):
        events.append(Created(number, value([1.0] * 12), requires_grad=True))
        events.append(Accumulate(number, number, zero, zero))
        events.append(Names((Binding(name, number),)))
    told = last(*events, End(0))
    assert told == (
        "The program has finished: 4 tensors have a .grad, none of which is other than zero. "
        "“Why?” (W) tells why."
    )
    cleared = [GradSet(number, "zero_()", zero, zero) for number in range(1, 4)]
    told = last(*events, *cleared, End(0))
    assert "4 tensors have a .grad, 1 of which is zero." in told
    assert last(*events[:3], *cleared[:1], End(0)) == (
        "The program has finished: a.grad has 12 elements, all of them 0."
    )


def test_an_optimizer_says_what_it_holds() -> None:
    events = [Created(1, ONE, requires_grad=True), Names((Binding("w", 1),))]
    assert last(*events, Held("SGD", (1,), 4)) == "SGD on line 4 holds w: its step() changes it."


def test_the_end_after_an_error_tells_what_helps() -> None:
    run = second_backward()
    events = [*run.events, End(1, "error")]
    told = sentence(recording(run.source, events), len(events))
    assert told.startswith("The program has ended here.")
    assert "retain_graph=True" in told


def test_the_end_tells_what_was_left_out_as_a_limit_was_reached() -> None:
    told = last(Limit("most turns of the loop in line 3"), End(0))
    assert told == (
        "The program has finished. The recording leaves out most turns of the loop in line 3."
    )
