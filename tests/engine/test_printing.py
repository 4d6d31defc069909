"""Tensors print to the letter as in PyTorch."""

# ruff: noqa: E501  (programs keep their lines)

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from tests.support.oracle import assert_same

PRINTED = (
    "print(torch.tensor([1., 2.5]), torch.tensor(3), torch.tensor(True), torch.tensor([]), torch.zeros(2, 0), torch.tensor(1.5, dtype=torch.float64))",
    "print(torch.tensor([1e-5, 1.]), torch.tensor([1e9]), torch.tensor([float('nan'), float('inf'), -1.]), torch.tensor([1e30, 1.]))",
    "print(torch.arange(1200.), torch.ones(2, 2, 2), torch.zeros(30, 40))",
    "x = torch.ones(2, requires_grad=True); print(x, x * 2, (x * 2).sum(), torch.nn.Parameter(torch.ones(2)))",
    "x = torch.tensor(2.5, requires_grad=True); print(f'{x} {x:.1f} {x.item():.3f} {x.shape} {x.dtype} {x.device}', repr(x.device), str(x) == repr(x))",
    "torch.set_printoptions(precision=2, sci_mode=True); print(torch.tensor([1.234, 100.])); torch.set_printoptions(profile='default', sci_mode=None)",
    "torch.set_printoptions(threshold=5, edgeitems=2); print(torch.arange(20)); torch.set_printoptions(profile='default')",
    "print(torch.tensor([1 + 2j, 3.5 - 1j]), torch.tensor([[1, -20], [300, 4]]), torch.tensor([1, 2], dtype=torch.uint8), torch.tensor([.5], dtype=torch.float16))",
    "print(torch.Size([2, 3]), torch.float32, type(torch.ones(1)), type(torch.float32), torch.device('cuda:0'), torch.finfo(torch.float32), torch.iinfo(torch.int8))",
)


@pytest.mark.parametrize("program", PRINTED)
def test_a_tensor_prints_as_in_pytorch(program: str) -> None:
    assert_same(program)


@settings(max_examples=80, deadline=None)
@given(
    shape=st.lists(st.integers(0, 5), max_size=3),
    dtype=st.sampled_from(["float32", "float64", "float16", "int64", "int32", "uint8", "bool"]),
    scale=st.sampled_from([1e-6, 1e-3, 0.1, 1.0, 37.5, 1e4, 1e9]),
    seed=st.integers(0, 2**16),
    precision=st.sampled_from([2, 4, 6]),
)
def test_any_tensor_prints_as_in_pytorch(
    shape: list[int], dtype: str, scale: float, seed: int, precision: int
) -> None:
    drawn = np.random.default_rng(seed).normal(size=shape) * scale
    with np.errstate(all="ignore"):
        values = drawn.astype(dtype)
    texts = []
    for module in (engine, torch):
        module.set_printoptions(precision=precision)
        texts.append(repr(module.from_numpy(np.array(values))))
        module.set_printoptions(profile="default")
    assert texts[0] == texts[1]


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.integers(0, 2**16))
def test_any_options_print_any_numbers_as_in_pytorch(seed: int) -> None:
    random = np.random.default_rng(seed)
    for _ in range(40):
        options = {
            "precision": int(random.integers(0, 7)), "edgeitems": int(random.integers(1, 4)),
            "threshold": int(random.choice([0, 5, 100, 1000])),
            "linewidth": int(random.choice([20, 40, 80, 120])),
            "sci_mode": [None, True, False][random.integers(3)],
        }  # fmt: skip
        values = strange_numbers(random, random.integers(0, 9, random.integers(0, 4)).tolist())
        dtype = str(random.choice(["float32", "float64", "bfloat16", "complex64"]))
        texts = []
        for module in (engine, torch):
            module.set_printoptions(**options)
            tensor = module.from_numpy(np.array(values)).to(getattr(module, dtype))
            texts.append(repr(tensor.requires_grad_() * 1))
            module.set_printoptions(profile="default")
        assert texts[0] == texts[1], options


def strange_numbers(random: np.random.Generator, shape: list[int]) -> np.ndarray[Any, Any]:
    """Numbers of every size, some of them whole, negative zeros, infinite or none."""
    values = random.normal(size=shape) * 10.0 ** random.integers(-9, 10, shape)
    values = np.where(random.random(shape) < random.random(), np.round(values), values)
    special = random.choice([np.nan, np.inf, -np.inf, 0.0, -0.0], shape)
    return np.where(random.random(shape) < random.random() * 0.4, special, values)
