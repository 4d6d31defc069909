"""Averaged stochastic gradient descent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.optim.optimizer import (
    Optimizer,
    check_not_negative,
    check_rate,
    counted,
    counter,
    kept,
    number,
)
from engine.optim.rounding import Array, plus, sum_with
from engine.tensor import storage


class ASGD(Optimizer):
    """Descent that also keeps the mean of where it was (Polyak and Juditsky, 1992)."""

    captured = ("params, mus, etas, and state_steps", ", 'xla'")

    def __init__(
        self, params: Iterable[Any], lr: float = 1e-2, lambd: float = 1e-4, alpha: float = 0.75,
        t0: float = 1e6, weight_decay: float = 0, foreach: bool | None = None,
        maximize: bool = False, differentiable: bool = False, capturable: bool = False,
    ) -> None:  # fmt: skip
        check_rate(lr)
        check_not_negative("weight_decay value", weight_decay)
        defaults = {
            "lr": lr, "lambd": lambd, "alpha": alpha, "t0": t0, "weight_decay": weight_decay,
            "foreach": foreach, "maximize": maximize, "differentiable": differentiable,
            "capturable": capturable,
        }  # fmt: skip
        super().__init__(params, defaults)

    def update(
        self, value: Array, grad: Array, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        """One step of one parameter."""
        lr, lambd = number(group["lr"]), group["lambd"]
        step = counted(state)
        eta = storage(state.setdefault("eta", counter(lr)))
        mu, mean = storage(state.setdefault("mu", counter(1.0))), kept(state, "ax", value)
        if group["weight_decay"]:
            grad = sum_with(grad, value, group["weight_decay"])
        rate = float(eta)
        value *= 1 - lambd * rate
        plus(value, grad, -rate)
        if mu == 1:
            mean[...] = value
        else:
            mean += (value - mean) * mu.astype(value.dtype)
        eta[...] = lr / (1 + lambd * lr * step) ** group["alpha"]
        mu[...] = 1 / max(1, step - group["t0"])
