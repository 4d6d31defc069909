"""Adagrad."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from engine.optim.optimizer import (
    Optimizer,
    check_not_negative,
    check_rate,
    check_ways,
    counted,
    counter,
    kept,
    number,
)
from engine.optim.rounding import Array, plus_product, plus_quotient, sum_with


class Adagrad(Optimizer):
    """Steps divided by the root of the sum of squares (Duchi et al., 2011)."""

    def __init__(
        self, params: Iterable[Any], lr: float = 1e-2, lr_decay: float = 0,
        weight_decay: float = 0, initial_accumulator_value: float = 0, eps: float = 1e-10,
        foreach: bool | None = None, *, maximize: bool = False, differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:  # fmt: skip
        check_rate(lr)
        check_not_negative("lr_decay value", lr_decay)
        check_not_negative("weight_decay value", weight_decay)
        start = initial_accumulator_value
        check_not_negative("initial_accumulator_value value", start)
        check_not_negative("epsilon value", eps)
        check_ways(fused, foreach)
        defaults = {
            "lr": lr, "lr_decay": lr_decay, "eps": eps, "weight_decay": weight_decay,
            "initial_accumulator_value": start, "foreach": foreach, "maximize": maximize,
            "differentiable": differentiable, "fused": fused,
        }  # fmt: skip
        super().__init__(params, defaults)
        for group in self.param_groups:
            for each in group["params"]:
                self.state[each]["step"] = counter()
                first = complex(start, start) if each.is_complex() else start
                kept(self.state[each], "sum", np.asarray(each._data), first)

    def share_memory(self) -> None:
        """Accepted; there is one process."""

    def update(
        self, value: Array, grad: Array, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        """One step of one parameter."""
        step = counted(state)
        total = kept(state, "sum", value, group["initial_accumulator_value"])
        if group["weight_decay"]:
            grad = sum_with(grad, value, group["weight_decay"])
        rate = number(group["lr"]) / (1 + (step - 1) * group["lr_decay"])
        plus_product(total, grad, grad, 1)
        plus_quotient(value, grad, np.sqrt(total) + group["eps"], -rate)
