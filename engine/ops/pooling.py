"""Pooling: the largest or the mean of each window of the last dimensions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from engine.calls.declare import operation
from engine.calls.later import later
from engine.dtypes import F32, F64
from engine.foundation.determinism import alert
from engine.ops.resampling import adaptive_windows, along_last
from engine.placed import part, scatter_add
from engine.storage.formats import as_any_lies
from engine.symbolic.symbol import Symbol
from engine.tensor import Tensor, new_tensor

largest = later("engine.kernels.largest", "largest")
window_sums = later("engine.kernels.largest", "sums")
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


def _rows(places: Any, shape: Any, count: int) -> tuple[Any, Any, tuple[int, int]]:
    """Places as (row, place in it), a row for each plane, and the planes' shape as rows."""
    array = places._data if isinstance(places, Tensor) else places
    planes = math.prod(shape[: len(shape) - count])
    flat = array.reshape(planes, math.prod(array.shape[array.ndim - count :]))
    return np.arange(planes)[:, None], flat, (planes, math.prod(shape[len(shape) - count :]))


def to_places(grad: Any, shape: Any, places: Any, count: int) -> Any:
    """Each gradient at the place in its plane where its value came from."""
    if isinstance(grad, Symbol):
        return grad.at_largest()
    rows, flat, size = _rows(places, shape, count)
    given = grad.reshape(flat.shape)
    if isinstance(grad, Tensor):
        return scatter_add(given, size, (rows, flat)).reshape(tuple(shape))
    sums = np.bincount((rows * size[1] + flat).ravel(), given.ravel(), size[0] * size[1])
    return sums.astype(grad.dtype).reshape(shape)


def _first(grad: Any) -> Any:
    """The gradient of the values, of those of values and indices."""
    return grad[0] if isinstance(grad, list) else grad


def _declare_max(count: int) -> Any:
    @operation(
        "max pool", name=f"max_pool{count}d_with_indices.default",
        node=f"MaxPool{count}DWithIndicesBackward0",
        backward_node=f"MaxPool{count}DWithIndicesBackwardBackward0",
        outputs=("result0", "result1"),
        self=lambda grad, self, self_shape, result1: to_places(
            _first(grad), self_shape, result1, count
        ),
    )  # fmt: skip
    def pooled(
        self: Any, kernel_size: Ints, stride: Ints, padding: Ints, dilation: Ints,
        ceil_mode: bool,
    ) -> Any:  # fmt: skip
        """The largest element of each window, and where in its plane it lies."""
        size = self.shape[self.ndim - count :]
        out = pooled_size(size, kernel_size, stride, padding, dilation, ceil_mode)
        found = largest(self, kernel_size, stride, padding, dilation, out)
        return tuple(as_any_lies(each, self) for each in found)

    return pooled


def _declare_adaptive_max(count: int) -> Any:
    @operation(
        "max pool", name=f"adaptive_max_pool{count}d.default",
        node=f"AdaptiveMaxPool{count}DBackward0",
        backward_node=f"AdaptiveMaxPool{count}DBackwardBackward0", outputs=("result0", "result1"),
        self=lambda grad, self, self_shape, result1: to_places(
            _first(grad), self_shape, result1, count
        ),
    )  # fmt: skip
    def pooled(self: Any, output_size: Ints) -> Any:
        """The largest element of each of ``output_size`` windows, and where it lies."""
        size = self.shape[self.ndim - count :]
        return _largest_of(self, [*map(adaptive_windows, size, output_size)])

    return pooled


def _largest_of(array: Any, cuts: Sequence[Sequence[slice]]) -> tuple[Any, Any]:
    """The largest element of every window that one slice of each dimension makes."""
    count = len(cuts)
    lead, out = array.shape[: array.ndim - count], tuple(len(each) for each in cuts)
    values = np.empty((*lead, *out), array.dtype)
    places = np.empty((*lead, *out), np.int64)
    numbers = np.arange(math.prod(array.shape[len(lead) :])).reshape(array.shape[len(lead) :])
    for n in np.ndindex(*out):
        window = tuple(cuts[axis][each] for axis, each in enumerate(n))
        seen = array[(..., *window)].reshape(*lead, -1)
        best = seen.argmax(axis=-1)
        values[(..., *n)] = np.take_along_axis(seen, best[..., None], -1)[..., 0]
        places[(..., *n)] = numbers[window].reshape(-1)[best]
    return values, places


def starts(sample: float, size: int, kernel: int, out: int) -> list[int]:
    """Where windows begin, apart by a fraction and shifted by a random part of it."""
    found = [size - kernel] * out
    if out > 1:
        step = (size - kernel) / (out - 1)
        for n in range(out - 1):
            found[n] = int((n + sample) * step) - int(sample * step)
    return found


