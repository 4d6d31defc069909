"""One training step of a small convolutional network, on PyTorch or what means the same."""

from __future__ import annotations

from typing import Any

import numpy as np

BATCH, SIDE, CLASSES = 16, 28, 10


def images() -> np.ndarray[Any, Any]:
    """A batch of pictures of one channel, the same for everyone."""
    random = np.random.default_rng(7)
    return random.normal(size=(BATCH, 1, SIDE, SIDE)).astype(np.float32)


def answers() -> np.ndarray[Any, Any]:
    """The right class of each."""
    return np.random.default_rng(8).integers(0, CLASSES, BATCH)


class Convolutions:
    """Two convolutions, each with relu and max pooling, and a linear layer; cross entropy, SGD."""

    def __init__(self, module: Any) -> None:
        nn = module.nn
        module.manual_seed(5)
        self._network = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(16 * 7 * 7, CLASSES),
        )  # fmt: skip
        self._loss = nn.CrossEntropyLoss()
        self._optimizer = module.optim.SGD(self._network.parameters(), lr=0.05)
        self._images = module.tensor(images().tolist())
        self._answers = module.tensor(answers().tolist())

    def step(self) -> float:
        """Forward, backward, and a step downhill; the loss before it."""
        self._optimizer.zero_grad()
        loss = self._loss(self._network(self._images), self._answers)
        loss.backward()
        self._optimizer.step()
        return float(loss.item())
