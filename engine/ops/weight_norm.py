"""A weight as a length times a direction (Salimans and Kingma, 2016)."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.declare import FUNCTIONS, operation
from engine.formula import sqrt, total
from engine.tensor import Tensor

Axes = tuple[int, ...]


def others(ndim: int, dim: int) -> Axes:
    """All dimensions but one; all of them for −1."""
    return tuple(range(ndim)) if dim == -1 else tuple(n for n in range(ndim) if n != dim)


def lengths(v: Any, axes: Axes) -> Any:
    """The norms over some dimensions, which stay with length 1."""
    return sqrt(along(v * v, axes))


def along(values: Any, axes: Axes) -> Any:
    """The sums over some dimensions, which stay with length 1; the values where there are none."""
    return total(values, axes) if axes else values


def direction_rule(grad: Any, v: Any, g: Any, axes: Axes) -> Any:
    """The gradient of the direction: what does not merely change its length."""
    size = lengths(v, axes)
    unit = v / size
    return (grad - unit * along(grad * unit, axes)) * g / size


@operation(
    "weight norm", name="_weight_norm_interface", node="WeightNormInterfaceBackward0",
    inputs=("v", "g"),
    v=lambda grad, v, g, axes: direction_rule(grad, v, g, axes),
    g=lambda grad, v, axes: along(grad * v / lengths(v, axes), axes),
)  # fmt: skip
def normed(v: Any, g: Any, axes: Axes) -> Any:
    """``g`` times the direction of ``v``."""
    return np.asarray(v * (g / lengths(v, axes))).astype(v.dtype)


def weight_norm(v: Tensor, g: Tensor, dim: int = 0) -> Any:
    """``g`` times the direction of ``v``, along every dimension but ``dim`` (−1: along all).

    PyTorch has a kernel for the first and last dimension, and composes the others.
    """
    if dim in (0, v.ndim - 1):
        return normed(v, g, others(v.ndim, dim))
    return v * (g / norm_except(v, dim))


def norm_except(v: Tensor, dim: int) -> Any:
    """The norm along every dimension but ``dim``, kept with length 1; along all for −1."""
    if dim == -1:
        return v.norm(2)
    rows = v.contiguous() if not dim else v.transpose(0, dim).contiguous()
    shape = [1] * v.ndim
    shape[dim] = v.shape[dim]
    found = rows.view(v.shape[dim], -1).norm(2, 1)
    return FUNCTIONS["reshape"](found, shape) if dim else found.view(shape)
