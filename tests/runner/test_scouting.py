"""What is new in a turn that is left out is noticed, and what happens then is recorded."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import engine
from engine.observer import watching
from inspector.model.recordings.events import BackwardBegin, Limit, Op
from inspector.runner.limits import Limits
from inspector.runner.recording.scouting import Scout, is_finite
from tests.runner.running import of, run

LOOP = """\
import torch
w = torch.tensor(1.0, requires_grad=True)
for n in range(1000):
    x = torch.tensor(float("inf") if n == 777 else 1.0)
    kind = torch.sinh if n == 555 else torch.neg
    loss = kind(w * x)
    loss = loss + n
    loss.backward()
    w.grad = None
"""


def noticed(work: Callable[[], object]) -> int:
    calls = [0]

    def news() -> None:
        calls[0] += 1

    with watching(Scout({"mul", "add.Tensor"}, news)):
        work()
    return calls[0]


def test_a_new_kind_is_noticed_once() -> None:
    x = engine.ones(3)
    assert noticed(lambda: (x * 2, x + 1, x * x)) == 0
    assert noticed(lambda: (x.exp(), x.exp(), x * 2)) == 1


def test_the_first_that_is_not_finite_is_noticed() -> None:
    zero = engine.zeros(2)
    assert noticed(lambda: (zero * float("inf"), zero * float("nan"))) == 1


def test_so_is_a_gradient_that_is_not_finite() -> None:
    x = engine.zeros((), requires_grad=True)
    y = x.sqrt() * 2
    assert noticed(lambda: y.backward()) == 1


@pytest.mark.parametrize(
    ("data", "finite"),
    [
        (np.float32(1), True), (np.float32("nan"), False), (np.ones(3), True),
        (np.array([1.0, np.inf]), False), (np.array([np.inf, -np.inf]), False),
        (np.array([3e38, 3e38], "f"), True), (np.array([1, 2]), True), (np.bool_(True), True),
        (np.array([1 + 1j, complex("nan")]), False), (np.zeros(0), True),
    ],
)  # fmt: skip
def test_finite_is_what_has_neither(data: object, finite: bool) -> None:
    assert is_finite(data) is finite


def test_turns_with_news_are_recorded_though_most_are_left_out() -> None:
    events = run(LOOP, Limits(events=3_000))
    assert of(Limit, events)
    assert len(of(BackwardBegin, events)) < 400
    after = [event.inputs[1].text for event in of(Op, events) if event.name == "add"]
    assert {"555", "777"} <= set(after)
    assert "554" not in after
