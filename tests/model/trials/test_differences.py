"""Gradients checked by finite differences."""

from __future__ import annotations

import numpy as np
import pytest

from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import Accumulate
from inspector.model.recordings.recording import Recording
from inspector.model.trials.differences import Check
from inspector.model.trials.replaying import NotReplayableError, Replay
from tests.runner.running import record

MANY = """
x = torch.tensor([1.5, -2.0, 0.3], requires_grad=True)
w = torch.tensor([[1.0, 2.0, 0.5], [3.0, 4.0, -1.0]], requires_grad=True)
F = torch.nn.functional
y = torch.cat([w @ x, x.relu()]).reshape(5, 1).t()
z = F.cross_entropy(y, torch.tensor([1])) + y.softmax(1).log().mean() + (3 - x).pow(2).sum()
z = z + torch.where(x > 0, x, 2 * x).sum() + F.layer_norm(x, (3,)).std() + x[1:].max()
z.backward()
"""


def made(source: str) -> Recording:
    recording = Recording(source)
    recording.extend(record(source))
    return recording


def check(recording: Recording, leaf: int, step: int | None = None) -> Check:
    return Check(Moment(recording, len(recording) if step is None else step), leaf)


@pytest.mark.parametrize("leaf", [1, 2])
def test_every_element_of_a_right_gradient_agrees(leaf: int) -> None:
    found = list(check(made(MANY), leaf).elements())
    assert len(found) == (3 if leaf == 1 else 6)
    assert all(one.agrees for one in found), found


def test_what_detach_holds_back_is_found() -> None:
    source = "x = torch.tensor(3.0, requires_grad=True)\n(x * x.detach()).backward()"
    (one,) = check(made(source), 1).elements()
    assert (one.sent, one.agrees) == (3.0, False)
    assert one.measured == pytest.approx(6.0)


@pytest.mark.parametrize(("factor", "agrees"), [(2, True), (3, False)])
def test_the_backward_of_a_function_of_ones_own_is_compared_with_its_forward(
    factor: int, agrees: bool
) -> None:
    source = f"""
class Own(torch.autograd.Function):
    @staticmethod
    def forward(context, x, y):
        return x.square() * 3 + y, y * 1

    @staticmethod
    def backward(context, g, h):
        return g * {factor} * 3 * x, g + h

x = torch.tensor([0.5, -2.0], requires_grad=True)
first, second = Own.apply(x, x * 5)
(first.exp() + second).sum().backward()
"""
    found = list(check(made(source), 1).elements())
    assert [one.agrees for one in found] == [agrees, agrees]
    assert found[1].measured == pytest.approx(float(np.exp(2) * (-12 + 5) + 5), rel=1e-4)


def test_a_hook_that_changes_one_element_is_found_there() -> None:
    source = "x = torch.ones(3, requires_grad=True)\n"
    source += "x.register_hook(lambda g: g * torch.tensor([1.0, 5.0, 1.0]))\n"
    source += "(x * x).sum().backward()"
    assert [one.agrees for one in check(made(source), 1).elements()] == [True, False, True]


def test_each_pass_is_checked_where_its_leaf_was_then() -> None:
    source = "w = torch.tensor(3.0, requires_grad=True)\nfor turn in range(3):\n"
    source += "    (w ** 3).backward()\n    with torch.no_grad():\n        w -= 0.1 * w.grad\n"
    recording = made(source)
    sent = []
    for index in recording.of_kind(Accumulate):
        (one,) = check(recording, 1, index + 1).elements()
        assert one.agrees
        sent.append(one.sent)
    assert len(set(sent)) == 3


