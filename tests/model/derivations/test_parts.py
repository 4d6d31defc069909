"""Where a part of a tensor was changed in place, its gradient is derived as any other is."""

from __future__ import annotations

import pytest

from inspector.model.derivations.derivation import Derivation, Outcome
from inspector.model.derivations.deriving import derivations
from inspector.model.derivations.formulas import derivative_text
from inspector.model.moments.moment import Moment
from inspector.model.questions.explain import sentence
from inspector.model.questions.gradients.paths import routes
from inspector.model.recordings.events import NodeBackward, Op
from inspector.model.recordings.recording import Recording
from tests.runner.running import record_all

LEAVES = """\
x = torch.tensor([[0.5, -1.5, 2.0], [3.0, 1.0, -2.0]], requires_grad=True)
y = torch.tensor([1.5, 2.0, -1.0], requires_grad=True)
z = x * 2
"""
PROGRAMS = (
    "z[0] = y",
    "z[0] = 5",
    "z[0, 1] = y[2]",
    "z[:, 1] *= 3",
    "z[:, 1:] += y[1:]",
    "z[1] *= y",
    "z[0].zero_()",
    "z[..., -1].copy_(y[:2])",
    "z.t()[1].mul_(y[0])",
    "z.view(3, 2)[1] -= y[:2]",
    "z.transpose(0, 1)[2].mul_(4)",
    "z.diagonal().mul_(y[:2])",
    "z.narrow(1, 1, 2).div_(2)",
    "v = z[0]\nz.mul_(y)\nz = z * v",
    "v, u = z[0], z[:, 0]\nv *= y\nz = z * v + u.sum()",
    "v = z[:, 1:]\nv[0] = y[:2]\nz = z + v.sum()",
    "z = torch.zeros(2, 3)\nz[1] = y\nz[0] = x[1] * x[0]",
    "z[z > 1] = 0",
    "for i in range(2):\n    z[i] = z[i - 1] + y",
)


def recorded(changed: str) -> Moment:
    source = f"{LEAVES}{changed}\n(z * z).sum().backward()\n"
    recording = Recording(source)
    recording.extend(record_all(source))
    return Moment(recording, len(recording))


def derived(end: Moment, name: str = "") -> list[Derivation]:
    ran = [end.recording.at(NodeBackward, one) for one in end.recording.of_kind(NodeBackward)]
    return [one for event in ran if name in event.name for one in derivations(end, event.node)]


@pytest.mark.parametrize("changed", PROGRAMS)
def test_every_gradient_multiplies_out(changed: str) -> None:
    end = recorded(changed)
    sent = [one for one in derived(end) if one.sent is not None]
    assert sent
    assert {one.outcome for one in sent} == {Outcome.AGREES}
    assert all(one.formula.text for one in sent)


@pytest.mark.parametrize("changed", PROGRAMS)
def test_the_paths_through_a_part_add_up(changed: str) -> None:
    end = recorded(changed)
    found = [routes(end, tensor) for tensor in end.recording.tensors.grads]
    assert found
    assert all(one is not None and one.adds_up for one in found)


def test_the_formula_of_a_part_says_that_it_is_of_a_part() -> None:
    end = recorded("z[:, 1] *= 3")
    texts = [one.formula.text for one in derived(end, "CopySlices")]
    assert "outgoing[part] = incoming[part] · 3" in texts
    (scaled,) = [one for one in derived(end, "CopySlices") if "3" in one.formula.text]
    assert scaled.local is not None
    assert scaled.local.tolist() == [[1, 3, 1], [1, 3, 1]]
    assert not scaled.numbers.text


def test_a_sentence_does_not_multiply_the_whole_by_what_only_a_part_was() -> None:
    end = recorded("z[:, 1] *= 3")
    said = [sentence(end.recording, n + 1, derivative_text) for n in _of(end, NodeBackward)]
    received = [one for one in said if "CopySlices receives" in one]
    assert received
    assert not any(" · 3 = " in one for one in received)


def test_a_view_that_is_cut_out_anew_is_told_of_before_it_is_used() -> None:
    end = recorded("v = z[0]\nz.mul_(y)\nz = z * v")
    ops = [end.recording.at(Op, n) for n in _of(end, Op)]
    names = [one.name for one in ops]
    assert names.index("mul_") + 1 == names.index("as_strided") == names.index("mul", 3) - 1
    assert [one.op for one in ops] == list(range(1, len(ops) + 1))
    told = sentence(end.recording, _of(end, Op)[names.index("as_strided")] + 1)
    assert "z has changed in place, so its view v = [1.5, −6, −4]" in told


def _of(end: Moment, kind: type[NodeBackward | Op]) -> list[int]:
    return list(end.recording.of_kind(kind))
