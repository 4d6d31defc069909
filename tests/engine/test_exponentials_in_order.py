"""Softmax, its logarithm's slopes and the sigmoid are PyTorch's to the last digit."""

from __future__ import annotations

import platform
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import engine

pytestmark = pytest.mark.skipif(
    platform.machine() not in ("x86_64", "AMD64"), reason="PyTorch reckons in other registers here"
)
SHAPES = [(5, 3), (4, 8), (7, 10), (2, 3, 40), (1, 300), (24, 10, 10)]
WAYS: dict[str, Callable[[Any], Any]] = {
    "softmax": lambda x: x.softmax(-1),
    "softmax behind a mask": lambda x: x.masked_fill(x > 1, float("-inf")).softmax(-1),
    "sigmoid": lambda x: x.sigmoid(),
    "sigmoid of what is turned": lambda x: x.mT.sigmoid(),
    "powers beyond all numbers": lambda x: (100 * x).sigmoid() + (1000 * x).softmax(-1),
}


def both(shape: tuple[int, ...]) -> list[Any]:
    values = 2 * np.random.default_rng(0).normal(size=shape).astype("float32")
    return [module.tensor(values.tolist(), requires_grad=True) for module in (engine, torch)]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_power_is_pytorchs_to_the_last_digit(way: str, shape: tuple[int, ...]) -> None:
    ours, theirs = (WAYS[way](x).tolist() for x in both(shape))
    assert ours == theirs


@pytest.mark.parametrize("shape", SHAPES)
def test_the_slope_of_softmax_is_pytorchs_to_the_last_digit(shape: tuple[int, ...]) -> None:
    slopes, threads = [], torch.get_num_threads()
    torch.set_num_threads(1)  # with more, what fills no register is multiplied and added otherwise
    try:
        for x in both(shape):
            x.softmax(-1).backward((x.detach() * 7).round())
            slopes.append(x.grad.tolist())
    finally:
        torch.set_num_threads(threads)
    assert slopes[0] == slopes[1]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_slope_of_log_softmax_is_pytorchs_to_the_last_digit(shape: tuple[int, ...]) -> None:
    result = torch.randn(shape, generator=torch.Generator().manual_seed(0)).log_softmax(-1)
    grad = torch.sin(torch.arange(result.numel())).view(shape)
    theirs = torch.ops.aten._log_softmax_backward_data(grad, result, -1, torch.float32)
    entry = engine.op.OPS["_log_softmax"]
    ours = entry.derivatives["self"](grad=grad.numpy(), result=result.numpy(), dim=len(shape) - 1)
    assert ours.tolist() == theirs.tolist()
