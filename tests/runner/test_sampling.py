"""A long loop is kept in samples once a recording is large, and what is kept stays sound."""

from __future__ import annotations

import ast
import sys
from types import FrameType

import pytest

from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import (
    BackwardBegin,
    End,
    GradSet,
    Limit,
    Names,
    Printed,
    Statement,
)
from inspector.model.recordings.recording import Recording
from inspector.runner.following.sampling import is_round
from inspector.runner.following.turns import course_of, turns_left
from inspector.runner.limits import Limits
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


@pytest.mark.parametrize(
    ("head", "before", "left"),
    [
        ("for n in range(10):", "", 10), ("for n in range(2, k, 3):", "k = 12", 4),
        ("for x in xs:", "xs = [1, 2]", 2), ("for i, x in enumerate(xs):", "xs = (1, 2, 3)", 3),
        ("for x in xs:", "xs = iter([1])", None), ("while True:", "", None),
        ("for n in range(k):", "k = 2.5", None), ("for n in range(0, 4, 0):", "", None),
        ("for n in range(3):", "def range(n): return 'ab'", None),
    ],
)  # fmt: skip
def test_the_head_of_a_loop_tells_how_often_it_turns(
    head: str, before: str, left: int | None
) -> None:
    course = course_of(ast.parse(f"{head}\n    pass").body[0])
    scope: dict[str, object] = {}
    exec(f"{before}\nimport sys\nframe = sys._getframe()", scope)
    frame = scope["frame"]
    assert isinstance(frame, FrameType)
    assert (course and turns_left(course, frame, begins=True)) == left


@pytest.mark.parametrize(
    ("loop", "left"),
    [
        ("while n < 10:\n    pass\n    n += 1", 7), ("while n <= 10:\n    n += 2", 4),
        ("while n > 0:\n    n -= 1", 3), ("while n >= k:\n    n -= 2", 2),
        ("while n < 10:\n    n -= 1", None), ("while n < 10:\n    n = 2 * n", None),
        ("while n < 10:\n    m += 1", None), ("while n < nobody:\n    n += 1", None),
        ("while True:\n    n += 1", None), ("while 1 < n < 10:\n    n += 1", None),
    ],
)  # fmt: skip
def test_a_while_loop_that_counts_tells_how_many_turns_are_left(
    loop: str, left: int | None
) -> None:
    course = course_of(ast.parse(loop).body[0])
    scope: dict[str, object] = {}
    exec("n, k = 3, 1\nimport sys\nframe = sys._getframe()", scope)
    frame = scope["frame"]
    assert isinstance(frame, FrameType)
    assert (course and turns_left(course, frame, begins=False)) == left


@pytest.mark.parametrize("head", ["for n in range(1, 12):", "for n, x in enumerate(text):"])
def test_a_loop_under_way_tells_how_many_turns_are_left(head: str) -> None:
    course = course_of(ast.parse(f"{head}\n    pass").body[0])
    text, n = "abcdefghijk", 7
    assert course is not None
    left = turns_left(course, sys._getframe(), begins=False)
    assert left == len(range(n + 1, 12) if "range" in head else text[n + 1 :])


def test_the_last_three_turns_are_kept(events) -> None:
    kept = [
        int(bound.text)
        for each in of(Names, events)
        for bound in each.bound
        if bound.name == "n" and bound.text
    ]
    assert kept[-3:] == [997, 998, 999]
    assert len(kept) < 250


def test_round_numbers_have_one_digit_that_is_not_zero() -> None:
    assert [n for n in range(1, 400) if is_round(n)] == [
        10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 200, 300,
    ]  # fmt: skip
