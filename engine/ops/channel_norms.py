"""Batch norm of few float32 numbers, step by step as PyTorch's kernel does it.

``aten/src/ATen/native/cpu/batch_norm_kernel.cpp``. Images are added up channel by channel, numbers
without places row by row, as if channels were the last dimension. Everywhere ``data`` is
(batch, channels, places), and what belongs to a channel (channels).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtypes import F32, F64
from engine.kernels.lanes import in_lanes, met_down, products_in_lanes
from engine.kernels.summing import add_on, add_up
from engine.numbers.fused import fused_single

Array = Any
MOST, LONGEST = 1 << 15, 128
"""Elements, and rows without places; of more, this order would cost more than it is worth."""
LANES = 8


def fits(value: Any) -> bool:
    """Is it an array of so few numbers, one after the other?"""
    return (
        type(value) is np.ndarray
        and value.dtype is F32
        and 0 < value.size <= MOST
        and value.flags.c_contiguous
        and (len(value) <= LONGEST or value.size > len(value) * value.shape[1])
    )


def by_channel(value: Array) -> Array:
    """An array of any number of places as ``data``."""
    return value.reshape(*value.shape[:2], -1)


def measured(data: Array) -> tuple[Array, Array]:
    """The mean of each channel, and the sum of squared distances from it."""
    count = _count(data)
    if data.shape[2] == 1:
        rows = data[:, :, 0]
        mean = _down(rows) / np.float32(count)
        apart = rows - mean
        return mean, met_down(apart, apart)
    mean = (_wide_total(data) / count).astype(F32)
    apart = data - mean[:, None]
    apart *= apart
    return mean, _wide_total(apart).astype(F32)


def normalised(
    data: Array, weight: Array | None, bias: Array | None, eps: float
) -> tuple[Array, Array, Array]:
    """The data normalised, scaled and shifted, the means, and one over the deviations."""
    mean, squares = measured(data)
    variance = (squares / np.float32(_count(data))).astype(F64)
    scale = (1 / np.sqrt(variance + eps)).astype(F32)
    return scaled(data, weight, bias, mean, scale), mean, scale


def scaled(
    data: Array, weight: Array | None, bias: Array | None, mean: Array, scale: Array
) -> Array:
    """The data normalised by what is known, scaled and shifted: a · data + b."""
    a = scale if weight is None else scale * weight
    b = -mean * a if bias is None else fused_single(-mean, a, bias)
    return fused_single(data, a[:, None], b[:, None])


def follow(mean: Array, variance: Array, data: Array, momentum: float) -> tuple[Array, Array]:
    """The running mean and variance, moved towards those of the data."""
    seen, squares = measured(data)
    share, rest = np.float32(momentum), np.float32(1 - momentum)
    wide = squares / np.float32(_count(data) - 1)
    return share * seen + rest * mean, fused_single(share, wide, rest * variance)


def sums(grad: Array, data: Array, mean: Array) -> tuple[Array, Array]:
    """The gradients of each channel, added up, and met with the distances from the mean.

    In double precision, but for what has no places.
    """
    apart = data - mean[:, None]
    if data.shape[2] == 1:
        return _down(grad[:, :, 0]), met_down(apart[:, :, 0], grad[:, :, 0])
    rows = (-1, data.shape[2])
    added, met = in_lanes(grad), products_in_lanes(apart.reshape(rows), grad.reshape(rows))
    return _wide_total(added), _wide_total(met.reshape(added.shape))


def to_input(grad: Array, data: Array, weight: Array | None, mean: Array, scale: Array) -> Array:
    """The gradient of data that was normalised by its own mean and deviation."""
    added, met = sums(grad, data, mean)
    count = _count(data)
    share = (met.astype(F32) * scale * scale / np.float32(count))[:, None]
    apart = data - mean[:, None]
    moved = grad - (added / count).astype(F32)[:, None]
    found = fused_single(-apart, share, moved)
    if data.shape[2] == 1 and data.shape[1] % LANES:  # channels that fill no register
        rest = slice(data.shape[1] // LANES * LANES, None)
        found[:, rest] = moved[:, rest] - apart[:, rest] * share[rest]
    found *= scale[:, None]
    if weight is not None:
        found *= weight[:, None]
    return found


def to_weight(grad: Array, data: Array, mean: Array, scale: Array) -> Array:
    """The gradient of the weight: the output's, met with the normalised data."""
    return (sums(grad, data, mean)[1] * scale).astype(F32)


def to_bias(grad: Array) -> Array:
    """The gradient of the bias: the output's, added up."""
    if grad.shape[2] == 1:
        return _down(grad[:, :, 0])
    return _wide_total(in_lanes(grad)).astype(F32)


def _down(rows: Array) -> Array:
    """One row added after the other."""
    return add_on(rows)[-1] if rows.shape[1] == 1 else add_up(rows)


def _wide_total(data: Array) -> Array:
    found: Array = data.astype(F64).sum((0, 2))
    return found


def _count(data: Array) -> int:
    """How many elements a channel has."""
    return int(data.size // data.shape[1])
