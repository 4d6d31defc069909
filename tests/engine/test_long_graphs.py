"""Graphs of very many operations: no recursion anywhere, and little memory for each."""

from __future__ import annotations

import tracemalloc
import weakref
from typing import Any

import pytest

import engine

torch: Any = engine


def chain(x: Any, length: int) -> Any:
    y = x
    for _ in range(length // 2):
        y = y * 0.5 + x
    return y


def test_200_000_operations_go_forth_and_back_and_are_freed_without_recursion() -> None:
    x = torch.tensor(1.0, requires_grad=True)
    y = chain(x, 200_000)
    y.backward()
    assert float(x.grad) == 2
    gone = weakref.ref(y)
    del y
    assert gone() is None


def test_a_recorded_backward_pass_and_autograd_grad_do_not_recurse_either() -> None:
    x = torch.tensor(1.0, requires_grad=True)
    (slope,) = torch.autograd.grad(chain(x, 20_000) * x, x, create_graph=True)
    slope.backward()
    assert slope.item() == 4
    assert float(x.grad) == 4


def test_a_chain_that_was_never_run_backward_is_freed_without_recursion() -> None:
    y = chain(torch.tensor(1.0, requires_grad=True), 200_000)
    gone = weakref.ref(y)
    del y
    assert gone() is None


@pytest.mark.parametrize("shape", [(), (1,), (64,)], ids=str)
def test_an_operation_takes_at_most_700_bytes_beside_its_array(shape: tuple[int, ...]) -> None:
    length = 20_000
    x = torch.ones(shape).requires_grad_()
    factor = torch.ones(shape).requires_grad_()
    warm = x * factor
    tracemalloc.start()
    y = x
    for _ in range(length // 2):
        y = y * factor + x
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    arrays = 4 * warm.numel() * length
    assert 0 < (taken - arrays) / length <= 700
