"""A backward pass that is recorded makes operations whose derivatives multiply out as well."""

from __future__ import annotations

from collections import Counter

import pytest

from inspector.model.derivations.derivation import Derivation, Outcome
from inspector.model.derivations.deriving import derivations
from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import NodeBackward
from inspector.model.recordings.recording import Recording
from inspector.model.trials.forward_mode import Pass
from inspector.model.trials.sweeping import directions, slope
from tests.runner.running import record

TWICE = """
torch.manual_seed(0)
F = torch.nn.functional
x = torch.randn(2, 3, requires_grad=True)
w = torch.rand(3, requires_grad=True)
i = torch.tensor([0, 2])
g, = torch.autograd.grad(({}).sum(), x, create_graph=True)
(g * torch.linspace(0.5, 1.5, 6).reshape(2, 3)).pow(2).sum().backward()
"""
ONCE_MORE = (
    "x.tanh()", "x.sigmoid() * w", "x.softmax(1) ** 2", "F.log_softmax(x, 1)[0]", "F.elu(x)",
    "F.leaky_relu(x)", "F.softplus(x)", "F.gelu(x)", "F.cross_entropy(x, i)",
    "F.layer_norm(x, (3,)) ** 3", "F.layer_norm(x, (3,), w) ** 2", "F.huber_loss(x, x * 0)",
)  # fmt: skip


def made(text: str) -> Recording:
    recording = Recording(source := TWICE.format(text))
    recording.extend(record(source))
    return recording


def explained(recording: Recording) -> list[Derivation]:
    return [
        one
        for index, event in recording.every(NodeBackward)
        for one in derivations(Moment(recording, index + 1), event.node)
    ]


@pytest.mark.parametrize("text", ONCE_MORE)
def test_derivatives_of_derivatives_are_the_recorded_ones(text: str) -> None:
    recording = made(text)
    outcomes = Counter(one.outcome for one in explained(recording))
    assert set(outcomes) == {Outcome.AGREES}, outcomes
    second = Pass(recording, 2)
    for leaf in second.leaves:
        state = Moment(recording, second.step).tensor(leaf)
        assert state is not None
        for _, direction in directions("it", state.value)[:2]:
            swept = second.sweep(leaf, direction)[-1]
            assert swept.op.outputs[0].tensor == second.begin.roots[0]
            told = slope(second, leaf, direction)
            assert float(swept.tangent) == pytest.approx(told, rel=1e-3, abs=1e-4)


def test_the_derivative_of_tanhs_derivative_is_written_down() -> None:
    texts = {one.formula.text for one in explained(made("x.tanh()"))}
    assert "∂L/∂x = incoming · (1 − output · output)" in texts
    assert "outgoing = ∂L/∂g · output · (−2) · grad_output" in texts
