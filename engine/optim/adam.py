"""Adam and AdamW."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from engine.optim.optimizer import Array, Optimizer, check, counted, kept, number, plus


class Adam(Optimizer):
    """Steps scaled by running moments of the gradient (Kingma and Ba, 2014)."""

    decay = 0.0
    decoupled = False

    def __init__(
        self, params: Iterable[Any], lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8, weight_decay: float | None = None, amsgrad: bool = False, *,
        foreach: bool | None = None, maximize: bool = False, capturable: bool = False,
        differentiable: bool = False, fused: bool | None = None,
        decoupled_weight_decay: bool | None = None,
    ) -> None:  # fmt: skip
        decay = (0.01 if self.decoupled else 0) if weight_decay is None else weight_decay
        check("learning rate", lr, number(lr) >= 0.0)
        check("epsilon value", eps, eps >= 0.0)
        for index, beta in enumerate(betas):
            check(f"beta parameter at index {index}", beta, 0.0 <= beta < 1.0)
        check("weight_decay value", decay, decay >= 0.0)
        apart = self.decoupled if decoupled_weight_decay is None else decoupled_weight_decay
        defaults = {
            "lr": lr, "betas": betas, "eps": eps, "weight_decay": decay, "amsgrad": amsgrad,
            "maximize": maximize, "foreach": foreach, "capturable": capturable,
            "differentiable": differentiable, "fused": fused, "decoupled_weight_decay": apart,
        }  # fmt: skip
        super().__init__(params, defaults)

    def update(
        self, value: Array, grad: Array, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        """One step of one parameter."""
        lr, (beta1, beta2) = number(group["lr"]), group["betas"]
        step = counted(state)
        mean, square = kept(state, "exp_avg", value), kept(state, "exp_avg_sq", value)
        if group["weight_decay"] and group["decoupled_weight_decay"]:
            value *= 1 - lr * group["weight_decay"]
        elif group["weight_decay"]:
            grad = grad + value * group["weight_decay"]
        plus(mean, grad - mean, 1 - beta1)
        square *= beta2
        square += grad * grad * (1 - beta2)
        spread = square
        if group["amsgrad"]:
            spread = kept(state, "max_exp_avg_sq", value)
            np.maximum(spread, square, out=spread)
        scale = math.sqrt(1 - beta2**step)
        value += mean / (np.sqrt(spread) / scale + group["eps"]) * -(lr / (1 - beta1**step))


class AdamW(Adam):
    """Adam whose weight decay is apart from the gradient (Loshchilov and Hutter, 2017)."""

    decoupled = True
