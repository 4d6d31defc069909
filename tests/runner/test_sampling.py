"""A long loop is kept in samples once a recording is large, and what is kept stays sound."""

from __future__ import annotations

import pytest

from inspector.model.events import BackwardBegin, End, GradSet, Limit, Printed, Statement
from inspector.model.moment import Moment
from inspector.model.recording import Recording
from inspector.runner.limits import Limits
from inspector.runner.sampling import is_round
from tests.runner.running import of, printed, run

LOOP = """\
import torch
w = torch.tensor(1.0, requires_grad=True)
seen = []
for n in range(1000):
    loss = (w * 0.5 - 1.0) ** 2
    if n == 777:
        extra = loss * 2
        extra.backward()
    loss = loss + 0.0 if n == 777 else loss
    if n != 777:
        loss.backward()
    with torch.no_grad():
        w -= 0.01 * w.grad
    w.grad = None
after = w * 3
after.backward()
print(w.grad)
"""


@pytest.fixture(scope="module")
def events():
    return run(LOOP, Limits(events=4_000))


def test_the_recording_goes_on_to_the_end_of_the_program(events) -> None:
    assert events[-1] == End(0)
    assert len(events) <= 4_000
    assert printed(events, "stdout") == "tensor(3.)\n"
    assert of(Statement, events)[-1].line == 17
    assert of(BackwardBegin, events)[-1].line == 16


def test_what_is_left_out_is_told_once(events) -> None:
    (limit,) = of(Limit, events)
    assert "turns of the loop in line 4" in limit.what


def test_a_turn_that_does_something_new_is_kept(events) -> None:
    lines = [event.line for event in of(Statement, events)]
    assert lines.count(7) == lines.count(8) == 1
    assert lines.count(4) < 250


def test_every_step_of_it_can_be_shown(events) -> None:
    recording = Recording(LOOP, "loop.py")
    recording.extend(events)
    for step in range(0, len(recording) + 1, 7):
        moment = Moment(recording, step)
        for tensor in recording.tensors.grads:
            moment.ledger(tensor)
    assert of(GradSet, events)
    assert of(Printed, events)


def test_round_numbers_have_one_digit_that_is_not_zero() -> None:
    assert [n for n in range(1, 400) if is_round(n)] == [
        10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 200, 300,
    ]  # fmt: skip
