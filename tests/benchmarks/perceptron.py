"""One training step of a small network: in PyTorch's language, three ways, and in numpy by hand.

The same numbers each time: ``F.linear`` on parameters, ``X @ W + b``, and ``nn.Linear`` with SGD.
"""

from __future__ import annotations

from typing import Any

import numpy as np

BATCH, INPUTS, HIDDEN, CLASSES = 32, 784, 128, 10
RATE = 0.01


def numbers() -> dict[str, np.ndarray[Any, Any]]:
    """The same data and parameters for everyone, float32."""
    random = np.random.default_rng(3)

    def normal(*shape: int, scale: float = 1.0) -> np.ndarray[Any, Any]:
        return (random.normal(size=shape) * scale).astype(np.float32)

    return {
        "inputs": normal(BATCH, INPUTS),
        "w1": normal(HIDDEN, INPUTS, scale=0.03),
        "b1": np.zeros(HIDDEN, np.float32),
        "w2": normal(CLASSES, HIDDEN, scale=0.1),
        "b2": np.zeros(CLASSES, np.float32),
    }


def classes() -> np.ndarray[Any, Any]:
    """The right answers."""
    return np.random.default_rng(4).integers(0, CLASSES, BATCH)


class Perceptron:
    """The network on tensors of ``module``, which is PyTorch or means the same."""

    def __init__(self, module: Any) -> None:
        self._module = module
        made = {name: module.tensor(data.tolist()) for name, data in numbers().items()}
        self._inputs, *self._parameters = made.values()
        for parameter in self._parameters:
            parameter.requires_grad_()
        self._classes = module.tensor(classes().tolist())

    def step(self) -> float:
        """Forward, backward, and a step downhill; the loss before it."""
        functional = self._module.nn.functional
        w1, b1, w2, b2 = self._parameters
        hidden = functional.relu(functional.linear(self._inputs, w1, b1))
        loss = functional.cross_entropy(functional.linear(hidden, w2, b2), self._classes)
        loss.backward()
        with self._module.no_grad():
            for parameter in self._parameters:
                parameter -= RATE * parameter.grad
                parameter.grad = None
        return float(loss.item())


class Products:
    """The network as products of matrices that lie the other way round: ``X @ W + b``."""

    def __init__(self, module: Any) -> None:
        self._module = module
        made = {name: module.tensor(data.T.tolist()) for name, data in numbers().items()}
        self._inputs, *self._parameters = made.values()
        self._inputs = self._inputs.t().contiguous()
        for parameter in self._parameters:
            parameter.requires_grad_()
        self._classes = module.tensor(classes().tolist())

    def step(self) -> float:
        """Forward, backward, and a step downhill; the loss before it."""
        w1, b1, w2, b2 = self._parameters
        hidden = (self._inputs @ w1 + b1).relu()
        cross_entropy = self._module.nn.functional.cross_entropy
        loss = cross_entropy(hidden @ w2 + b2, self._classes)
        loss.backward()
        with self._module.no_grad():
            for parameter in self._parameters:
                parameter -= RATE * parameter.grad
                parameter.grad = None
        return float(loss.item())


class Modules:
    """The network as modules with an optimiser, as programs mostly have it."""

    def __init__(self, module: Any) -> None:
        nn = module.nn
        self._network = nn.Sequential(
            nn.Linear(INPUTS, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, CLASSES)
        )
        inputs, *values = numbers().values()
        with module.no_grad():
            for parameter, data in zip(self._network.parameters(), values, strict=True):
                parameter.copy_(module.tensor(data.tolist()))
        self._loss = nn.CrossEntropyLoss()
        self._optimizer = module.optim.SGD(self._network.parameters(), lr=RATE)
        self._inputs = module.tensor(inputs.tolist())
        self._classes = module.tensor(classes().tolist())

    def step(self) -> float:
        """Forward, backward, and a step downhill; the loss before it."""
        self._optimizer.zero_grad()
        loss = self._loss(self._network(self._inputs), self._classes)
        loss.backward()
        self._optimizer.step()
        return float(loss.item())


class ByHand:
    """The same network with its derivatives written out: what no engine can be faster than."""

    def __init__(self) -> None:
        self._inputs, self._w1, self._b1, self._w2, self._b2 = numbers().values()
        self._classes = classes()
        self._rows = np.arange(BATCH)

    def step(self) -> float:
        """Forward, backward, and a step downhill; the loss before it."""
        before = self._inputs @ self._w1.T + self._b1
        hidden = np.maximum(before, 0)
        logits = hidden @ self._w2.T + self._b2
        shifted = logits - logits.max(1, keepdims=True)
        chances = np.exp(shifted)
        totals = chances.sum(1, keepdims=True)
        loss = (np.log(totals[:, 0]) - shifted[self._rows, self._classes]).mean()
        chances /= totals
        chances[self._rows, self._classes] -= 1
        chances /= BATCH
        self._down(before, hidden, chances)
        return float(loss)

    def _down(
        self,
        before: np.ndarray[Any, Any],
        hidden: np.ndarray[Any, Any],
        error: np.ndarray[Any, Any],
    ) -> None:
        inner = (error @ self._w2) * (before > 0)
        self._w2 -= RATE * (error.T @ hidden)
        self._b2 -= RATE * error.sum(0)
        self._w1 -= RATE * (inner.T @ self._inputs)
        self._b1 -= RATE * inner.sum(0)