def test_a_pass_with_seeds_is_checked_as_their_weighted_sum() -> None:
    source = "x = torch.ones(2, requires_grad=True)\n(x * x).backward(torch.tensor([1.0, 10.0]))"
    assert [one.sent for one in check(made(source), 1).elements()] == [2.0, 20.0]
    assert_agrees(made(source))


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("x = torch.ones(2, requires_grad=True)", "No gradient"),
        ("x = torch.ones(999, requires_grad=True)\nx.sum().backward()", "too large"),
        (
            "x = torch.ones(2, dtype=torch.cfloat, requires_grad=True)\nx.abs().sum().backward()",
            "no single slope",
        ),
        (
            "x = torch.ones(2, requires_grad=True)\nh = x * 2\nh[0] = 5\nh.sum().backward()",
            "copy_ on line 3 changes memory",
        ),
        (
            (
                "class Own(torch.autograd.Function):\n"
                "    forward = staticmethod(lambda c, x: torch.tensor(x.detach().tolist()))\n"
                "    backward = staticmethod(lambda context, g: g)\n"
                "x = torch.ones(8, requires_grad=True)\nOwn.apply(x).sum().backward()"
            ),
            "Own computes something that was not recorded",
        ),
    ],
)
def test_what_cannot_be_worked_out_again_is_said(source: str, complaint: str) -> None:
    with pytest.raises(NotReplayableError, match=complaint):
        check(made(source), 1)


def test_at_a_kink_there_is_no_derivative_to_differ_from() -> None:
    source = "x = torch.tensor([0.0, 1.0], requires_grad=True)\nx.relu().sum().backward()"
    kink, slope = check(made(source), 1).elements()
    assert (kink.sent, kink.agrees, kink.bent) == (0.0, True, True)
    assert kink.measured == pytest.approx(0.5)
    assert (slope.agrees, slope.bent) == (True, False)


def test_what_was_drawn_stays_as_it_was_drawn() -> None:
    source = "torch.manual_seed(1)\nx = torch.ones(8, requires_grad=True)\n"
    source += "(torch.nn.functional.dropout(x, 0.5) ** 2).sum().backward()"
    found = list(check(made(source), 1).elements())
    assert {one.sent for one in found} == {0.0, 8.0}
    assert all(one.agrees for one in found)


def assert_agrees(recording: Recording) -> None:
    """Every element of the first tensor's gradient is what its differences are."""
    elements = list(check(recording, 1).elements())
    assert elements
    assert all(one.agrees for one in elements)


def test_the_replay_is_the_forward_pass_in_double_precision() -> None:
    replay = Replay(made(MANY), 1, 1)
    assert replay.at(replay.value) == pytest.approx(replay.at(np.array(replay.value)), rel=0)
    assert len(replay.operations) > 15


@pytest.mark.parametrize("body", ["x.tanh()", "x.exp()", "x.sigmoid() * x", "x.softmax(0) * x"])
def test_a_gradient_of_a_gradient_is_checked_through_what_a_node_had_kept(body: str) -> None:
    source = "x = torch.tensor([0.7, -0.3], requires_grad=True)\n"
    source += f"g, = torch.autograd.grad(({body}).sum(), x, create_graph=True)\n"
    source += "(g * g * x).sum().backward()"
    assert_agrees(made(source))


@pytest.mark.parametrize(
    "body",
    [
        "x.gather(1, torch.tensor([[0], [1]]))",
        "x.scatter(1, torch.tensor([[0], [1]]), 0.0)",
        "x[:, torch.tensor([0, 2])]",
        "x.masked_fill(x > 0.9, float('-inf')).softmax(1)",
        "(x * 1).transpose_(0, 1)",
    ],
)
def test_what_is_read_from_texts_can_be_run_again(body: str) -> None:
    source = "x = torch.tensor([[0.3, 0.5, 1.0], [0.2, 0.6, 0.1]], requires_grad=True)\n"
    recording = made(f"{source}r = {body}\n(r * r).sum().backward()")
    assert_agrees(recording)


def test_what_rounding_leaves_of_a_zero_is_no_difference() -> None:
    source = "b = torch.zeros(2, requires_grad=True)\nx = torch.tensor([[0.1], [0.7], [0.3]])\n"
    source += "n = torch.nn.functional.batch_norm(x * 3 + b, None, None, training=True)\n"
    source += "(n * torch.tensor([[0.3], [0.5], [0.9]])).sum().backward()"
    assert_agrees(made(source))
