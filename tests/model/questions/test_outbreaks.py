"""Where a NaN or an Inf begins that nobody put in, and what is said of it at that very step."""

from __future__ import annotations

import pytest

from inspector.model.moments.moment import Moment
from inspector.model.questions.causes import begun
from inspector.model.questions.outbreaks import Outbreak, first_outbreak, told
from inspector.model.recordings.history import NEVER
from inspector.model.recordings.recording import Recording
from tests.runner.running import record

X = "\nx = torch.tensor([0.0, 1.0], requires_grad=True)\n"
LOOP = """
w = torch.nn.Parameter(torch.tensor([0.5, 0.0]))
opt = torch.optim.SGD([w], lr=0.1)
for _ in range(3):
    opt.zero_grad()
    {}
    opt.step()
"""
BEGINS = {
    "(x * 0).sum().sqrt().backward()": ("An Inf", "SqrtBackward0 on line 3", "slope of sqrt"),
    "y = x.log()": ("An Inf", "log on line 3", "1 element of x is 0 or less"),
    "y = x / x": ("A NaN", "div on line 3", "1 element of x is 0"),
    "y = x.detach() / 0": ("A NaN", "div on line 3", "There it divides by 0."),
    "y = (x * 100).exp()": ("An Inf", "exp on line 3", "greater than 88"),
    "y = x * torch.tensor(float('inf'))": ("A NaN", "mul on line 3", "(0 × ∞)"),
    "(x ** 0.5).sum().backward()": ("An Inf", "PowBackward0 on line 3", "slope of pow"),
    "y = x * 3e38\n(y + y).sum().backward()": ("An Inf", "add on line 4", "larger"),
    "y = x * 0\n(y * 3e38 + y * 3e38).sum().backward()": (
        "An Inf",
        "MulBackward0 on line 3",
        "sum of 2",
    ),
    "x.backward(torch.tensor([float('nan'), 1]))": ("A NaN", "backward() on line 3", "was given"),
    "x.masked_fill(x < 2, float('-inf')).softmax(0)": (
        "A NaN",
        "softmax on line 3",
        "all of a row",
    ),
    "d = torch.tensor([1, float('nan')])\n(d * x).sum().backward()": (
        "A NaN",
        "d on line 3",
        "outside",
    ),
    "for _ in range(2):\n    (x * 3e38).sum().backward()": (
        "An Inf",
        ".grad of x",
        "in their sum",
    ),
}


def recorded(source: str) -> Recording:
    recording = Recording(source)
    recording.extend(record(source))
    return recording


def outbreak(recording: Recording) -> Outbreak:
    found = Outbreak(recording)
    found.look(len(recording))
    return found


@pytest.mark.parametrize("line", BEGINS)
def test_the_step_at_which_it_begins_says_why(line: str) -> None:
    kind, where, why = BEGINS[line]
    recording = recorded(f"{X}{line}\n")
    index = outbreak(recording).index
    assert index != NEVER
    step = first_outbreak(recording, len(recording))
    assert step is not None
    assert told(recording, index).startswith(f"{kind} appears first at step {step}, in {where}")
    answer = begun(Moment(recording, step))
    assert answer is not None
    assert why in answer.text
    assert all(begun(Moment(recording, before)) is None for before in range(step - 1))


def test_a_bad_gradient_is_to_blame_and_not_the_weights_that_follow_it() -> None:
    recording = recorded(LOOP.format("((w[1] ** 2).sqrt() + (w ** 2).sum()).backward()"))
    assert "in SqrtBackward0 on line 6" in told(recording, outbreak(recording).index)


def test_a_power_above_1_is_not_said_to_be_steep_at_0() -> None:
    recording = recorded(f"{X}y = (x * 1e15) ** 3\n")
    answer = begun(Moment(recording, outbreak(recording).index + 1))
    assert answer is not None
    assert answer.text.endswith("It is larger than float32 can hold.")


@pytest.mark.parametrize(
    "line",
    [
        "y = x.masked_fill(x < 1, float('-inf')).softmax(0).sum().backward()",
        "best = torch.tensor(float('inf'))\nif x.sum() < best: best = x.sum()",
        "y = torch.full((2,), -torch.inf).maximum(x).sum().backward()",
        "y = (x.detach().log() + x).softmax(0).sum().backward()",
        "x.norm().backward()",
    ],
)
def test_what_a_program_puts_in_by_itself_is_let_be(line: str) -> None:
    assert outbreak(recorded(f"{X}{line}\n")).index == NEVER


def test_it_is_found_alike_however_a_recording_is_followed() -> None:
    recording = recorded(LOOP.format("(w.log() * w).sum().backward()"))
    piecemeal = Outbreak(recording)
    while not piecemeal.done:
        piecemeal.look(1)
    assert piecemeal.index == outbreak(recording).index
    assert piecemeal.seen == piecemeal.index + 1
