"""One thread for matrix products, unless the program or the environment says otherwise."""

from __future__ import annotations

from typing import Any

import pytest

import engine
from engine.threads import THREADS, Threads, start_with_one

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
