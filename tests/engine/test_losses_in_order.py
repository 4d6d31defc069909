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
