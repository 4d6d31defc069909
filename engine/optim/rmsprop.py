"""RMSprop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from engine.optim.optimizer import Optimizer, check_not_negative, check_rate, counted, kept, number
from engine.optim.rounding import (
    Array,
    plus,
    plus_product,
    plus_quotient,
    sum_with,
    towards,
)


class RMSprop(Optimizer):
    """Steps divided by the root of a running mean of squares (Hinton, 2012)."""

    def __init__(
        self, params: Iterable[Any], lr: float = 1e-2, alpha: float = 0.99, eps: float = 1e-8,
        weight_decay: float = 0, momentum: float = 0, centered: bool = False,
        capturable: bool = False, foreach: bool | None = None, maximize: bool = False,
        differentiable: bool = False,
    ) -> None:  # fmt: skip
        check_rate(lr)
        check_not_negative("epsilon value", eps)
        check_not_negative("momentum value", momentum)
        check_not_negative("weight_decay value", weight_decay)
        check_not_negative("alpha value", alpha)
        defaults = {
            "lr": lr, "momentum": momentum, "alpha": alpha, "eps": eps, "centered": centered,
            "weight_decay": weight_decay, "capturable": capturable, "foreach": foreach,
            "maximize": maximize, "differentiable": differentiable,
        }  # fmt: skip
        super().__init__(params, defaults)

    def update(
        self, value: Array, grad: Array, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        """One step of one parameter."""
        counted(state)
        square, alpha = kept(state, "square_avg", value), group["alpha"]
        if group["momentum"]:
            kept(state, "momentum_buffer", value)
        if group["weight_decay"]:
            grad = sum_with(grad, value, group["weight_decay"])
        square *= alpha
        plus_product(square, grad, grad, 1 - alpha)
        spread = square
        if group["centered"]:
            mean = kept(state, "grad_avg", value)
            towards(mean, grad, 1 - alpha)
            spread = square - mean * mean
        divisor = np.sqrt(spread) + group["eps"]
        if group["momentum"]:
            buffer = kept(state, "momentum_buffer", value)
            buffer *= group["momentum"]
            plus_quotient(buffer, grad, divisor, 1.0)
            plus(value, buffer, -number(group["lr"]))
        else:
            plus_quotient(value, grad, divisor, -number(group["lr"]))
