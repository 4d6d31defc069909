"""Adam."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from engine.optim.moments import decayed, moments
from engine.optim.optimizer import Optimizer, check_moments, check_ways, counted, kept, number
from engine.optim.rounding import Array, plus_quotient
from engine.tensor import Tensor


def _check_kinds(betas: tuple[Any, Any], together: bool) -> None:
    kinds = {Tensor if isinstance(each, Tensor) else type(each) for each in betas}
    if kinds not in ({float}, {Tensor}):
        raise ValueError("betas must be either both floats or both Tensors")
    for index, beta in enumerate(betas):
        _check_tensor(f"betas[{index}]", beta, together)


def _check_tensor(name: str, value: Any, together: bool) -> None:
    """Raise ValueError for a tensor that is not a number, or that all parameters would share."""
    if isinstance(value, Tensor) and together:
        raise ValueError(
            f"{name} as a Tensor is not supported for capturable=False and foreach=True"
        )
    if isinstance(value, Tensor) and value.numel() != 1:
        raise ValueError(f"Tensor {name} must be 1-element")


class Adam(Optimizer):
    """Steps scaled by running moments of the gradient (Kingma and Ba, 2014)."""

    def __init__(
        self, params: Iterable[Any], lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8, weight_decay: float = 0, amsgrad: bool = False, *,
        foreach: bool | None = None, maximize: bool = False, capturable: bool = False,
        differentiable: bool = False, fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:  # fmt: skip
        together = bool(foreach) and not capturable
        _check_tensor("lr", lr, together)
        check_moments(lr, betas, eps, weight_decay)
        check_ways(fused, foreach)
        _check_kinds(betas, together)
        defaults = {
            "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay,
            "amsgrad": amsgrad, "maximize": maximize, "foreach": foreach,
            "capturable": capturable, "differentiable": differentiable, "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay,
        }  # fmt: skip
        super().__init__(params, defaults)

    def update(
        self, value: Array, grad: Array, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        """One step of one parameter."""
        lr, (beta1, beta2) = number(group["lr"]), map(number, group["betas"])
        step = counted(state)
        grad = decayed(value, grad, lr, group)
        mean, square = moments(value, grad, state, beta1, beta2)
        spread = square
        if group["amsgrad"]:
            spread = kept(state, "max_exp_avg_sq", value)
            np.maximum(spread, square, out=spread)
        divisor = np.sqrt(spread)
        divisor /= math.sqrt(1 - beta2**step)
        divisor += group["eps"]
        plus_quotient(value, mean, divisor, -(lr / (1 - beta1**step)))
