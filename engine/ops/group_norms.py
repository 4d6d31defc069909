"""Group norm of few float32 numbers, step by step as PyTorch's kernel does it.

``aten/src/ATen/native/cpu/group_norm_kernel.cpp``: ``GroupNormKernelImplInternal`` and
``GroupNormBackwardKernelImplInternal``. Everywhere ``data`` is (batch · groups, channels of a
group, places), ``mean`` and ``scale``, one over the deviation, are (batch · groups, 1).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtypes import F32, F64
from engine.kernels.lanes import in_lanes, products_down
from engine.kernels.moments import fits, rowwise
from engine.kernels.summing import add_on
from engine.numbers.fused import fused_single

__all__ = [
    "fits", "in_groups", "measured", "normalised", "to_bias", "to_input", "to_weight",
]  # fmt: skip
Array = Any
LANES, HALF = 8, 4


def in_groups(value: Array, groups: int) -> Array:
    """An array of any number of places as ``data``."""
    batch, channels = value.shape[:2]
    return value.reshape(batch * groups, channels // groups, -1)


def measured(data: Array, eps: float) -> tuple[Array, Array]:
    """The mean of each group, and one over its deviation."""
    mean, variance = (each[:, None] for each in rowwise(data.reshape(len(data), -1)))
    wide = np.maximum(variance, np.float32(0)).astype(F64) + eps
    return mean, (1 / np.sqrt(wide)).astype(F32)


def normalised(
    data: Array, weight: Array | None, bias: Array | None, mean: Array, scale: Array
) -> Array:
    """The data normalised, scaled and shifted; weight and bias : (channels)."""
    if weight is None and bias is None:
        return (data - mean[:, :, None]) * scale[:, :, None]
    a = scale if weight is None else scale * _for_each(weight, data)
    shift = np.float32(0) if bias is None else _for_each(bias, data)
    b = fused_single(-a, mean, shift)
    return fused_single(a[:, :, None], data, b[:, :, None])


def to_input(grad: Array, data: Array, weight: Array | None, mean: Array, scale: Array) -> Array:
    """The gradient of the data: what changes neither mean nor deviation of a group."""
    weights = np.ones(data.shape[:2], F32) if weight is None else _for_each(weight, data)
    along, added = (_over_channels(each, weights)[:, None] for each in sums(grad, data))
    part = np.float32(1) / np.float32(data.size // len(data))
    b = fused_single(added, mean, -along) * scale * scale * scale * part
    c = fused_single(-(added * scale), part, -(b * mean))
    a = scale * weights
    return fused_single(a[:, :, None], grad, b[:, :, None] * data) + c[:, :, None]


def sums(grad: Array, data: Array) -> tuple[Array, Array]:
    """The gradients met with the data, and by themselves, added up over places."""
    return in_lanes(grad * data)[:, :, 0], in_lanes(grad)[:, :, 0]


def _over_channels(values: Array, weights: Array) -> Array:
    """The sum of each group, met with the weights.

    The lanes of one register, one after the other, then what fills no register, of which all but
    the first four are multiplied and added in one instruction, like those in the lanes.
    """
    products = np.multiply(values, weights, dtype=F64).T
    whole = len(products) // LANES * LANES
    apart = whole + (len(products) - whole) // HALF * HALF
    terms = products[whole:apart].astype(F32)
    if whole:
        lanes = products_down(products[:whole].reshape(-1, LANES, len(values)))
        terms = np.concatenate((lanes, terms))
    if not len(terms):
        return products_down(products)
    found = add_on(terms)[-1]
    for each in products[apart:]:
        found = (each + found).astype(F32)
    return found


def to_weight(grad: Array, data: Array, mean: Array, scale: Array, batch: int) -> Array:
    """The gradient of the weight, to which one example is added after the other."""
    along, added = sums(grad, data)
    met = np.multiply(fused_single(-added, mean, along), scale, dtype=F64)
    return products_down(met.reshape(batch, -1))


def to_bias(grad: Array) -> Array:
    """The gradient of the bias, likewise, where all groups of an example lie together."""
    found: Array = add_on(in_lanes(grad)[:, :, 0])[-1]
    return found


def _for_each(values: Array, data: Array) -> Array:
    """What belongs to a channel, for each group of each example."""
    return np.resize(values.reshape(-1, data.shape[1]), data.shape[:2])
