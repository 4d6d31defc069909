"""Layer norm of few float32 numbers, step by step as PyTorch's kernel does it.

``aten/src/ATen/native/cpu/layer_norm_kernel.cpp``: ``LayerNormKernelImplInternal`` and
``layer_norm_backward_frame``. Shapes as in ``row_norms``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtypes import F32
from engine.kernels.lanes import in_lanes, met_down, products_in_lanes
from engine.kernels.moments import fits, rowwise
from engine.kernels.one_accumulator import DEEPEST
from engine.kernels.summing import add_on, add_up
from engine.numbers.fused import fused_single

__all__ = ["fits", "normalised", "to_bias", "to_input", "to_weight"]
Array = Any
MANY = DEEPEST  # rows; of more, to add one after the other would cost more than it is worth


def normalised(
    rows: Array, weight: Array | None, bias: Array | None, eps: float
) -> tuple[Array, Array, Array]:
    """The rows normalised, scaled and shifted, their means, and one over their deviations."""
    mean, variance = (each[:, None] for each in rowwise(rows))
    scale = np.reciprocal(np.sqrt(variance + np.float32(eps)))
    found = rows - mean
    found *= scale
    if weight is not None and bias is not None:
        return fused_single(found, weight, bias), mean, scale
    if weight is not None:
        found *= weight
    if bias is not None:
        found += bias
    return found, mean, scale


def to_input(grad: Array, rows: Array, weight: Array | None, mean: Array, scale: Array) -> Array:
    """The gradient of the rows: a · grad · weight + b · rows + c.

    There b and c hold what changes neither mean nor scale.
    """
    if weight is None:
        along, sums = products_in_lanes(grad, rows), in_lanes(grad)
    else:
        both = np.empty((2, *rows.shape), F32)
        np.multiply(grad, rows, both[0])
        both[1] = grad
        met = products_in_lanes(both.reshape(-1, rows.shape[1]), weight[None])
        along, sums = met.reshape(2, -1, 1)
    part = np.float32(1) / np.float32(rows.shape[1])
    b = fused_single(sums, mean, -along) * scale * scale * scale * part
    c = fused_single(-b, mean, -(sums * scale * part))
    scaled = scale * grad
    if weight is not None:
        scaled *= weight
    return fused_single(b, rows, scaled) + c


def to_weight(grad: Array, rows: Array, mean: Array, scale: Array) -> Array:
    """The gradient of the weight, to which one row is added after the other."""
    normal = fused_single(scale, rows, -scale * mean)
    return met_down(grad, normal)


def to_bias(grad: Array) -> Array:
    """The gradient of the bias, likewise."""
    found: Array = add_on(grad)[-1] if grad.shape[1] == 1 else add_up(grad)
    return found
