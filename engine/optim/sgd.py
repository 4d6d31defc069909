"""Stochastic gradient descent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.optim.optimizer import Optimizer, check, check_single, check_ways, number
from engine.optim.rounding import Array, plus, sum_with
from engine.tensor import new_tensor, storage


class SGD(Optimizer):
    """p ← p − lr · g, with momentum, Nesterov's look ahead and weight decay."""

    def __init__(
        self, params: Iterable[Any], lr: float = 1e-3, momentum: float = 0, dampening: float = 0,
        weight_decay: float = 0, nesterov: bool = False, *, maximize: bool = False,
        foreach: bool | None = None, differentiable: bool = False, fused: bool | None = None,
    ) -> None:  # fmt: skip
        check_single("lr", lr)
        check("learning rate", lr, not number(lr) < 0.0)
        check("momentum value", momentum, not momentum < 0.0)
        check("weight_decay value", weight_decay, not weight_decay < 0.0)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        check_ways(fused, foreach)
        defaults = {
            "lr": lr, "momentum": momentum, "dampening": dampening, "weight_decay": weight_decay,
            "nesterov": nesterov, "maximize": maximize, "foreach": foreach,
            "differentiable": differentiable, "fused": fused,
        }  # fmt: skip
        super().__init__(params, defaults)

    def update(
        self, value: Array, grad: Array, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        """One step of one parameter."""
        if group["weight_decay"]:
            grad = sum_with(grad, value, number(group["weight_decay"]))
        if group["momentum"]:
            if state.get("momentum_buffer") is None:
                state["momentum_buffer"] = new_tensor(grad.copy())
            else:
                buffer = storage(state["momentum_buffer"])
                buffer *= group["momentum"]
                plus(buffer, grad, 1 - group["dampening"])
            buffer = storage(state["momentum_buffer"])
            grad = sum_with(grad, buffer, group["momentum"]) if group["nesterov"] else buffer
        plus(value, grad, -number(group["lr"]))
