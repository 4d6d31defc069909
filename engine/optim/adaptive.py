"""Optimisers that scale each element's steps by its past gradients."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from engine.optim.optimizer import Array, Optimizer, check, counted, kept, number


class RMSprop(Optimizer):
    """Steps divided by the root of a running mean of squares (Hinton, 2012)."""

    def __init__(
        self, params: Iterable[Any], lr: float = 1e-2, alpha: float = 0.99, eps: float = 1e-8,
        weight_decay: float = 0, momentum: float = 0, centered: bool = False,
        capturable: bool = False, foreach: bool | None = None, maximize: bool = False,
        differentiable: bool = False,
    ) -> None:  # fmt: skip
        check("learning rate", lr, number(lr) >= 0.0)
        check("epsilon value", eps, eps >= 0.0)
        check("momentum value", momentum, momentum >= 0.0)
        check("weight_decay value", weight_decay, weight_decay >= 0.0)
        check("alpha value", alpha, alpha >= 0.0)
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
        if group["weight_decay"]:
            grad = grad + value * group["weight_decay"]
        square *= alpha
        square += grad * grad.dtype.type(1 - alpha) * grad
        spread = square
        if group["momentum"]:
            kept(state, "momentum_buffer", value)
        if group["centered"]:
            mean = kept(state, "grad_avg", value)
            mean += (grad - mean) * (1 - alpha)
            spread = square - mean * mean
        root = np.sqrt(spread) + group["eps"]
        if group["momentum"]:
            buffer = kept(state, "momentum_buffer", value)
            buffer *= group["momentum"]
            buffer += grad / root
            value += buffer * -number(group["lr"])
        else:
            value += grad * value.dtype.type(-number(group["lr"])) / root


class Adagrad(Optimizer):
    """Steps divided by the root of the sum of squares (Duchi et al., 2011)."""

    def __init__(
        self, params: Iterable[Any], lr: float = 1e-2, lr_decay: float = 0,
        weight_decay: float = 0, initial_accumulator_value: float = 0, eps: float = 1e-10,
        foreach: bool | None = None, *, maximize: bool = False, differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:  # fmt: skip
        check("learning rate", lr, number(lr) >= 0.0)
        check("lr_decay value", lr_decay, lr_decay >= 0.0)
        check("weight_decay value", weight_decay, weight_decay >= 0.0)
        defaults = {
            "lr": lr, "lr_decay": lr_decay, "eps": eps, "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value, "foreach": foreach,
            "maximize": maximize, "differentiable": differentiable, "fused": fused,
        }  # fmt: skip
        super().__init__(params, defaults)
        for group in self.param_groups:
            for each in group["params"]:
                kept(self.state[each], "sum", np.asarray(each._data), initial_accumulator_value)

    def update(
        self, value: Array, grad: Array, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        """One step of one parameter."""
        step = counted(state)
        total = kept(state, "sum", value, group["initial_accumulator_value"])
        if group["weight_decay"]:
            grad = grad + value * group["weight_decay"]
        rate = number(group["lr"]) / (1 + (step - 1) * group["lr_decay"])
        total += grad * grad
        value += grad / (np.sqrt(total) + group["eps"]) * -rate


class Adadelta(Optimizer):
    """Steps in proportion to past steps (Zeiler, 2012)."""

    def __init__(
        self, params: Iterable[Any], lr: float = 1.0, rho: float = 0.9, eps: float = 1e-6,
        weight_decay: float = 0, foreach: bool | None = None, *, capturable: bool = False,
        maximize: bool = False, differentiable: bool = False,
    ) -> None:  # fmt: skip
        check("learning rate", lr, number(lr) >= 0.0)
        check("rho value", rho, 0.0 <= rho <= 1.0)
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
            grad = grad + value * group["weight_decay"]
        square *= rho
        square += grad * grad * (1 - rho)
        delta = np.sqrt(moved + eps) / np.sqrt(square + eps) * grad
        moved *= rho
        moved += delta * delta * (1 - rho)
        value += delta * -number(group["lr"])
