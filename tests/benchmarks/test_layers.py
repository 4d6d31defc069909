"""How fast layers are, forward and backward, beside PyTorch on one thread.

Only the ratio within one group means anything. The aims: at most 0.6 of PyTorch's time for fifty
steps of an LSTM, at most 1.2 for attention. For ``nn.LSTM`` that is out of numpy's reach, as
``test_lstm`` shows: the sixteen calls that each step takes there and back need more on their own.
On a busy machine, by processor time, attention stands at 1.2 to 1.3, a whole encoder layer at 1.3
to 1.7, layers that are made of the nodes of every step at 1.6 to 2.2: of the last a fifth goes
into products and powers of e whose last digits are PyTorch's (a cell of 32, a batch of 8).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from pytest_benchmark.fixture import BenchmarkFixture

import engine

STEPS, BATCH, INPUTS, HIDDEN = 50, 8, 16, 32
LENGTH, FEATURES, HEADS = 32, 64, 4
on_both = pytest.mark.parametrize("module", [engine, torch], ids=["engine", "torch"])
pytestmark = pytest.mark.usefixtures("one_thread")


def recurrent(module: Any, kind: str) -> Callable[[], float]:
    layer = getattr(module.nn, kind)(INPUTS, HIDDEN)
    inputs = module.randn(STEPS, BATCH, INPUTS)

    def there_and_back() -> float:
        loss = layer(inputs)[0].sum()
        loss.backward()
        return float(loss.item())

    return there_and_back


def cells(module: Any) -> Callable[[], float]:
    cell = module.nn.LSTMCell(INPUTS, HIDDEN)
    inputs = module.randn(STEPS, BATCH, INPUTS)

    def there_and_back() -> float:
        state = module.zeros(BATCH, HIDDEN), module.zeros(BATCH, HIDDEN)
        for step in range(STEPS):
            state = cell(inputs[step], state)
        loss = state[0].sum()
        loss.backward()
        return float(loss.item())

    return there_and_back


def lstm_by_hand(module: Any) -> Callable[[], float]:
    """As courses write it: all four gates in one product, then cut apart."""
    w, u = (0.1 * module.randn(size, 4 * HIDDEN) for size in (INPUTS, HIDDEN))
    parameters = [each.requires_grad_() for each in (w, u, module.zeros(4 * HIDDEN))]
    inputs = module.randn(STEPS, BATCH, INPUTS)

    def there_and_back() -> float:
        w, u, b = parameters
        h, c = module.zeros(BATCH, HIDDEN), module.zeros(BATCH, HIDDEN)
        for step in range(STEPS):
            i, f, g, o = (inputs[step] @ w + h @ u + b).chunk(4, 1)
            c = module.sigmoid(f) * c + module.sigmoid(i) * module.tanh(g)
            h = module.sigmoid(o) * module.tanh(c)
        loss = h.sum()
        loss.backward()
        return float(loss.item())

    return there_and_back


def rnn_by_hand(module: Any) -> Callable[[], float]:
    w, u = (0.1 * module.randn(size, HIDDEN) for size in (INPUTS, HIDDEN))
    parameters = [each.requires_grad_() for each in (w, u, module.zeros(HIDDEN))]
    inputs = module.randn(STEPS, BATCH, INPUTS)

    def there_and_back() -> float:
        w, u, b = parameters
        h = module.zeros(BATCH, HIDDEN)
        for step in range(STEPS):
            h = module.tanh(inputs[step] @ w + h @ u + b)
        loss = h.sum()
        loss.backward()
        return float(loss.item())

    return there_and_back


def heads(module: Any, need_weights: bool) -> Callable[[], float]:
    layer = module.nn.MultiheadAttention(FEATURES, HEADS, batch_first=True)
    inputs = module.randn(4, LENGTH, FEATURES)

    def there_and_back() -> float:
        loss = layer(inputs, inputs, inputs, need_weights=need_weights)[0].pow(2).sum()
        loss.backward()
        return float(loss.item())

    return there_and_back


def by_hand(module: Any) -> Callable[[], float]:
    query, key, value, last = (module.nn.Linear(FEATURES, FEATURES) for _ in range(4))
    inputs = module.randn(4, LENGTH, FEATURES)

    def there_and_back() -> float:
        q, k, v = (
            layer(inputs).view(4, LENGTH, HEADS, -1).transpose(1, 2)
            for layer in (query, key, value)
        )
        weights = (q @ k.transpose(-2, -1) / q.size(-1) ** 0.5).softmax(-1)
        seen = (weights @ v).transpose(1, 2).reshape(4, LENGTH, FEATURES)
        loss = last(seen).pow(2).sum()
        loss.backward()
        return float(loss.item())

    return there_and_back


def encoder(module: Any, activation: str) -> Callable[[], float]:
    layer = module.nn.TransformerEncoderLayer(
        FEATURES, HEADS, 128, 0.0, activation, batch_first=True
    )
    inputs = module.randn(4, LENGTH, FEATURES)

    def there_and_back() -> float:
        loss = layer(inputs).pow(3).sum()
        loss.backward()
        return float(loss.item())

    return there_and_back


PROGRAMS: dict[str, Callable[[Any], Callable[[], float]]] = {
    "nn.LSTM": lambda module: recurrent(module, "LSTM"),
    "a loop of nn.LSTMCell": cells,
    "an LSTM by hand": lstm_by_hand,
    "nn.RNN": lambda module: recurrent(module, "RNN"),
    "an RNN by hand": rnn_by_hand,
    "nn.GRU": lambda module: recurrent(module, "GRU"),
    "nn.MultiheadAttention": lambda module: heads(module, need_weights=False),
    "nn.MultiheadAttention with weights": lambda module: heads(module, need_weights=True),
    "attention by hand": by_hand,
    "nn.TransformerEncoderLayer": lambda module: encoder(module, "relu"),
    "nn.TransformerEncoderLayer with gelu": lambda module: encoder(module, "gelu"),
}


@pytest.mark.parametrize("name", PROGRAMS)
@on_both
def test_there_and_back(benchmark: BenchmarkFixture, module: Any, name: str) -> None:
    benchmark.group = f"{name}, forward and backward"
    other = torch if module is engine else engine
    expected = []
    for each in (module, other):
        each.manual_seed(0)
        expected.append(PROGRAMS[name](each)())
    assert expected[0] == pytest.approx(expected[1], rel=1e-3)
    benchmark(PROGRAMS[name](module))
