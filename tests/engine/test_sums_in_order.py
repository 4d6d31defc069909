"""Sums and evenly spaced numbers equal PyTorch's to the last digit, not only nearly."""

from __future__ import annotations

import platform
from typing import Any

import numpy as np
import pytest
import torch

import engine

X86 = pytest.mark.skipif(
    platform.machine() not in ("x86_64", "AMD64"), reason="PyTorch adds in another order here"
)
SUMS = [
    ((5,), 0), ((9,), 0), ((31,), 0), ((100,), 0), ((513,), 0), ((5000,), 0), ((20000,), 0),
    ((40, 7), 0), ((40, 7), 1), ((50, 40), 0), ((50, 40), 1), ((300, 33), 0), ((3, 300, 5), 1),
    ((6, 20, 9), (0, 2)), ((4, 3, 8, 8), (0, 2, 3)), ((4, 1, 9, 5), (0, 2)), ((8, 17), (0, 1)),
    ((3, 4, 5, 6), (1, 3)), ((2, 64, 40), (0, 1)),
]  # fmt: skip


def both(shape: tuple[int, ...], dtype: str) -> list[Any]:
    """The same random numbers here and in PyTorch."""
    values = np.random.default_rng(0).normal(size=shape).astype(dtype)
    return [
        module.tensor(values.tolist()).to(getattr(module, dtype)) for module in (engine, torch)
    ]


@X86
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("shape", "dim"), SUMS)
def test_a_sum_is_pytorchs_to_the_last_digit(shape: tuple[int, ...], dim: Any, dtype: str) -> None:
    ours, theirs = both(shape, dtype)
    assert ours.sum(dim).tolist() == theirs.sum(dim).tolist()
    assert ours.mean(dim).tolist() == theirs.mean(dim).tolist()
    assert ours.sum().item() == theirs.sum().item()


@pytest.mark.parametrize(("shape", "dim"), [*SUMS, ((1, 3, 3), 0), ((3, 1, 3), (1,)), ((8,), ())])
def test_a_sum_has_memory_of_its_own_one_element_after_the_other(shape: Any, dim: Any) -> None:
    ours, theirs = both(shape, "float32")
    for each in (ours.sum(dim, keepdim=True), ours.mean(dim), ours.sum(dim)):
        each.zero_()
        assert each.is_contiguous()
    assert ours.tolist() == theirs.tolist()
    assert ours.sum(dim).stride() == theirs.sum(dim).stride()


PARTS = {
    "some columns": lambda x: x[:, :30], "every other row": lambda x: x[::2],
    "turned": lambda x: x.t(), "turned in each block": lambda x: x.view(4, 12, 40).mT,
}  # fmt: skip


@X86
@pytest.mark.parametrize("part", PARTS)
def test_a_sum_of_what_lies_otherwise_is_pytorchs_to_the_last_digit(part: str) -> None:
    ours, theirs = (PARTS[part](each) for each in both((48, 40), "float32"))
    for dim in range(ours.ndim):
        for keep in (False, True):
            assert ours.sum(dim, keep).tolist() == theirs.sum(dim, keep).tolist()
        assert ours.mean(dim).stride() == theirs.mean(dim).stride()
    if part.startswith("turned"):
        assert ours.sum().item() == theirs.sum().item()


@X86
def test_a_line_fitted_by_hand_has_pytorchs_loss_and_slopes() -> None:
    def fitted(module: Any) -> list[float]:
        x = module.linspace(-3.0, 3.0, 200)
        w, b = (module.tensor(value, requires_grad=True) for value in (0.3, -0.2))
        told = []
        for _ in range(20):
            loss = ((w * x + b - (2 * x + 1)) ** 2).mean()
            loss.backward()
            with module.no_grad():
                w -= 0.05 * w.grad
                b -= 0.05 * b.grad
            told += [loss.item(), w.grad.item(), b.grad.item()]
            w.grad = b.grad = None
        return told

    assert fitted(engine) == fitted(torch)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "int32"])
@pytest.mark.parametrize(
    "span",
    [(-3.14159265358979, 3.14159265358979, 2000), (0, 999, 50), (5, -94, 28), (0.1, 7.3, 9)],
)
def test_evenly_spaced_numbers_are_pytorchs(span: tuple[Any, Any, int], dtype: str) -> None:
    ours, theirs = (
        module.linspace(*span, dtype=getattr(module, dtype)) for module in (engine, torch)
    )
    assert ours.tolist() == theirs.tolist()


def test_powers_evenly_spaced_are_pytorchs() -> None:
    for span in ((0, 3, 7), (-2.3, 1.1, 12), (0.5, 0.5, 1)):
        one, two = (m.logspace(*span, dtype=m.float64).tolist() for m in (engine, torch))
        assert one == pytest.approx(two, rel=1e-15)


FUNCTIONS = ["tanh", "expm1", "log10", "cumsum", "cumprod", "var", "prod"]


@X86
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_of_few_numbers_is_pytorchs_to_the_last_digit(name: str) -> None:
    for shape in ((2,), (3,), (20,)):
        dim = (0,) if name.startswith("cum") else ()
        one, two = (
            getattr(each.abs() + 0.1, name)(*dim).tolist() for each in both(shape, "float32")
        )
        assert one == two


@X86
def test_a_neuron_by_hand_has_pytorchs_slopes() -> None:
    def slopes(module: Any) -> list[float]:
        values = (2.0, 0.0, -3.0, 1.0, 6.8813735870195432)
        x1, x2, w1, w2, b = leaves = [module.tensor(v, requires_grad=True) for v in values]
        out = module.tanh(x1 * w1 + x2 * w2 + b)
        out.backward()
        return [out.item(), *(each.grad.item() for each in leaves)]

    assert slopes(engine) == slopes(torch)
