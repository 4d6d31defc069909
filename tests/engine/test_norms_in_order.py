"""Normalised layers, batches and groups and their slopes equal PyTorch's to the last digit."""

from __future__ import annotations

import platform
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import engine
from engine.kernels.lanes import in_lanes, met_down, products_down
from engine.kernels.moments import rowwise

pytestmark = pytest.mark.skipif(
    platform.machine() not in ("x86_64", "AMD64"), reason="PyTorch adds in another order here"
)
Norm = Callable[..., Any]


@pytest.fixture(autouse=True)
def _one_thread() -> Any:
    """More threads would share rows, and add up what each has found."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def numbers(seed: int, *shape: int) -> Any:
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def told(module: Any, norm: Norm, shape: tuple[int, ...], features: int) -> list[Any]:
    """The output and the slopes of input, weight and bias, under a gradient of random numbers."""
    x, weight, bias = (
        module.tensor(numbers(seed, *size).tolist(), requires_grad=True)
        for seed, size in enumerate((shape, (features,), (features,)))
    )
    out = norm(module, x, weight, bias)
    out.backward(module.tensor(numbers(3, *shape).tolist()))
    return [each.tolist() for each in (out, x.grad, weight.grad, bias.grad)]


def same(norm: Norm, shape: tuple[int, ...], features: int) -> None:
    assert told(engine, norm, shape, features) == told(torch, norm, shape, features)


ROWS = [
    (4,), (2, 7), (4, 8), (3, 13), (2, 8, 32), (5, 100), (3, 128), (40, 16), (130, 24), (3, 5, 72),
]  # fmt: skip
CHANNELS = [
    (4, 3),
    (32, 8),
    (7, 13),
    (64, 10),
    (4, 3, 2, 2),
    (8, 4, 5),
    (2, 8, 6, 6),
    (3, 1, 7, 7),
]
GROUPS = [(4, 6), (2, 8, 4, 4), (4, 6, 5), (3, 4, 7, 7), (2, 20, 3)]


@pytest.mark.parametrize("shape", ROWS)
def test_a_normalised_layer_is_pytorchs_to_the_last_digit(shape: tuple[int, ...]) -> None:
    width = shape[-1]
    same(lambda m, x, w, b: m.nn.functional.layer_norm(x, (width,), w, b), shape, width)


@pytest.mark.parametrize("shape", CHANNELS)
@pytest.mark.parametrize("training", [True, False])
def test_a_normalised_batch_is_pytorchs_to_the_last_digit(
    shape: tuple[int, ...], training: bool
) -> None:
    def normed(module: Any, x: Any, weight: Any, bias: Any) -> Any:
        mean, variance = module.linspace(-1, 1, shape[1]), module.linspace(0.3, 2, shape[1])
        out = module.nn.functional.batch_norm(x, mean, variance, weight, bias, training)
        followed.append((mean.tolist(), variance.tolist()))
        return out

    followed: list[Any] = []
    same(normed, shape, shape[1])
    assert followed[0] == followed[1]


@pytest.mark.parametrize("shape", GROUPS)
@pytest.mark.parametrize("groups", [1, 2])
def test_normalised_groups_are_pytorchs_to_the_last_digit(
    shape: tuple[int, ...], groups: int
) -> None:
    same(lambda m, x, w, b: m.nn.functional.group_norm(x, groups, w, b), shape, shape[1])


def test_an_instance_is_normalised_as_pytorch_does_to_the_last_digit() -> None:
    for shape in ((2, 8, 4, 4), (4, 6, 5)):
        same(
            lambda m, x, w, b: m.nn.functional.instance_norm(x, None, None, w, b), shape, shape[1]
        )


def test_rows_longer_than_a_chunk_have_pytorchs_means() -> None:
    for width in (200, 300, 768):
        x = numbers(0, 4, width)
        _, means, _ = torch.native_layer_norm(torch.from_numpy(x), (width,), None, None, 1e-5)
        assert rowwise(x)[0].tolist() == means[:, 0].tolist()


def test_what_is_infinite_does_not_spoil_the_sums_beside_it() -> None:
    """Of so many numbers, sums are products of matrices, where zeros meet infinity."""
    x, y = numbers(0, 64, 40), numbers(1, 64, 40)
    rows, columns = in_lanes(x), met_down(x, y)
    assert columns.tolist() == products_down(np.multiply(x, y, dtype=np.float64)).tolist()
    x[5, 7] = np.inf
    rows[5] = np.inf
    columns[7] = np.inf * y[5, 7]
    assert in_lanes(x).tolist() == rows.tolist()
    assert met_down(x, y).tolist() == columns.tolist()
