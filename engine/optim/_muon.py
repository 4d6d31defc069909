"""Muon."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from engine.optim.optimizer import Optimizer, kept, number
from engine.optim.rounding import Array, plus, towards
from engine.tensor import Tensor


class Muon(Optimizer):
    """Momentum whose matrices are made nearly orthogonal (Jordan et al., 2024)."""

    real_only = True

    def __init__(
        self, params: Iterable[Any], lr: float = 1e-3, weight_decay: float = 0.1,
        momentum: float = 0.95, nesterov: bool = True,
        ns_coefficients: tuple[float, float, float] = (3.4445, -4.7750, 2.0315),
        eps: float = 1e-7, ns_steps: int = 5, adjust_lr_fn: str | None = None,
    ) -> None:  # fmt: skip
        if isinstance(lr, Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        settings = {"Learning rate": lr, "momentum": momentum, "weight decay": weight_decay}
        for name, value in settings.items():
            if number(value) < 0.0:
                raise ValueError(f"{name} should be >= 0 but is: {value}")
        if adjust_lr_fn not in (None, "original", "match_rms_adamw"):
            raise ValueError(f"Adjust learning rate function {adjust_lr_fn} is not supported")
        defaults = {
            "lr": lr, "weight_decay": weight_decay, "momentum": momentum, "nesterov": nesterov,
            "ns_coefficients": ns_coefficients, "eps": eps, "ns_steps": ns_steps,
            "adjust_lr_fn": adjust_lr_fn,
        }  # fmt: skip
        super().__init__(params, defaults)
        for group in self.param_groups:
            for each in group["params"]:
                if each.ndim != 2:
                    raise ValueError(
                        "Muon only supports 2D parameters whereas we found a parameter with "
                        f"size: {each.size()}"
                    )

    def update(
        self, value: Array, grad: Array, state: dict[str, Any], group: dict[str, Any]
    ) -> None:
        """One step of one parameter."""
        lr, momentum = number(group["lr"]), group["momentum"]
        buffer = kept(state, "momentum_buffer", grad)
        towards(buffer, grad, 1 - momentum)
        move = buffer
        if group["nesterov"]:
            move = grad.copy()
            towards(move, buffer, momentum)
        move = orthogonal(move, group["ns_coefficients"], group["ns_steps"], group["eps"])
        value *= 1 - lr * group["weight_decay"]
        plus(value, move, -_adjusted(lr, group["adjust_lr_fn"], value.shape))


def _adjusted(lr: float, how: str | None, shape: tuple[int, ...]) -> float:
    rows, columns = shape
    if how == "match_rms_adamw":
        return lr * 0.2 * math.sqrt(max(rows, columns))
    return lr * math.sqrt(max(1, rows / columns))


def orthogonal(
    matrix: Array, coefficients: tuple[float, float, float], steps: int, eps: float
) -> Array:
    """The matrix with all singular values near 1, by Newton and Schulz's iteration in bfloat16.

    Raises:
        ValueError: there are too many steps, or not three coefficients.
    """
    if steps >= 100:
        raise ValueError("Number of steps must be less than 100 for computational efficiency")
    if len(coefficients) != 3:
        raise ValueError("Coefficients must be a tuple of exactly 3 values")
    a, b, c = coefficients
    tall = matrix.shape[0] > matrix.shape[1]
    x = bfloat16(matrix.T if tall else matrix)
    x = bfloat16(x / max(bfloat16(np.linalg.norm(x)), bfloat16(np.float32(eps))))
    for _ in range(steps):
        gram = bfloat16(x @ x.T)
        change = bfloat16(np.float32(b) * gram + np.float32(c) * (gram @ gram))
        x = bfloat16(np.float32(a) * x + change @ x)
    return (x.T if tall else x).astype(matrix.dtype)


def bfloat16(array: Any) -> Array:
    """Floats rounded to the eight leading bits that bfloat16 keeps, ties to even."""
    bits = np.asarray(array, np.float32).view(np.uint32)
    rounded = bits + np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1))
    return (rounded & np.uint32(0xFFFF0000)).view(np.float32)
