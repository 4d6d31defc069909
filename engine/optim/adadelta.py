"""Adadelta."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from engine.optim.optimizer import (
    Optimizer,
    check,
    check_not_negative,
    check_rate,
    counted,
    kept,
    number,
)
from engine.optim.rounding import Array, plus, plus_product, sum_with


class Adadelta(Optimizer):
    """Steps in proportion to past steps (Zeiler, 2012)."""

    captured = ("params and state_steps", "")

    def __init__(
        self, params: Iterable[Any], lr: float = 1.0, rho: float = 0.9, eps: float = 1e-6,
        weight_decay: float = 0, foreach: bool | None = None, *, capturable: bool = False,
        maximize: bool = False, differentiable: bool = False,
    ) -> None:  # fmt: skip
        check_rate(lr)
        check("rho value", rho, 0.0 <= rho <= 1.0)
        check_not_negative("epsilon value", eps)
        check_not_negative("weight_decay value", weight_decay)
        defaults = {
            "lr": lr, "rho": rho, "eps": eps, "weight_decay": weight_decay, "maximize": maximize,
            "capturable": capturable, "foreach": foreach, "differentiable": differentiable,
        }  # fmt: skip
        super().__init__(params, defaults)

    def update(
        self, value: Array, grad: Array, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        """One step of one parameter."""
        counted(state)
        rho, eps = group["rho"], group["eps"]
        square, moved = kept(state, "square_avg", value), kept(state, "acc_delta", value)
        if group["weight_decay"]:
            grad = sum_with(grad, value, group["weight_decay"])
        square *= rho
        plus_product(square, grad, grad, 1 - rho)
        delta = np.sqrt(moved + eps) / np.sqrt(square + eps) * grad
        moved *= rho
        plus_product(moved, delta, delta, 1 - rho)
        plus(value, delta, -number(group["lr"]))
