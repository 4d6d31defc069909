"""RAdam."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from engine.optim.moments import decayed, moments
from engine.optim.optimizer import Optimizer, check_moments, counted, number
from engine.optim.rounding import Array, plus


class RAdam(Optimizer):
    """Adam that waits until its second moment can be trusted (Liu et al., 2019)."""

    def __init__(
        self, params: Iterable[Any], lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8, weight_decay: float = 0, decoupled_weight_decay: bool = False, *,
        foreach: bool | None = None, maximize: bool = False, capturable: bool = False,
        differentiable: bool = False,
    ) -> None:  # fmt: skip
        check_moments(lr, betas, eps, weight_decay)
        defaults = {
            "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay,
            "maximize": maximize, "foreach": foreach, "capturable": capturable,
            "decoupled_weight_decay": decoupled_weight_decay, "differentiable": differentiable,
        }  # fmt: skip
        super().__init__(params, defaults)

    def update(
        self, value: Array, grad: Array, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        """One step of one parameter."""
        lr, (beta1, beta2) = number(group["lr"]), group["betas"]
        step = counted(state)
        grad = decayed(value, grad, lr, group)
        mean, square = moments(value, grad, state, beta1, beta2)
        move = mean / value.dtype.type(1 - beta1**step) * value.dtype.type(lr)
        rectifier = _rectifier(beta2, step)
        if rectifier is not None:
            scale = value.dtype.type(math.sqrt(1 - beta2**step)) / (np.sqrt(square) + group["eps"])
            move = move * scale * value.dtype.type(rectifier)
        plus(value, move, -1.0)


def _rectifier(beta: float, step: int) -> float | None:
    """How far the second moment's variance can be trusted; None where it cannot."""
    limit = 2 / (1 - beta) - 1
    length = limit - 2 * step * beta**step / (1 - beta**step)
    if length <= 5.0:
        return None
    now, at_last = (length - 4) * (length - 2) * limit, (limit - 4) * (limit - 2) * length
    return math.sqrt(now / at_last)
