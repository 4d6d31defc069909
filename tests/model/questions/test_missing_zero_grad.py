"""A gradient that nobody cleared, and a graph that reaches back into the round before."""

from __future__ import annotations

import pytest

from inspector.model.moments.moment import Moment
from inspector.model.questions.causes import answers, fault
from inspector.model.recordings.recording import Recording
from tests.runner.running import record, run

LOOP = """
w = torch.tensor(0.0, requires_grad=True)
o = torch.optim.SGD([w], lr=0.4)
for turn in range(3):
    {before}
    ((w - 3) ** 2).backward()
    {after}
"""
BY_HAND = "with torch.no_grad(): w -= 0.4 * w.grad"
CARRIED = """
import torch
w = torch.tensor(0.5, requires_grad=True)
state = torch.tensor(1.0)
for turn in range(2):
    state = state * w + 1
    ((state - 2) ** 2).backward()
"""


def asked(before: str, after: str) -> dict[str, str]:
    source = LOOP.format(before=before, after=after)
    recording = Recording(source)
    recording.extend(record(source))
    found = answers(Moment(recording, len(recording)), 1)
    return {answer.question: answer.text for answer in found}


@pytest.mark.parametrize("after", ["o.step()", BY_HAND])
def test_a_gradient_that_was_never_cleared_is_named_a_sum(after: str) -> None:
    text = asked("pass", after)["Is w.grad one gradient?"]
    assert text.startswith("It is the sum of 3 backward passes: w was changed on line 7")


@pytest.mark.parametrize(
    ("before", "after"),
    [("o.zero_grad()", "o.step()"), ("w.grad = None", BY_HAND), ("pass", "pass")],
)
def test_cleared_ones_and_parts_of_one_batch_raise_no_question(before: str, after: str) -> None:
    assert asked(before, after) == {}


def test_a_graph_that_leads_into_the_round_before_is_to_be_cut_and_not_retained() -> None:
    recording = Recording(CARRIED)
    recording.extend(run(CARRIED))
    answer = fault(Moment(recording, len(recording)))
    assert answer is not None
    assert "state = state.detach()" in answer.text
    assert "retain_graph" not in answer.text
