"""Graphs of real models, walked by PyTorch's own ``next_functions``, and random ones."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - the name everyone knows

from tests.layout.graphs import Builder, random_dag

WIDTH = 8
LEAF = "AccumulateGrad"


def walk(loss: torch.Tensor) -> Builder:
    """Nodes in an order in which they may have been executed: inputs before what uses them.

    Nodes are let go one by one, results first: PyTorch frees a long chain recursively.
    """
    made, keys = Builder(), dict[Any, str]()
    for node in _inputs_first(loss.grad_fn):
        inputs = [keys[other] for other, _ in node.next_functions if other is not None]
        keys[node] = made.op(*inputs) if inputs else made.leaf()
    del loss, node
    while keys:
        keys.popitem()
    return made


def _inputs_first(root: Any) -> Iterator[Any]:
    waiting: list[tuple[Any, Iterator[Any]]] = [(root, iter(root.next_functions))]
    seen = {root}
    while waiting:
        node, inputs = waiting[-1]
        fresh = next((n for n, _ in inputs if n is not None and n not in seen), None)
        if fresh is None:
            waiting.pop()
            yield node
        else:
            seen.add(fresh)
            waiting.append((fresh, iter(fresh.next_functions)))


def perceptron(layers: int) -> torch.Tensor:
    """Layers of a weight, a bias and a ReLU."""
    x = torch.randn(2, WIDTH)
    for _ in range(layers):
        weight, bias = (torch.randn(*s, requires_grad=True) for s in ((WIDTH, WIDTH), (WIDTH,)))
        x = torch.relu(x @ weight + bias)
    return x.sum()


def recurrent(steps: int) -> torch.Tensor:
    """An unrolled recurrent network with a loss at every step; all steps share the weights."""
    shapes = ((WIDTH, WIDTH), (WIDTH, WIDTH), (WIDTH,), (WIDTH, WIDTH))
    into, within, bias, out = (torch.randn(*shape, requires_grad=True) for shape in shapes)
    state, total = torch.zeros(2, WIDTH), torch.zeros(())
    for _ in range(steps):
        state = torch.tanh(torch.randn(2, WIDTH) @ into + state @ within + bias)
        total = total + (state @ out).pow(2).mean()
    return total


class Block(nn.Module):
    """A transformer block: two heads of attention and a feed-forward network."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.wide, self.narrow = nn.Linear(WIDTH, 2 * WIDTH), nn.Linear(2 * WIDTH, WIDTH)
        self.first, self.second = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        count, length, _ = x.shape
        normed = self.first(x)
        query, key, value = (
            layer(normed).view(count, length, 2, -1).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        weight = torch.softmax(query @ key.transpose(-1, -2) / 2.0, -1)
        mixed: torch.Tensor = self.out((weight @ value).transpose(1, 2).reshape(x.shape))
        x = x + mixed
        more: torch.Tensor = self.narrow(F.gelu(self.wide(self.second(x))))
        return x + more


def transformer(blocks: int) -> torch.Tensor:
    """Blocks of attention on an embedding."""
    x = torch.randn(2, 3, WIDTH, requires_grad=True) * 1.0
    for _ in range(blocks):
        x = Block().forward(x)
    return x.pow(2).mean()


def residual(blocks: int) -> torch.Tensor:
    """Blocks of two normalised convolutions beside an identity."""
    x: torch.Tensor = nn.Conv2d(2, 2, 3, padding=1)(torch.randn(1, 2, 4, 4))
    for _ in range(blocks):
        first, second = (nn.Conv2d(2, 2, 3, padding=1, bias=False) for _ in range(2))
        inner = F.relu(nn.BatchNorm2d(2)(first(x)))
        x = F.relu(x + nn.BatchNorm2d(2)(second(inner)))
    return x.mean()


def chain_with_skips(count: int) -> Builder:
    """A deep network with parameters and residual connections of any length."""
    chance, made = random.Random(2), Builder()
    history = [made.leaf()]
    while len(made.vertices) < count:
        now = history[-1]
        if chance.random() < 0.25:
            history.append(made.op(now, history[-min(len(history), chance.randint(3, 8))]))
        else:
            history.append(made.op(now, made.leaf()) if chance.random() < 0.5 else made.op(now))
    return made


def layered_dag(count: int) -> Builder:
    """A wide network, each operation on one to three values made shortly before."""
    chance, made, width = random.Random(3), Builder(), 20 if count < 5_000 else 60
    keys = [made.leaf() for _ in range(width)]
    while len(keys) < count:
        row, column = divmod(len(keys), width)
        number = 1 + (chance.random() < 0.5)
        places = [min(max(round(chance.gauss(column, 2)), 0), width - 1) for _ in range(number)]
        inputs = [keys[(row - 1) * width + place] for place in places]
        if chance.random() < 0.02:
            inputs.append(keys[chance.randrange(max(0, len(keys) - 20 * width), len(keys))])
        keys.append(made.op(*inputs))
    return made


MODELS: dict[str, Callable[[int], torch.Tensor]] = {
    "perceptron": perceptron,
    "transformer": transformer,
    "residual": residual,
    "recurrent": recurrent,
}
RANDOM: dict[str, Callable[[int], Builder]] = {
    "random": random_dag,
    "skips": chain_with_skips,
    "layered": layered_dag,
}
BLOCKS = {
    "perceptron": {100: 17, 1_000: 200, 10_000: 2_000, 100_000: 20_000},
    "transformer": {100: 2, 1_000: 15, 10_000: 145, 100_000: 1_450},
    "residual": {100: 8, 1_000: 82, 10_000: 830, 100_000: 8_300},
    "recurrent": {100: 10, 1_000: 100, 10_000: 1_000, 100_000: 10_000},
}
"""How many layers, blocks or steps make about so many vertices."""


def built(name: str, count: int) -> Builder:
    """A graph of about ``count`` vertices."""
    if name in RANDOM:
        return RANDOM[name](count)
    return walk(MODELS[name](BLOCKS[name][count]))
