"""Squared distances from the mean, added up in PyTorch's order, so that equal elements give 0.

PyTorch has two ways. Of all elements it takes the mean first, rounded to their dtype, and adds up
one square after the other (``aten/src/ATen/native/ReduceOps.cpp``: ``std_var_all_cpu``). Along
dimensions, and where the mean is asked for too, it goes through the elements once, with a mean of
those so far (Welford's way, ``aten/src/ATen/native/SharedReduceOps.h``: ``WelfordOps``).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.kernels.summing import add_on, average

Array = np.ndarray[Any, Any]
MOST = 1 << 20  # elements; of more, this order would cost more than it is worth
STEPS = 1024  # the same, of elements that are gone through one after the other


def of_all(array: Array) -> Any:
    """The sum of all elements' squared distances from their mean, in double precision."""
    apart = np.ravel(array, order="K").astype(np.float64) - float(average(array, None))
    squares = apart * apart
    return add_on(squares)[-1] if 0 < squares.size <= MOST else squares.sum()


def along(array: Array, axis: tuple[int, ...] | None) -> tuple[Any, Any]:
    """The sums of squared distances along dimensions and the means, which keep them (as 1)."""
    wide = array.astype(np.float64)
    dims = tuple(range(array.ndim)) if axis is None else axis
    length = math.prod(array.shape[dim] for dim in dims)
    if not 0 < length <= STEPS:
        mean = wide.sum(axis=dims, keepdims=True) / (length or np.nan)
        return np.square(wide - mean).sum(axis=dims, keepdims=True), mean
    kept = tuple([1 if dim in dims else size for dim, size in enumerate(array.shape)])
    rest = [dim for dim in range(array.ndim) if dim not in dims]
    found = _one_by_one(wide.transpose(*sorted(dims), *rest).reshape(length, -1))
    return found[0].reshape(kept), found[1].reshape(kept)


def _one_by_one(rows: Array) -> tuple[Array, Array]:
    """The sum of squared distances and the mean of each column."""
    mean = squares = np.zeros(rows.shape[1])
    for count, row in enumerate(rows, 1):
        apart = row - mean
        mean = mean + apart / count
        squares = squares + apart * (row - mean)
    return squares, mean
