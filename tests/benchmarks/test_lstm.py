"""Fifty steps of an LSTM layer there and back, by size, and the least that numpy could need.

PyTorch hands the whole layer to oneDNN, which needs 12 µs a step and upwards. Numpy has no such
thing. A step takes sixteen of its calls (a product, three functions and four operations there,
seven operations and a product back), of which each costs 0.3 to 0.5 µs before it computes
anything: ``test_numpys_calls`` makes these and no others, on buffers that stand ready. They alone
are 0.4 to 0.55 of PyTorch's time for a layer of 8 to 32. The slopes of the gates, the gradients
of the weights, the layer and its nodes come on top, so that 0.6 is out of reach; the engine
stands at 1.1 to 1.4.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from pytest_benchmark.fixture import BenchmarkFixture

import engine

STEPS = 50
SIZES = [(1, 8), (4, 16), (8, 32), (16, 32), (16, 64)]
by_size = pytest.mark.parametrize(("batch", "size"), SIZES)
pytestmark = pytest.mark.usefixtures("one_thread")


def group(batch: int, size: int) -> str:
    return f"nn.LSTM({size}, {size}), {STEPS} steps of a batch of {batch}, forward and backward"


@by_size
@pytest.mark.parametrize("module", [engine, torch], ids=["engine", "torch"])
def test_there_and_back(benchmark: BenchmarkFixture, module: Any, batch: int, size: int) -> None:
    benchmark.group = group(batch, size)
    layer, inputs = module.nn.LSTM(size, size), module.randn(STEPS, batch, size)

    def there_and_back() -> None:
        layer(inputs)[0].sum().backward()

    benchmark(there_and_back)
    assert layer.weight_hh_l0.grad.abs().sum() > 0


@by_size
def test_numpys_calls(benchmark: BenchmarkFixture, batch: int, size: int) -> None:
    """Each step's calls, as ``engine.ops.unrolling`` makes them, on buffers that stand ready."""
    benchmark.group = group(batch, size)
    random = np.random.default_rng(0)
    weights = random.normal(size=(4 * size, 2 * size + 1)).astype(np.float32)
    seen = random.normal(size=(2 * size + 1, batch)).astype(np.float32)
    back = np.ascontiguousarray(weights[:, size:-1].T)
    one, two, three, four = (np.ones((n * size, batch), np.float32) for n in (1, 2, 3, 4))
    new, add, divide, multiply, number = (
        one.copy(),
        np.add,
        np.divide,
        np.multiply,
        np.ones((), "f"),
    )

    def there_and_back() -> float:
        for _ in range(STEPS):
            weights.dot(seen, four)
            np.exp(four[: 3 * size], three)
            add(three, number, three)
            np.tanh(four[3 * size :], new)
            divide(two, two, two)
            add(new, one, new)
            np.tanh(new, new)
            divide(new, number, new)
        for _ in range(STEPS):
            multiply(one, one, new)
            add(one, one, new)
            for _ in range(5):
                multiply(one, one, new)
            back.dot(four, new)
        return float(one.sum())

    with np.errstate(all="ignore"):
        assert np.isfinite(benchmark(there_and_back))
