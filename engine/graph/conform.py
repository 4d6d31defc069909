"""Bringing each gradient to the shape and dtype of the tensor that it is the gradient of."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from engine.calls.later import later
from engine.dtypes import COMPLEX, F32
from engine.numbers.half import converted

total_in_order = later("engine.kernels.summing", "total")
FEW = 2048  # elements that are soon added up in PyTorch's order


def unbroadcast(grad: Any, shape: tuple[int, ...]) -> Any:
    """Sum ``grad`` over the axes along which an input of ``shape`` was broadcast."""
    extra = grad.ndim - len(shape)
    if extra == 1 and grad.shape[1:] == shape:
        return _summed_rows(grad)
    stretched = tuple(
        axis + extra
        for axis, length in enumerate(shape)
        if length == 1 and grad.shape[axis + extra] != 1
    )
    axes = (*range(extra), *stretched)
    return (total_in_order(grad, axes) if axes else grad).reshape(shape)


def _summed_rows(grad: Any) -> Any:
    """The sum along the first axis, a bias's gradient: the everyday case.

    Of a larger matrix it is the product with a row of ones, which takes half the time of adding
    up, though in another order than PyTorch's.
    """
    if grad.ndim == 2 and grad.dtype is F32 and grad.size > FEW:
        return ones(len(grad), F32).dot(grad)
    return total_in_order(grad, (0,))


@lru_cache(maxsize=32)
def ones(count: int, dtype: np.dtype[Any]) -> Any:
    """So many ones, to sum by a product with them; nobody may write to them."""
    found = np.ones(count, dtype)
    found.flags.writeable = False
    return found


def conform_array(grad: Any, expected: tuple[tuple[int, ...], np.dtype[Any]]) -> Any:
    """``grad`` as an array of the expected shape and dtype."""
    shape, dtype = expected
    if grad.shape != shape:
        grad = unbroadcast(grad, shape)
    if grad.dtype is not dtype and grad.dtype != dtype:
        if grad.dtype.kind == "c" and dtype.kind != "c":
            grad = grad.real
        grad = converted(grad, dtype)
    return grad


def conform_tensor(grad: Any, expected: tuple[tuple[int, ...], np.dtype[Any]]) -> Any:
    """``grad`` as a recorded tensor of the expected shape and dtype."""
    shape, dtype = expected
    if grad._data.shape != shape:
        grad = grad.sum_to_size(shape)
    if grad._data.dtype != dtype:
        if grad.dtype.category == COMPLEX and dtype.kind != "c":
            grad = grad.real
        grad = grad.to(dtype)
    return grad
