"""Products of small matrices equal PyTorch's to the last digit, not only nearly."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch

import engine

SIZES = [
    (1, 4, 8), (1, 16, 3), (1, 20, 1), (2, 3, 4), (2, 24, 13), (3, 9, 16), (3, 24, 1), (4, 2, 8),
    (4, 8, 1), (4, 10, 7), (5, 10, 1), (5, 13, 6), (8, 8, 3), (20, 1, 1), (30, 4, 3), (100, 16, 1),
    (50, 7, 9), (3, 150, 4), (32, 64, 10), (2, 64, 100),
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
    assert ours.stride() == theirs.stride()
    assert ours.tolist() == [pytest.approx(row, rel=1e-4, abs=1e-5) for row in theirs.tolist()]
    if not library_follows_the_rule():
        pytest.skip("PyTorch's library adds small products in another order on this processor")
    assert ours.tolist() == theirs.tolist()


@pytest.mark.parametrize("size", [(3, 4), (10, 20), (48, 40), (5, 64)])
def test_a_product_with_a_vector_and_its_slopes_are_pytorchs(size: tuple[int, int]) -> None:
    found = []
    for module in (engine, torch):
        draw = np.random.default_rng(0).standard_normal
        matrix, vector = (
            module.tensor(draw(shape).tolist(), requires_grad=True) for shape in (size, size[1])
        )
        made = matrix @ vector
        (made * module.arange(size[0])).sum().backward()
        found.append([each.tolist() for each in (made, matrix.grad, vector.grad)])
    if not library_follows_the_rule():
        pytest.skip("PyTorch's library adds small products in another order on this processor")
    assert found[0] == found[1]


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


PACKED = [
    (4, 8, 12), (5, 13, 30), (7, 20, 100), (12, 192, 40), (32, 10, 30), (32, 30, 27), (64, 16, 16),
    (64, 32, 32), (16, 64, 33), (50, 100, 64), (300, 27, 27),
]  # fmt: skip


@pytest.fixture
def alone() -> Iterator[None]:
    """PyTorch on one thread: more would share out a product, and add up their shares."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def library_has_one_accumulator() -> bool:
    """Does PyTorch's library add up one product after the other, rounding once each time?"""
    left, right = (np.random.default_rng(0).normal(size=(16, 16)).astype("f4") for _ in range(2))
    sums = np.zeros((16, 16), "f4")
    for n in range(16):
        sums = (np.outer(left[:, n].astype("f8"), right[n].astype("f8")) + sums).astype("f4")
    found = torch.from_numpy(left) @ torch.from_numpy(right)
    return bool((found.numpy() == sums).all())


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("size", PACKED)
def test_a_larger_product_is_pytorchs(size: Any, layout: str) -> None:
    ours, theirs = (multiplied(module, size, layout, "float32") for module in (engine, torch))
    assert ours.is_contiguous()
    assert ours.tolist() == [pytest.approx(row, rel=1e-4, abs=1e-5) for row in theirs.tolist()]
    if not library_has_one_accumulator():
        pytest.skip("PyTorch's library adds larger products in another order on this processor")
    assert ours.tolist() == theirs.tolist()


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
def test_what_is_not_finite_stays_in_its_column(number: float) -> None:
    found = []
    for module in (engine, torch):
        x, w = module.ones(8, 16), module.ones(16, 14)
        w[3, 4], x[2, 5] = number, -2.0
        found.append(str((x @ w).tolist()))
        found.append(str((w.T @ x.T).tolist()))
    assert found[:2] == found[2:]


BATCHES = [
    (2, 1, 10, 4), (3, 4, 5, 6), (2, 1, 399, 1), (1, 30, 4, 3), (4, 3, 4, 33), (2, 10, 4, 10),
    (8, 10, 10, 8), (6, 11, 7, 11), (2, 9, 9, 5), (2, 5, 64, 5), (2, 16, 16, 16), (3, 13, 9, 13),
    (4, 1, 64, 32), (2, 8, 16, 40),
]  # fmt: skip


@pytest.mark.usefixtures("alone")
def test_batches_of_products_and_their_slopes_are_pytorchs() -> None:
    found: list[list[Any]] = []
    for module in (engine, torch):
        draw = np.random.default_rng(0).standard_normal
        told = []
        for pairs, rows, depth, columns in BATCHES:
            left, right = (
                module.tensor(draw(shape).tolist(), requires_grad=True)
                for shape in ((pairs, rows, depth), (pairs, depth, columns))
            )
            made = module.bmm(left, right)
            (made * made.detach().sign()).sum().backward()
            told.append([each.tolist() for each in (made, left.grad, right.grad)])
        found.append(told)
    if not (library_follows_the_rule() and library_has_one_accumulator()):
        pytest.skip("PyTorch's library adds products in another order on this processor")
    for size, ours, theirs in zip(BATCHES, *found, strict=True):
        assert ours == theirs, size