def _windows_at_random(samples: Any, size: Ints, kernel: Ints, output: Ints) -> Any:
    """The places, in a plane laid flat, that each window of each plane sees.

    samples : (planes, dimensions) array of numbers from 0 to 1; returns a (planes, windows,
    places) array.
    """
    planes, count = samples.shape
    found = np.zeros((planes, *[1] * (2 * count)), np.int64)
    for axis, (n, k, out) in enumerate(zip(size, kernel, output, strict=True)):
        first = np.array([starts(each, n, k, out) for each in samples[:, axis]], np.int64)
        shape = [planes, *[1] * (2 * count)]  # an axis for the windows, and one for their insides
        shape[1 + axis], shape[1 + count + axis] = out, k
        found = found * n + (first.reshape(planes, out, 1) + np.arange(k)).reshape(shape)
    return found.reshape(planes, math.prod(output), math.prod(kernel))


def _declare_fractional(count: int) -> Any:
    @operation(
        "max pool", name=f"fractional_max_pool{count}d.default", inputs=("self",),
        node=f"FractionalMaxPool{count}DBackward0",
        backward_node=f"FractionalMaxPool{count}DBackwardBackward0",
        outputs=("result0", "result1"),
        self=lambda grad, self, self_shape, result1: to_places(
            _first(grad), self_shape, result1, count
        ),
    )  # fmt: skip
    def pooled(self: Any, kernel_size: Ints, output_size: Ints, random_samples: Any) -> Any:
        """The largest element of windows that lie at random; every channel has its own."""
        lead, size = self.shape[: self.ndim - count], self.shape[self.ndim - count :]
        planes = math.prod(lead)
        samples = random_samples._data.reshape(-1, count)[:planes]
        along = samples if count == 3 else samples[:, ::-1]
        found = _windows_at_random(along, size, kernel_size, output_size)
        seen = np.take_along_axis(self.reshape(planes, math.prod(size))[:, None], found, -1)
        best = seen.argmax(axis=-1)[..., None]
        shape = (*lead, *output_size)
        return (
            np.take_along_axis(seen, best, -1).reshape(shape),
            np.take_along_axis(found, best, -1).reshape(shape),
        )

    return pooled


def _declare_unpool(count: int) -> Any:
    @operation(
        "unpool", name=f"max_unpool{count}d.default", node=f"MaxUnpool{count}DBackward0",
        inputs=("self", "indices"),
        self=lambda grad, self_shape, indices, output_size: _from_places(
            grad, self_shape, indices, output_size
        ),
    )  # fmt: skip
    def unpooled(self: Any, indices: Any, output_size: Ints) -> Any:
        """Zeros, with each value at the place it came from."""
        alert(f"max_unpooling{count}d_forward_out")
        shape = (*self.shape[: self.ndim - count], *output_size)
        rows, flat, size = _rows(indices, shape, count)
        if flat.size and (flat.min() < 0 or flat.max() >= size[1]):
            wrong = flat[(flat < 0) | (flat >= size[1])][0]
            raise RuntimeError(_OUTSIDE[count].format(wrong, *output_size))
        whole = np.zeros(size, self.dtype)
        whole[rows, flat] = self.reshape(flat.shape)
        return whole.reshape(shape)

    return unpooled


_OUTSIDE = {
    2: "Found an invalid max index: {} (output volumes are of size {}x{})",
    3: "Found an invalid max index: {} (output volumes are of size {}x{}x{})",
}


def _from_places(grad: Any, shape: Any, indices: Any, output_size: Ints) -> Any:
    if isinstance(grad, Symbol):
        return grad._part()
    whole = (*shape[: len(shape) - len(output_size)], *output_size)
    rows, flat, size = _rows(indices, whole, len(output_size))
    return part(grad.reshape(size), (rows, flat)).reshape(tuple(shape))


MAXIMA = {count: _declare_max(count) for count in (2, 3)}
ADAPTIVE_MAXIMA = {count: _declare_adaptive_max(count) for count in (2, 3)}
FRACTIONS = {count: _declare_fractional(count) for count in (2, 3)}
UNPOOLS = {count: _declare_unpool(count) for count in (2, 3)}


def stretches(size: int, kernel: int, stride: int, padding: int, out: int) -> tuple[Any, ...]:
    """First and last place of every window inside the input, and its length with padding."""
    start = np.arange(out) * stride - padding
    stop = np.minimum(start + kernel, size + padding)
    return np.maximum(start, 0), np.minimum(stop, size), stop - start


