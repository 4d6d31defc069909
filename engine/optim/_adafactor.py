"""Adafactor."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from engine.optim.optimizer import Optimizer, counted, kept, number
from engine.optim.rounding import Array, plus, towards
from engine.tensor import Tensor


class Adafactor(Optimizer):
    """Adam that keeps row and column sums in place of all squares (Shazeer and Stern, 2018)."""

    real_only = True

    def __init__(
        self, params: Iterable[Any], lr: float = 1e-2, beta2_decay: float = -0.8,
        eps: tuple[float | None, float] = (None, 1e-3), d: float = 1.0, weight_decay: float = 0.0,
        *, foreach: bool | None = None, maximize: bool = False,
    ) -> None:  # fmt: skip
        if isinstance(lr, Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        # The bound stands first: what is not a number is refused in that order's words.
        self._check("Learning rate should be >= 0", lr, 0.0 <= number(lr))  # noqa: SIM300
        self._check("beta2_decay should be <= 0", beta2_decay, beta2_decay <= 0.0)
        self._check("epsilon1 should be >= 0", eps[0], eps[0] is None or 0.0 <= eps[0])  # noqa: SIM300
        self._check("epsilon2 should be >= 0", eps[1], 0.0 <= eps[1])  # noqa: SIM300
        self._check("Clipping threshold d should be >= 1", d, d >= 1.0)
        self._check("weight_decay should be >= 0", weight_decay, 0.0 <= weight_decay)  # noqa: SIM300
        defaults = {
            "lr": lr, "beta2_decay": beta2_decay, "eps": eps, "d": d,
            "weight_decay": weight_decay, "foreach": foreach, "maximize": maximize,
        }  # fmt: skip
        super().__init__(params, defaults)

    @staticmethod
    def _check(rule: str, value: Any, valid: bool) -> None:
        if not valid:
            raise ValueError(f"{rule} but is: {value}")

    def update(
        self, value: Array, grad: Array, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        """One step of one parameter."""
        step, lr, (smallest, least) = counted(state), number(group["lr"]), group["eps"]
        smallest = float(np.finfo(value.dtype).eps) if smallest is None else smallest
        rate = max(least, _root_mean_square(value)) * min(lr, 1 / math.sqrt(step))
        if group["weight_decay"]:
            value *= 1 - lr * group["weight_decay"]
        estimate = _estimate(grad, state, step ** group["beta2_decay"], smallest)
        update = 1 / np.sqrt(np.maximum(estimate, smallest * smallest)) * grad
        plus(value, update, -rate / max(1.0, _root_mean_square(update) / group["d"]))


def _root_mean_square(array: Array) -> float:
    return float(np.linalg.norm(array)) / math.sqrt(array.size)


def _estimate(grad: Array, state: dict[str, Any], weight: float, smallest: float) -> Array:
    """The running mean of squares, of a matrix as the product of a column and a row."""
    if grad.ndim <= 1:
        squares = kept(state, "variance", grad)
        towards(squares, grad * grad, weight)
        return squares
    means = []
    for name, axis in (("row_var", -1), ("col_var", -2)):
        mean = (np.linalg.norm(grad, axis=axis, keepdims=True) ** 2) / grad.shape[axis]
        running = kept(state, name, mean)
        towards(running, mean.astype(grad.dtype), weight)
        means.append(running)
    rows, columns = means
    whole: Array = rows @ columns / np.maximum(rows.mean(axis=-2, keepdims=True), smallest)
    return whole
