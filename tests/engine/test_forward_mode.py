"""Forward-mode derivatives of every operation, beside PyTorch's."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
import torch

import engine
from tests.engine.parity import close, is_tensor, operands, outcome, weights
from tests.engine.samples import samples

# Where the tangents are known to differ, and why.
DIFFERENT = {
    "torch.fmax(o, o * 2)": "at a tie PyTorch's forward formula takes one side, its backward both",
    "torch.fmin(o, o * 2)": "at a tie PyTorch's forward formula takes one side, its backward both",
    "(x * 0).std()": "PyTorch's forward formula says 0 where its backward says NaN",
    "x.float() ** y.double()": "the tangent passes through float32",
    "(m * 0).det().detach()": "no inverse, by which the derivative is written",
    "torch.cholesky_inverse(n.tril() + torch.eye(3))": "PyTorch's differs from its own slopes",
    "torch.cholesky_inverse(n.triu() + torch.eye(3), upper=True)": "the same",
    "(o / 0).nan_to_num(nan=1., posinf=5.)": "PyTorch's tangents of NaN are NaN, ours 0",
    "torch.xlogy(x, 2)": "PyTorch takes a number's logarithm in single precision",
    "m.scatter_reduce(0, torch.tensor([[0, 0, 1]]), n[:1], 'prod', include_self=False)": (
        "PyTorch has no forward formula for it, and drops the tangent"
    ),
}
RANDOM = frozenset({"bernoulli", "normal"})
CASES: dict[str, list[str]] = {}
for _name, _text in samples():
    if _text not in DIFFERENT and _name not in RANDOM:
        CASES.setdefault(_name, []).append(_text)


def tangents(module: Any, text: str) -> list[Any] | None:
    """The results' tangents where every floating operand has one; None where it cannot be."""
    forward = module.autograd.forward_ad
    names = operands(module, "float64", text)
    with forward.dual_level(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch's own, of its compiler
        for name, each in names.items():
            if getattr(each, "requires_grad", False):
                plain = each.detach()
                names[name] = forward.make_dual(plain, weights(module, plain))
        found = outcome(module, text, names)
        if found.error:
            return None
        return [
            forward.unpack_dual(each).tangent if is_tensor(each) else None
            for each in found.results
        ]


def differences(text: str) -> list[str]:
    """In what the tangents of a sample differ."""
    theirs = tangents(torch, text)
    if theirs is None:
        return []
    ours = tangents(engine, text)
    if ours is None or len(ours) != len(theirs):
        return [f"{ours} instead of {theirs}"]
    return [
        f"{one} instead of {two}"
        for one, two in zip(ours, theirs, strict=True)
        if not close(_zero(one, two), _zero(two, one), "float64")
    ]


def _zero(tangent: Any, other: Any) -> Any:
    """No tangent is one of zeros."""
    return torch.zeros(tuple(other.shape)) if tangent is None and other is not None else tangent


@pytest.mark.parametrize("name", CASES)
def test_an_operation_carries_tangents_as_pytorchs_does(name: str) -> None:
    found = {text: differences(text) for text in CASES[name]}
    assert not {text: each for text, each in found.items() if each}
