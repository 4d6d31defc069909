"""How fast the engine is, beside PyTorch on one thread, numpy by hand, and the least there can be.

Only ratios within one group mean anything: the rows of a group ran on the same machine within
the same seconds. Each peer's result is compared first, so that all of them do the same work.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import torch
from pytest_benchmark.fixture import BenchmarkFixture

import engine
from engine.observer import watching
from inspector.runner.limits import Limits
from inspector.runner.recording.places import Places
from inspector.runner.recording.recorder import Recorder
from inspector.runner.sending.sink import Sink
from tests.benchmarks.closures import Number
from tests.benchmarks.convolutions import Convolutions
from tests.benchmarks.perceptron import ByHand, Modules, Perceptron, Products

LENGTH = 5_000
"""Turns of the chain; each is a multiplication and an addition."""
FACTOR = 0.999
MILLION = 1_000_000 if "--benchmark-enable" in sys.argv else 10_000
"""Only as many operations as that where nothing is measured."""
on_both = pytest.mark.parametrize("module", [engine, torch], ids=["engine", "torch"])
pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.mark.benchmark(group="x * y, one element, with a graph")
@on_both
def test_one_multiplication(benchmark: BenchmarkFixture, module: Any) -> None:
    x = module.tensor([2.0], requires_grad=True)
    y = module.tensor([3.0], requires_grad=True)
    assert benchmark(lambda: x * y).item() == 6


@pytest.mark.benchmark(group="x * y, one element, with a graph")
def test_one_multiplication_of_numpys_own(benchmark: BenchmarkFixture) -> None:
    x, y = np.array([2.0], np.float32), np.array([3.0], np.float32)
    assert benchmark(lambda: x * y)[0] == 6


def chain(x: Any, factor: Any) -> Any:
    """Ten thousand operations on scalars, one after the other."""
    y = x
    for _ in range(LENGTH):
        y = y * factor + x
    return y


EXPECTED = sum(FACTOR**turn for turn in range(LENGTH + 1))
"""The chain's derivative by ``x``."""


@pytest.mark.benchmark(group="10,000 operations on scalars, forward and backward")
@on_both
def test_a_long_chain(benchmark: BenchmarkFixture, module: Any) -> None:
    def there_and_back() -> float:
        x = module.tensor(1.0, requires_grad=True)
        chain(x, module.tensor(FACTOR, requires_grad=True)).backward()
        return float(x.grad)

    assert benchmark(there_and_back) == pytest.approx(EXPECTED, rel=1e-3)


@pytest.mark.benchmark(group="10,000 operations on scalars, forward and backward")
def test_a_long_chain_of_closures(benchmark: BenchmarkFixture) -> None:
    def there_and_back() -> float:
        x = Number(1.0)
        chain(x, Number(FACTOR)).backward()
        return x.grad

    assert benchmark(there_and_back) == pytest.approx(EXPECTED)


@pytest.mark.benchmark(group="784-128-10 perceptron, a training step, batch 32")
@pytest.mark.parametrize("form", [Perceptron, Products, Modules])
@on_both
def test_a_training_step(benchmark: BenchmarkFixture, module: Any, form: Any) -> None:
    by_hand, network = ByHand(), form(module)
    for _ in range(3):
        assert network.step() == pytest.approx(by_hand.step(), rel=1e-4)
    benchmark(network.step)


@pytest.mark.benchmark(group="784-128-10 perceptron, a training step, batch 32")
def test_a_training_step_in_numpy_by_hand(benchmark: BenchmarkFixture) -> None:
    assert benchmark(ByHand().step) > 0


@pytest.mark.benchmark(group="convolutional network, a training step, 16 pictures of 28 x 28")
@on_both
def test_a_training_step_of_convolutions(benchmark: BenchmarkFixture, module: Any) -> None:
    network, reference = Convolutions(module), Convolutions(torch)
    for _ in range(3):
        assert network.step() == pytest.approx(reference.step(), rel=1e-3)
    benchmark(network.step)


@pytest.mark.benchmark(group="1,000,000 operations on scalars, forward and backward, once")
def test_a_million_operations(benchmark: BenchmarkFixture) -> None:
    module: Any = engine

    def there_and_back() -> float:
        x = module.tensor(1.0, requires_grad=True)
        y = x
        for _ in range(MILLION // 2):
            y = y * 0.5 + x
        y.backward()
        return float(x.grad)

    assert benchmark.pedantic(there_and_back, rounds=1) == 2


@pytest.mark.benchmark(group="import, in a process of its own")
@pytest.mark.parametrize("name", ["engine", "numpy"])
def test_an_import(benchmark: BenchmarkFixture, name: str) -> None:
    command = [sys.executable, "-c", f"import {name}"]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = benchmark.pedantic(
        subprocess.run, args=(command,), kwargs={"check": True, "env": environment},
        rounds=5, warmup_rounds=1,
    )  # fmt: skip
    assert done.returncode == 0


@pytest.mark.benchmark(group="1,000 operations and back, unwatched and recorded")
@pytest.mark.parametrize("recorded", [False, True], ids=["unwatched", "recorded"])
def test_being_watched(benchmark: BenchmarkFixture, recorded: bool) -> None:
    module: Any = engine
    x = module.tensor(1.0, requires_grad=True)

    def there_and_back() -> None:
        y = x
        for _ in range(500):
            y = y * FACTOR + x
        y.backward()

    def watched() -> None:
        sink = Sink(lambda batch: 0, Limits())
        with watching(Recorder(sink, Places(__file__))):
            there_and_back()

    benchmark(watched if recorded else there_and_back)
    assert x.grad is not None
