"""Pooling: the largest or the mean of each window."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.declare import operation
from engine.formula import scatter_add
from engine.symbolic import Symbol
from engine.tensor import Tensor, new_tensor

Ints = tuple[int, ...]


def pooled_size(
    size: Ints, kernel: Ints, stride: Ints, padding: Ints, dilation: Ints, ceil: bool
) -> Ints:
    """How many windows fit along each dimension; ``ceil`` : also one that juts out."""
    found = []
    for n, k, s, p, d in zip(size, kernel, stride, padding, dilation, strict=True):
        room = n + 2 * p - d * (k - 1) - 1
        count = (-(-room // s) if ceil else room // s) + 1
        if ceil and (count - 1) * s >= n + p:
            count -= 1
        found.append(count)
    return tuple(found)


def windows(
    array: Any, kernel: Ints, stride: Ints, padding: Ints, dilation: Ints, ceil: bool, fill: Any
) -> Any:
    """Every window's elements in a last dimension, and where in the input (−1: outside)."""
    size = array.shape[2:]
    out = pooled_size(size, kernel, stride, padding, dilation, ceil)
    axes = [
        np.arange(o)[:, None] * s - p + np.arange(k)[None, :] * d
        for o, s, p, k, d in zip(out, stride, padding, kernel, dilation, strict=True)
    ]
    inside: Any = np.ones((1,) * (2 * len(size)), bool)
    place: Any = np.zeros((1,) * (2 * len(size)), np.int64)
    for n, (axis, length) in enumerate(zip(axes, size, strict=True)):
        shape = [1] * (2 * len(size))
        shape[n], shape[n + len(size)] = axis.shape
        spread = axis.reshape(shape)
        inside = inside & (spread >= 0) & (spread < length)
        place = place * length + np.clip(spread, 0, length - 1)
    flat_place = np.where(inside, place, -1).reshape(*out, math.prod(kernel))
    flat = array.reshape(*array.shape[:2], -1)
    values = np.where(flat_place >= 0, flat[:, :, flat_place], fill)
    return values, flat_place


def _indices(places: Any, shape: Any) -> tuple[Any, ...]:
    """Flat places within each channel, as an index into an array of ``shape``."""
    batch, channels = np.ogrid[: shape[0], : shape[1]]
    extra = (1,) * (places.ndim - 2)
    inner = np.unravel_index(places, shape[2:])
    return (batch.reshape(-1, 1, *extra), channels.reshape(1, -1, *extra), *inner)


def max_rule(grad: Any, shape: Any, places: Any) -> Any:
    """Each gradient at the place of the largest element of its window."""
    if isinstance(grad, Symbol):
        return grad.at_largest()
    return scatter_add(grad, tuple(shape), _indices(places, shape))


@operation(
    "max pool", name="max_pool", node="MaxPool2DWithIndicesBackward0", keeps=("indices",),
    self=lambda grad, self_shape, indices: max_rule(grad, self_shape, indices),
)  # fmt: skip
def max_pool(
    self: Any, kernel_size: Ints, stride: Ints, padding: Ints, dilation: Ints, ceil_mode: bool
) -> Any:
    """The largest element of each window."""
    low = -np.inf if self.dtype.kind == "f" else np.iinfo(self.dtype).min
    values, places = windows(self, kernel_size, stride, padding, dilation, ceil_mode, low)
    best = values.argmax(axis=-1)
    found = np.take_along_axis(values, best[..., None], -1)[..., 0].astype(self.dtype)
    spread = np.broadcast_to(places, values.shape)
    return found, np.take_along_axis(spread, best[..., None], -1)[..., 0]


def mean_rule(grad: Any, shape: Any, matrix: Any) -> Any:
    """Each gradient in equal parts to the elements of its window."""
    if isinstance(grad, Symbol):
        return grad.spread_over_windows()
    parts = new_tensor(matrix) if isinstance(grad, Tensor) else matrix
    flat = grad.reshape((*shape[:2], -1))
    return (flat @ parts).reshape(tuple(shape))


@operation(
    "mean pool", name="avg_pool", node="AvgPool2DBackward0", keeps=("parts",),
    self=lambda grad, self_shape, parts: mean_rule(grad, self_shape, parts),
)  # fmt: skip
def avg_pool(
    self: Any, kernel_size: Ints, stride: Ints, padding: Ints, ceil_mode: bool,
    count_include_pad: bool, divisor_override: int | None,
) -> Any:  # fmt: skip
    """The mean of each window."""
    ones = (1,) * len(kernel_size)
    values, places = windows(self, kernel_size, stride, padding, ones, ceil_mode, 0)
    count = places.shape[-1] if count_include_pad else (places >= 0).sum(axis=-1)
    divisor = divisor_override or count
    share = np.broadcast_to(np.asarray(1 / divisor), places.shape[:-1]).reshape(-1)
    parts = np.zeros((share.size, math.prod(self.shape[2:])), self.dtype)
    flat = places.reshape(share.size, -1)
    rows, columns = np.nonzero(flat >= 0)
    np.add.at(parts, (rows, flat[rows, columns]), share[rows])
    return (values.sum(axis=-1) / divisor).astype(self.dtype), parts


@operation(
    "mean pool", name="adaptive_avg_pool", node="AdaptiveAvgPool2DBackward0", keeps=("parts",),
    self=lambda grad, self_shape, parts: mean_rule(grad, self_shape, parts),
)  # fmt: skip
def adaptive_avg_pool(self: Any, output_size: Ints) -> Any:
    """The means of windows chosen so that there are ``output_size`` of them."""
    size = self.shape[2:]
    parts = np.ones((1, 1), self.dtype)
    for length, count in zip(size, output_size, strict=True):
        one = np.zeros((count, length), self.dtype)
        for n in range(count):
            start, stop = n * length // count, -(-(n + 1) * length // count)
            one[n, start:stop] = 1 / (stop - start)
        parts = np.kron(parts, one)
    flat = self.reshape(*self.shape[:2], -1)
    return (flat @ parts.T).reshape(*self.shape[:2], *output_size), parts