def _window_matrix(dtype: Any, size: int, facts: Any) -> Any:
    start, stop, _ = facts
    place = np.arange(size)
    return ((place >= start[:, None]) & (place < stop[:, None])).astype(dtype)


def divisors(facts: Sequence[Any], include_pad: bool, override: int | None) -> Any:
    """What the sum over each window is divided by."""
    if override:
        return override
    counts = [whole if include_pad else stop - start for start, stop, whole in facts]
    found: Any = counts[0]
    for each in counts[1:]:
        found = np.multiply.outer(found, each)
    return found


def windows_along(
    shape: Ints, kernel: Ints, stride: Ints, padding: Ints, out: Ints
) -> list[tuple[Any, ...]]:
    """``stretches`` for each of the last dimensions."""
    size = shape[len(shape) - len(kernel) :]
    return [stretches(*each) for each in zip(size, kernel, stride, padding, out, strict=True)]


def means_rule(
    grad: Any, shape: Any, kernel: Ints, stride: Ints, padding: Ints, include_pad: bool,
    override: int | None,
) -> Any:  # fmt: skip
    """Each gradient in equal parts to the elements of its window."""
    if isinstance(grad, Symbol):
        return grad._noted("shared out among the window")
    out = tuple(grad.shape)[grad.ndim - len(kernel) :]
    size = tuple(shape)[len(shape) - len(kernel) :]
    dtype = grad._data.dtype if isinstance(grad, Tensor) else grad.dtype
    share, matrices = _parts(size, kernel, stride, padding, out, include_pad, override, dtype)
    if isinstance(grad, Tensor):  # its nodes keep them
        share, matrices = new_tensor(share.copy()), tuple([each.copy() for each in matrices])
    return along_last(grad * share, matrices)


@lru_cache(maxsize=64)
def _parts(
    size: Ints, kernel: Ints, stride: Ints, padding: Ints, out: Ints, include_pad: bool,
    override: int | None, dtype: Any,
) -> tuple[Any, tuple[Any, ...]]:  # fmt: skip
    """What part each element of a window gets, and which elements lie in it, by dimension."""
    facts = windows_along(size, kernel, stride, padding, out)
    share = np.asarray(1 / divisors(facts, include_pad, override), dtype)
    matrices = [_window_matrix(dtype, n, each) for n, each in zip(size, facts, strict=True)]
    for each in (share, *matrices):
        each.flags.writeable = False
    return share, tuple(matrices)


def means(
    array: Any, kernel: Ints, stride: Ints, padding: Ints, out: Ints, include_pad: bool,
    override: int | None,
) -> Any:  # fmt: skip
    """The mean of every window."""
    size = array.shape[array.ndim - len(kernel) :]
    shares = _shares(size, kernel, stride, padding, out, include_pad, override)
    if array.dtype is F32 or array.dtype is F64:
        total = window_sums(array, kernel, stride, padding, out)
        return np.divide(total, shares if array.dtype is F64 else shares.astype(F32), total)
    wide = array.astype(F32) if array.dtype.kind == "f" else array
    return (window_sums(wide, kernel, stride, padding, out) / shares).astype(array.dtype)


@lru_cache(maxsize=64)
def _shares(
    size: Ints, kernel: Ints, stride: Ints, padding: Ints, out: Ints, include_pad: bool,
    override: int | None,
) -> Any:  # fmt: skip
    """What each window's sum is divided by, one number where all have as many elements."""
    counts = np.asarray(
        divisors(windows_along(size, kernel, stride, padding, out), include_pad, override), F64
    )
    return counts.reshape(-1)[0] if (counts == counts.reshape(-1)[0]).all() else counts


def _declare_mean(count: int) -> Any:
    @operation(
        "mean pool", name=f"avg_pool{count}d.default", node=f"AvgPool{count}DBackward0",
        backward_node=f"AvgPool{count}DBackwardBackward0",
        self=lambda grad, self, self_shape, kernel_size, stride, padding, count_include_pad,
        divisor_override: means_rule(
            grad, self_shape, kernel_size, stride, padding, count_include_pad, divisor_override
        ),
    )  # fmt: skip
    def pooled(
        self: Any, kernel_size: Ints, stride: Ints, padding: Ints, ceil_mode: bool,
        count_include_pad: bool, divisor_override: int | None,
    ) -> Any:  # fmt: skip
        """The mean of each window."""
        size = self.shape[self.ndim - count :]
        out = pooled_size(size, kernel_size, stride, padding, (1,) * count, ceil_mode)
        return means(self, kernel_size, stride, padding, out, count_include_pad, divisor_override)

    return pooled


MEANS = {count: _declare_mean(count) for count in (2, 3)}
