"""Behaviours of PyTorch that whoever learns autograd runs into, as small programs of our own."""

from __future__ import annotations

import pytest

from engine.op import OPS
from engine.symbolic.derivative import derivative
from tests.engine.parity import differences

PROGRAMS = {
    "a view changed in place changes its base": "z = x * 1; a = z[0]; a += v; z * 2",
    "a base changed in place changes its view": "z = x * 1; a = z[0]; z *= 2; a * 2",
    "a view of a view": "z = x * 1; a = z[:, 0]; d = a[1:]; d.mul_(3); z + a[0]",
    "a sum assembled element by element": (
        "z = torch.zeros(3, dtype=v.dtype); z[0] = v[0]; z[1] = v[1] * 2; z.sum()"
    ),
    "an element of a leaf cannot be written": "x[0] = 1.; x",
    "a leaf cannot be changed": "x.mul_(2)",
    "one of several views cannot be changed": "z = x * 1; a = z.unbind(); a[0].add_(1)",
    "an expanded tensor cannot be changed": "z = v.sin().expand(2, 3); z.mul_(2)",
    "ties share the gradient of max": "(o * 0).max()",
    "ties do not share the gradient of max along a dimension": "(x * 0).max(1).values",
    "relu has slope 0 at 0": "torch.relu(o)",
    "abs has slope 0 at 0": "o.abs()",
    "sqrt has an infinite slope at 0": "(o * o).sqrt()",
    "the norm has slope 0 at 0": "(x * 0).norm()",
    "a product with a zero": "o.prod()",
    "0 to the power 0": "o ** 0",
    "clamp passes the gradient at its bounds": "o.clamp(-1, 1)",
    "whole numbers carry no gradient": "x.long() * 2",
    "comparisons carry no gradient": "(x > 0).sum()",
    "detach is a wall": "x.detach() * x",
    "a number is weaker than a tensor": "(x.float() * 2.5).dtype == torch.float32",
    "a 0-d tensor is weaker than one with dimensions": "x.float() * s.double()",
    "a layer written by hand": "(x @ m + v).tanh().sum(0)",
    "standardising": "((x - x.mean(0)) / x.std(0)).pow(2).sum()",
    "cross entropy written by hand": (
        "(x.exp() / x.exp().sum(1, keepdim=True)).log()[[0, 1], [2, 0]].mean().neg()"
    ),
    "one tensor used twice": "x * x + x",
}
FORMULAS = {
    ("mul", "self"): "incoming · other",
    ("div.Tensor", "self"): "incoming / other",
    ("mean.all", "self"): "incoming / n, spread over the input's shape",
    ("sum.dim", "self"): "incoming, spread over the input's shape",
    ("relu", "self"): "incoming · [output > 0]",
    ("where.self", "other"): "incoming · [not condition]",
    ("mm", "self"): "incoming @ mat2ᵀ",
    ("exp", "self"): "incoming · output",
    ("select.int", "self"): "incoming, put where the elements came from, zero elsewhere",
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_it_is_as_in_pytorch(program: str) -> None:
    assert not differences(program)


@pytest.mark.parametrize(("place", "text"), FORMULAS.items(), ids=lambda each: str(each)[:30])
def test_a_formula_reads_as_people_write_it(place: tuple[str, str], text: str) -> None:
    written = derivative(OPS[place[0]], place[1])
    assert written is not None
    assert written.text == text


def test_every_formula_that_is_written_is_written_in_latex_too() -> None:
    for op in OPS.values():
        for name in op.derivatives:
            written = derivative(op, name)
            assert written is None or (written.text and written.latex)
