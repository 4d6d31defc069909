"""What is said when a run is over, and of what its optimizers hold."""

from __future__ import annotations

from inspector.model.questions.explain import sentence
from inspector.model.recordings.events import Accumulate, AnyEvent, Created, End, Held, Names
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


def test_an_optimizer_says_what_it_holds() -> None:
    events = [Created(1, ONE, requires_grad=True), Names((Binding("w", 1),))]
    assert last(*events, Held("SGD", (1,), 4)) == "SGD on line 4 holds w: its step() changes it."


def test_the_end_after_an_error_tells_what_helps() -> None:
    run = second_backward()
    events = [*run.events, End(1, "error")]
    told = sentence(recording(run.source, events), len(events))
    assert told.startswith("The program has ended here.")
    assert "retain_graph=True" in told
