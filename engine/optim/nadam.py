"""NAdam."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from engine.optim.moments import decayed, moments
from engine.optim.optimizer import (
    Optimizer,
    check_moments,
    check_not_negative,
    counted,
    counter,
    number,
)
from engine.optim.rounding import Array, plus_quotient
from engine.tensor import storage


class NAdam(Optimizer):
    """Adam with Nesterov's look ahead (Dozat, 2016)."""

    captured = ("params, mu_products and state_steps", ", 'xla'")

    def __init__(
        self, params: Iterable[Any], lr: float = 2e-3, betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8, weight_decay: float = 0, momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False, *, foreach: bool | None = None,
        maximize: bool = False, capturable: bool = False, differentiable: bool = False,
    ) -> None:  # fmt: skip
        check_moments(lr, betas, eps, weight_decay)
        check_not_negative("momentum_decay value", momentum_decay)
        defaults = {
            "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay,
            "momentum_decay": momentum_decay, "decoupled_weight_decay": decoupled_weight_decay,
            "maximize": maximize, "foreach": foreach, "capturable": capturable,
            "differentiable": differentiable,
        }  # fmt: skip
        super().__init__(params, defaults)

    def update(
        self, value: Array, grad: Array, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        """One step of one parameter."""
        lr, (beta1, beta2) = number(group["lr"]), group["betas"]
        step = counted(state)
        product = storage(state.setdefault("mu_product", counter(1.0)))
        now, after = (_momentum(beta1, n, group["momentum_decay"]) for n in (step, step + 1))
        product *= now
        grad = decayed(value, grad, lr, group)
        mean, square = moments(value, grad, state, beta1, beta2)
        divisor = np.sqrt(square / value.dtype.type(1 - beta2**step)) + group["eps"]
        so_far = float(product)
        plus_quotient(value, grad, divisor, -lr * (1.0 - now) / (1.0 - so_far))
        plus_quotient(value, mean, divisor, (-lr * after) / (1.0 - so_far * after))


def _momentum(beta: float, step: int, decay: float) -> float:
    """The momentum of a step, which grows towards ``beta``."""
    return float(beta * (1.0 - 0.5 * 0.96 ** (step * decay)))
