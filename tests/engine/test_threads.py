"""One thread for matrix products unless somebody says otherwise, and nothing shared by several."""

from __future__ import annotations

import threading
from typing import Any

import pytest

import engine
from engine.modes import FORMULAS
from engine.switches.threads import THREADS, Threads, start_with_one

torch: Any = engine


@pytest.fixture(autouse=True)
def as_before() -> Any:
    before = THREADS.number
    yield
    THREADS.set(before)


def test_the_number_of_threads_is_what_was_set() -> None:
    torch.set_num_threads(2)
    assert torch.get_num_threads() == 2


@pytest.mark.parametrize("number", [0, -1])
def test_there_is_at_least_one_thread(number: int) -> None:
    with pytest.raises(RuntimeError, match=r"^set_num_threads expects a positive integer$"):
        torch.set_num_threads(number)


def test_the_environment_decides_before_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    monkeypatch.setattr(Threads, "set", lambda self, number: told.append(number))
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    start_with_one()
    assert not told
    assert torch.get_num_threads() == 3
    monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    start_with_one()
    assert told == [1]


def test_a_formula_that_runs_on_tensors_in_one_thread_names_no_nodes_of_another() -> None:
    """A gradient's hook waits, within a pass with create_graph, for another thread to multiply."""
    names: list[str] = []
    x = torch.ones(2, requires_grad=True)

    def multiply() -> None:
        names.append((x * 3).grad_fn.name())

    class Waits(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, values: Any) -> Any:
            return values * 2

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            other = threading.Thread(target=multiply)
            other.start()
            other.join()
            return grad * 2

    def in_formula(node: Any, grad: Any) -> Any:
        multiply()
        other = threading.Thread(target=multiply)
        other.start()
        other.join()
        return original(node, grad)

    y = (Waits.apply(x) ** 3).sum()
    kind = type(y.grad_fn.next_functions[0][0])
    original = kind.backward_tensors
    kind.backward_tensors = in_formula
    try:
        torch.autograd.grad(y, x, create_graph=True)
    finally:
        kind.backward_tensors = original
    assert names == ["MulBackward1", "MulBackward0", "MulBackward0"]
    assert FORMULAS.nowhere
