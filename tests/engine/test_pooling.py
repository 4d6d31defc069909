"""Max pooling finds the values and places that PyTorch finds, also where windows are awkward."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch

import engine

GEOMETRIES: list[dict[str, Any]] = [
    {"kernel_size": 2},
    {"kernel_size": 3, "stride": 1},
    {"kernel_size": (2, 3), "stride": (1, 2), "padding": (1, 1)},
    {"kernel_size": 2, "stride": 3, "ceil_mode": True},
    {"kernel_size": 3, "dilation": 2, "padding": 1},
    {"kernel_size": 12, "stride": 1},
]


def pooled(module: Any, values: Any, geometry: dict[str, Any]) -> list[Any]:
    x = module.tensor(values.tolist(), requires_grad=True)
    pool = module.nn.functional.max_pool2d
    found, places = pool(x, return_indices=True, **geometry)
    found.sum().backward()
    return [found.tolist(), places.tolist(), x.grad.tolist()]


@pytest.mark.parametrize("geometry", GEOMETRIES, ids=str)
@pytest.mark.parametrize("rectified", [False, True])
def test_values_places_and_gradients_are_pytorchs(
    geometry: dict[str, Any], rectified: bool
) -> None:
    values = np.random.default_rng(0).normal(size=(2, 3, 13, 14)).round(1).astype(np.float32)
    values = np.maximum(values, 0) if rectified else values
    assert pooled(engine, values, geometry) == pooled(torch, values, geometry)


@pytest.mark.parametrize("strange", [math.nan, -0.0, -math.inf])
def test_a_strange_number_is_found_as_pytorch_finds_it(strange: float) -> None:
    values = np.zeros((1, 4, 4), np.float32)
    values[0, 1, 0] = values[0, 2, 2] = strange
    told = [str(pooled(module, values, {"kernel_size": 2})) for module in (engine, torch)]
    assert told[0] == told[1]
