"""Gelu has PyTorch's values, also where its kernel's shortcuts show: far below zero."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import engine


def drawn(count: int, scale: float) -> np.ndarray[Any, Any]:
    return (np.random.default_rng(count).normal(size=count) * scale).astype(np.float32)


def gelu_of(module: Any, values: np.ndarray[Any, Any], **options: Any) -> tuple[Any, Any]:
    """Gelu and its slope."""
    x = module.tensor(values.tolist(), requires_grad=True)
    found = module.nn.functional.gelu(x, **options)
    found.sum().backward()
    return np.array(found.tolist()), np.array(x.grad.tolist())


@pytest.mark.parametrize("count", [1, 2, 7, 33, 4096])
@pytest.mark.parametrize("scale", [0.5, 3.0, 9.0])
def test_it_is_equal_to_the_last_digit(count: int, scale: float) -> None:
    values = drawn(count, scale)
    (found, slope), (expected, wanted) = gelu_of(engine, values), gelu_of(torch, values)
    assert np.array_equal(found, expected)
    assert np.abs(slope - wanted).max() <= 2.0**-23


def test_of_many_only_the_last_digit_may_differ() -> None:
    values = drawn(20_000, 3.0)
    (found, slope), (expected, wanted) = gelu_of(engine, values), gelu_of(torch, values)
    assert np.abs(found - expected).max() <= 2.0**-21
    assert np.abs(slope - wanted).max() <= 2.0**-21


def test_zeros_infinities_and_numbers_far_from_zero_have_pytorchs_values() -> None:
    ends = np.array([0, -0.0, 1e-40, np.inf, -np.inf, np.nan, 30, -30, 1e38, -1e38, -4], "f4")
    for found, expected in zip(gelu_of(engine, ends), gelu_of(torch, ends), strict=True):
        assert [str(each) for each in found] == [str(each) for each in expected]


def test_an_array_that_lies_otherwise_is_left_as_it_was() -> None:
    gelu: Any = engine.nn.functional.gelu
    module: Any = engine
    rows = module.tensor(drawn(60, 2.0).tolist()).reshape(6, 10)
    before = rows.clone()
    assert (gelu(rows.t()).t() == gelu(rows)).all()
    assert (rows == before).all()


@pytest.mark.parametrize("scale", [0.5, 2.0])
def test_by_tanh_few_are_equal_to_the_last_digit(scale: float) -> None:
    """But for one in a hundred, where PyTorch's tanh is rounded otherwise."""
    values = drawn(256, scale)
    (found, slope), (expected, wanted) = (
        gelu_of(module, values, approximate="tanh") for module in (engine, torch)
    )
    assert np.mean(found != expected) < 0.01
    assert np.abs(slope - wanted).max() <= 2.0**-23
