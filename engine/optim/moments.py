"""Running moments of the gradient, which Adam and its kin steer by (Kingma and Ba, 2014)."""

from __future__ import annotations

from typing import Any

from engine.optim.optimizer import kept
from engine.optim.rounding import Array, plus_product, sum_with, towards


def decayed(value: Array, grad: Array, lr: float, group: dict[str, Any]) -> Array:
    """The gradient after weight decay.

    A decoupled decay shrinks ``value`` itself, in place (Loshchilov and Hutter, 2019); any other
    adds to the gradient what the penalty on large values has for one.
    """
    decay = group["weight_decay"]
    if not decay:
        return grad
    if group["decoupled_weight_decay"]:
        value *= 1 - lr * decay
        return grad
    return sum_with(grad, value, decay)


def moments(
    value: Array, grad: Array, state: dict[str, Any], beta1: float, beta2: float
) -> tuple[Array, Array]:
    """The running means of the gradient and of its square, led on by one step in ``state``."""
    mean, square = kept(state, "exp_avg", value), kept(state, "exp_avg_sq", value)
    towards(mean, grad, 1 - beta1)
    square *= beta2
    plus_product(square, grad, grad, 1 - beta2)
    return mean, square
