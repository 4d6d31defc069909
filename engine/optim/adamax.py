"""Adamax."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from engine.optim.optimizer import Optimizer, check_moments, counted, kept, number
from engine.optim.rounding import Array, plus_quotient, sum_with, towards


class Adamax(Optimizer):
    """Adam with the largest gradient in place of their squares' mean (Kingma and Ba, 2014)."""

    def __init__(
        self, params: Iterable[Any], lr: float = 2e-3, betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8, weight_decay: float = 0, foreach: bool | None = None, *,
        maximize: bool = False, differentiable: bool = False, capturable: bool = False,
    ) -> None:  # fmt: skip
        check_moments(lr, betas, eps, weight_decay)
        defaults = {
            "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay,
            "foreach": foreach, "maximize": maximize, "differentiable": differentiable,
            "capturable": capturable,
        }  # fmt: skip
        super().__init__(params, defaults)

    def update(
        self, value: Array, grad: Array, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        """One step of one parameter."""
        beta1, beta2 = group["betas"]
        step = counted(state)
        mean, largest = kept(state, "exp_avg", value), kept(state, "exp_inf", value)
        if group["weight_decay"]:
            grad = sum_with(grad, value, group["weight_decay"])
        towards(mean, grad, 1 - beta1)
        largest *= beta2
        np.maximum(largest, np.abs(grad) + group["eps"], out=largest)
        plus_quotient(value, mean, largest, -(number(group["lr"]) / (1 - beta1**step)))
