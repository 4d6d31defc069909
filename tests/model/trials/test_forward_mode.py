"""Forward mode gives what reverse mode gives, and counts what either costs."""

from __future__ import annotations

import numpy as np
import pytest

from inspector.model.moments.moment import Moment
from inspector.model.recordings.arrays import array
from inspector.model.recordings.facts import Value
from inspector.model.recordings.recording import Recording
from inspector.model.trials.forward_mode import NotSweptError, Pass
from inspector.model.trials.sweeping import directions, slope
from tests.runner.running import record

MANY = """
x = torch.tensor([1.5, -2.0, 0.3], requires_grad=True)
w = torch.tensor([[1.0, 2.0, 0.5], [3.0, 4.0, -1.0]], requires_grad=True)
F = torch.nn.functional
y = torch.cat([w @ x, x.relu()]).reshape(5, 1).t()
z = F.cross_entropy(y, torch.tensor([1])) + y.softmax(1).log().mean() + (3 - x).pow(2).sum()
z = z + torch.where(x > 0, x, 2 * x).sum() + x[1:].sum() * w.mean()
z.backward()
"""


def made(source: str) -> Recording:
    recording = Recording(source)
    recording.extend(record(source))
    return recording


@pytest.mark.parametrize("leaf", [1, 2])
def test_a_sweep_from_every_element_ends_at_what_reverse_mode_says(leaf: int) -> None:
    recording = made(MANY)
    one = Pass(recording, 1)
    state = Moment(recording, len(recording)).tensor(leaf)
    assert state is not None
    for _, direction in directions("it", state.value):
        swept = one.sweep(leaf, direction)
        assert swept[-1].op.outputs[0].tensor == one.begin.roots[0]
        told = slope(one, leaf, direction)
        assert float(swept[-1].tangent) == pytest.approx(told, rel=1e-4, abs=1e-5)


SEVERAL = """
x = torch.tensor([[1.5, -2.0], [0.3, 4.0]], requires_grad=True)
a, b = x.unbind(1)
((a * b).exp() + x.max(1).values * 3 + x.sort(0).values[1] + x.chunk(2)[0].sum()).sum().backward()
"""


def test_operations_of_several_results_are_swept_through() -> None:
    one = Pass(made(SEVERAL), 1)
    direction = np.array([[1.0, -2.0], [0.5, 3.0]])
    told = slope(one, 1, direction)
    assert float(one.sweep(1, direction)[-1].tangent) == pytest.approx(told, rel=1e-4)


LAYER = """
torch.manual_seed(4)
layer = torch.nn.LSTM(2, 2)
h, c = torch.randn(2, 1, 2, 2).requires_grad_()
out, (last, kept) = layer(torch.randn(3, 2, 2), (h, c))
((out ** 2).sum() + last.prod() + kept.exp().sum()).backward()
"""


def test_a_recurrent_layer_of_one_node_is_swept_through() -> None:
    one = Pass(made(LAYER), 1)
    leaf, direction = one.leaves[-1], np.array([[[[1.0, -2.0], [0.5, 3.0]]], [[[0, 0], [1, 0]]]])
    told = slope(one, leaf, direction)
    assert float(one.sweep(leaf, direction)[-1].tangent) == pytest.approx(told, rel=1e-3)


PARTS = (
    "h[0] = 1",
    "h[1] = x[0] * x[1]",
    "h[:2] *= x[1:]",
    "v = h[1:]\nh.mul_(x)\nh = h * v.sum()",
    "v = h.view(3, 1)\nv[2] += x[0]\nh = v * h",
    "h = torch.zeros(3)\nh[:2] = x[1:] ** 2",
)


@pytest.mark.parametrize("changed", PARTS)
def test_what_is_written_into_a_part_of_a_tensor_is_swept_through(changed: str) -> None:
    source = f"x = torch.tensor([2.0, -1.0, 3.0], requires_grad=True)\nh = x * 2\n{changed}"
    one, direction = Pass(made(f"{source}\n(h * h).sum().backward()"), 1), np.array([1, 5, -2.0])
    told = slope(one, 1, direction)
    assert told != 0
    assert float(one.sweep(1, direction)[-1].tangent) == pytest.approx(told, rel=1e-4)


def test_products_are_counted_for_both_modes() -> None:
    recording = made("x = torch.ones(5, requires_grad=True)\ny = (x * 2).sum()\ny.backward()")
    counts = Pass(recording, 1).counts()
    assert (counts.elements, counts.outputs) == (5, 1)
    assert (counts.forward, counts.reverse) == (10, 2)


def test_with_more_outputs_than_inputs_forward_mode_is_cheaper() -> None:
    source = "x = torch.tensor(1.0, requires_grad=True)\n"
    source += "y = x * torch.ones(7)\ny.backward(torch.ones(7))"
    counts = Pass(made(source), 1).counts()
    assert (counts.forward, counts.reverse) == (1, 7)


def test_a_tensor_used_twice_has_one_tangent_made_of_two() -> None:
    recording = made("x = torch.tensor(3.0, requires_grad=True)\n(x * x).backward()")
    (only,) = Pass(recording, 1).sweep(1, np.ones(()))
    assert float(only.tangent) == 6.0
    assert only.gradient is not None
    assert array(only.gradient) == 1.0


def test_what_has_no_formula_is_said() -> None:
    source = "class Own(torch.autograd.Function):\n"
    source += "    forward = staticmethod(lambda context, x: x * 2)\n"
    source += "    backward = staticmethod(lambda context, g: g * 2)\n"
    source += "x = torch.ones(2, requires_grad=True)\nOwn.apply(x).sum().backward()"
    with pytest.raises(NotSweptError, match="no formula"):
        Pass(made(source), 1).sweep(1, np.ones(2))


def test_a_graph_too_large_is_said_to_be() -> None:
    recording = made("x = torch.ones(9999, requires_grad=True)\n(x * 2).sum().backward()")
    with pytest.raises(NotSweptError, match="more than"):
        Pass(recording, 1).sweep(1, np.ones(9999))


def test_a_tangent_goes_through_what_a_node_had_kept() -> None:
    source = "x = torch.tensor([0.7, -0.3], requires_grad=True)\n"
    source += "g, = torch.autograd.grad(x.exp().sum(), x, create_graph=True)\n"
    recording = made(f"{source}(g * g * x).sum().backward()")
    one = Pass(recording, 2)
    for _, direction in directions("it", last_value(recording)):
        told = slope(one, 1, direction)
        assert float(one.sweep(1, direction)[-1].tangent) == pytest.approx(told, rel=1e-4)


def last_value(recording: Recording) -> Value:
    """What the first tensor holds at the end."""
    state = Moment(recording, len(recording)).tensor(1)
    assert state is not None
    return state.value
