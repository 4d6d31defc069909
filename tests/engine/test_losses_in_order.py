"""Losses, lengths and deviations equal PyTorch's to the last digit."""

from __future__ import annotations

import platform
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import engine

pytestmark = pytest.mark.skipif(
    platform.machine() not in ("x86_64", "AMD64"), reason="PyTorch adds in another order here"
)
SHAPES = [(1, 3), (3, 2), (5, 7), (16, 5), (17, 16), (33, 30), (300, 13), (640, 4)]
Way = Callable[[Any, Any], Any]


def classes(module: Any, x: Any) -> Any:
    """A class for each row, not the same one for all."""
    return module.tensor([(7 * n + n * n) % x.shape[1] for n in range(len(x))])


def weights(module: Any, x: Any) -> Any:
    """A weight for each column."""
    return module.arange(1, x.shape[1] + 1).float() / 7


WAYS: dict[str, Way] = {
    "loss of classes": lambda m, x: m.nn.functional.nll_loss(x, classes(m, x)),
    "sum of losses": lambda m, x: m.nn.functional.nll_loss(x, classes(m, x), reduction="sum"),
    "weighted loss": lambda m, x: m.nn.functional.nll_loss(x, classes(m, x), weights(m, x)),
    "length": lambda m, x: x.norm(),
    "lengths of rows": lambda m, x: x.norm(dim=1, keepdim=True),
    "directions": lambda m, x: m.nn.functional.normalize(x, dim=-1),
    "deviation of all": lambda m, x: x.std(),
    "deviations of columns": lambda m, x: x.std(0, unbiased=False),
    "variances of rows": lambda m, x: x.var(1),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_result_is_pytorchs_to_the_last_digit(way: str) -> None:
    for shape in SHAPES:
        values = np.random.default_rng(0).normal(size=shape).astype("float32").tolist()
        ours, theirs = (WAYS[way](module, module.tensor(values)) for module in (engine, torch))
        assert ours.tolist() == theirs.tolist(), shape


@pytest.mark.parametrize("name", ["var", "std", "norm"])
@pytest.mark.parametrize("dim", [0, 1])
def test_its_slopes_are_pytorchs_to_the_last_digit(name: str, dim: int) -> None:
    for shape in SHAPES[1:-2]:
        values = np.random.default_rng(1).normal(size=shape).astype("float32").tolist()
        found = []
        for module in (engine, torch):
            x = module.tensor(values, requires_grad=True)
            sums = getattr(x, name)(dim=dim)
            sums.backward(module.arange(1, len(sums) + 1).float() / 3)
            found.append(x.grad.tolist())
        assert found[0] == found[1], shape


@pytest.mark.parametrize("name", ["var", "std", "var_mean", "std_mean"])
def test_too_few_numbers_are_told_by_the_name_that_was_called(name: str) -> None:
    for module in (engine, torch):
        with pytest.warns(UserWarning, match=rf"^{name}\(\): degrees of freedom is <= 0"):
            getattr(module, name)(module.ones(1))


BLENDS: dict[str, Way] = {
    "a multiple added": lambda m, x: x.add(x.flip(0), alpha=0.37),
    "a step by hand": lambda m, x: x.clone().sub_(x.flip(0), alpha=0.05),
    "a running average": lambda m, x: x.clone().mul_(0.9).add_(x.flip(0), alpha=0.1),
    "a product added": lambda m, x: m.addcmul(x, x.flip(0), x.flip(1), value=0.3),
    "a share of the way": lambda m, x: x.lerp(x.flip(0), 0.3),
    "most of the way": lambda m, x: x.lerp(x.flip(0), 0.7),
}


@pytest.mark.parametrize("way", BLENDS)
def test_a_blend_rounds_once_as_pytorch_does(way: str) -> None:
    for shape in SHAPES[:6]:
        values = np.random.default_rng(0).normal(size=shape).astype("float32").tolist()
        ours, theirs = (BLENDS[way](module, module.tensor(values)) for module in (engine, torch))
        assert ours.tolist() == theirs.tolist(), shape


@pytest.mark.parametrize("name", ["exp", "expm1", "tanh", "sinh", "cosh", "sigmoid"])
def test_two_thousand_numbers_are_rounded_as_well_as_pytorch_rounds_them(name: str) -> None:
    values = np.random.default_rng(0).normal(size=2000).astype("float32").tolist()
    ours, theirs = (getattr(module.tensor(values), name)() for module in (engine, torch))
    apart = [a != b for a, b in zip(ours.tolist(), theirs.tolist(), strict=True)]
    assert sum(apart) <= 0.06 * len(values)
