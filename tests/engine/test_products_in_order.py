"""Products of small matrices equal PyTorch's to the last digit, not only nearly."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import engine

SIZES = [
    (1, 4, 8), (1, 16, 3), (1, 20, 1), (2, 3, 4), (2, 24, 13), (3, 9, 16), (3, 24, 1), (4, 2, 8),
    (4, 8, 1), (4, 10, 7), (5, 10, 1), (5, 13, 6), (8, 8, 3), (20, 1, 1), (30, 4, 3), (100, 16, 1),
    (50, 7, 9), (3, 150, 4),
]  # fmt: skip
LAYOUTS = ["x @ w", "x @ w.T", "x.T @ w", "x.T @ w.T"]


def multiplied(module: Any, size: tuple[int, int, int], layout: str, dtype: str) -> Any:
    """A product of random matrices, turned as the layout says; shape : (rows, columns)."""
    rows, depth, columns = size
    draw = np.random.default_rng(0).standard_normal
    shapes = [(rows, depth), (depth, columns)]
    left, right = (
        module.tensor(
            draw(shape[::-1] if ".T" in text else shape).tolist(), dtype=getattr(module, dtype)
        )
        for shape, text in zip(shapes, layout.split("@"), strict=True)
    )
    return (left.T if "x.T" in layout else left) @ (right.T if "w.T" in layout else right)


def library_follows_the_rule() -> bool:
    """Does PyTorch's library multiply four rows at once, in lanes, and two one after the other?

    Of eight terms a huge one and, five later, its negative: what is added between them is lost.
    """
    x, w = torch.ones(1, 8), torch.ones(4, 8)
    x[0, 0], x[0, 5] = 2.0**40, -(2.0**40)
    return [(x @ w.t()).tolist(), (x @ w[:2].t()).tolist()] == [[[0.0] * 4], [[2.0] * 2]]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("size", SIZES)
def test_a_small_product_is_pytorchs(size: Any, layout: str, dtype: str) -> None:
    ours, theirs = (multiplied(module, size, layout, dtype) for module in (engine, torch))
    assert list(ours.shape) == list(theirs.shape)
    assert ours.tolist() == [pytest.approx(row, rel=1e-4, abs=1e-5) for row in theirs.tolist()]
    if not library_follows_the_rule():
        pytest.skip("PyTorch's library adds small products in another order on this processor")
    assert ours.tolist() == theirs.tolist()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("size", SIZES)
def test_a_sum_of_negative_zeros_is_zero(size: Any, layout: str, dtype: str) -> None:
    rows, depth, columns = size
    shapes = [(rows, depth), (depth, columns)]
    printed = []
    for module in (engine, torch):
        kind = getattr(module, dtype)
        left, right = (
            (module.zeros(shape[::-1], dtype=kind) - number).T
            if ".T" in text
            else module.zeros(shape, dtype=kind) - number
            for shape, text, number in zip(shapes, layout.split("@"), (0, 1), strict=True)
        )
        printed.append(str((left @ right).tolist()))
    assert printed[0] == printed[1]
