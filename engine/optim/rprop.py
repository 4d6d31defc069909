"""Resilient backpropagation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from engine.optim.optimizer import Optimizer, check, check_rate, counted, kept, number
from engine.optim.rounding import Array, plus_product


class Rprop(Optimizer):
    """Steps that look at the gradient's sign alone (Riedmiller and Braun, 1993)."""

    def __init__(
        self, params: Iterable[Any], lr: float = 1e-2, etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50), *, capturable: bool = False,
        foreach: bool | None = None, maximize: bool = False, differentiable: bool = False,
    ) -> None:  # fmt: skip
        check_rate(lr)
        check("eta values", f"{etas[0]}, {etas[1]}", 0.0 < etas[0] < 1.0 < etas[1])
        defaults = {
            "lr": lr, "etas": etas, "step_sizes": step_sizes, "foreach": foreach,
            "maximize": maximize, "differentiable": differentiable, "capturable": capturable,
        }  # fmt: skip
        super().__init__(params, defaults)

    def update(
        self, value: Array, grad: Array, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        """One step of one parameter."""
        counted(state)
        before = kept(state, "prev", value)
        size = kept(state, "step_size", value, number(group["lr"]))
        shrink, grow = group["etas"]
        agreement = grad * before
        size *= np.where(agreement > 0, grow, np.where(agreement < 0, shrink, 1)).astype(
            size.dtype
        )
        np.clip(size, *group["step_sizes"], out=size)
        grad = np.where(agreement < 0, grad.dtype.type(0), grad)
        plus_product(value, np.sign(grad), size, -1)
        before[...] = grad
