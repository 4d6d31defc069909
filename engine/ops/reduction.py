"""Sums, means, products, extremes: many elements become one."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.axes import axes, count, keep
from engine.declare import composite, operation
from engine.dtypes import I64
from engine.formula import expand_to, reshape
from engine.tensor import Tensor


def spread(grad: Any, shape: tuple[int, ...], dim: Any, keepdim: bool) -> Any:
    """The gradient of a sum: every element that was summed receives it whole."""
    return expand_to(grad if keepdim else reshape(grad, keep(shape, dim)), shape)


def _total(array: Any, axis: tuple[int, ...] | None, keepdims: bool) -> Any:
    dtype = I64 if array.dtype.kind in "biu" else array.dtype
    return np.sum(array, axis=axis, keepdims=keepdims, dtype=dtype)


@operation("Σ", name="sum.all", node="SumBackward0", self=lambda grad, self_shape: expand_to(grad, self_shape))
def sum_all(self: Any) -> Any:
    """The sum of all elements."""
    return _total(self, None, False)


@operation(
    "Σ",
    name="sum.dim",
    node="SumBackward1",
    self=lambda grad, self_shape, dim, keepdim: spread(grad, self_shape, dim, keepdim),
)
def sum_dim(self: Any, dim: Any, keepdim: bool = False) -> Any:
    """The sum along dimensions."""
    return _total(self, axes(dim, self.ndim), keepdim)


@composite()
def sum(self: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None, axis: Any = None) -> Any:
    """The sum of all elements, or along ``dim``."""
    source = self if dtype is None else self.to(dtype)
    dim = axis if dim is None else dim
    return sum_all(source) if dim is None else sum_dim(source, dim, keepdim)


@operation(
    "mean",
    name="mean.all",
    node="MeanBackward0",
    self=lambda grad, self_shape: expand_to(grad, self_shape) / count(self_shape, None),
)
def mean_all(self: Any) -> Any:
    """The mean of all elements."""
    return np.mean(self)


@operation(
    "mean",
    name="mean.dim",
    node="MeanBackward1",
    self=lambda grad, self_shape, dim, keepdim: (
        spread(grad, self_shape, dim, keepdim) / count(self_shape, dim)
    ),
)
def mean_dim(self: Any, dim: Any, keepdim: bool = False) -> Any:
    """The mean along dimensions."""
    return np.mean(self, axis=axes(dim, self.ndim), keepdims=keepdim)


@composite()
def mean(self: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None, axis: Any = None) -> Any:
    """The mean of all elements, or along ``dim``."""
    source = self if dtype is None else self.to(dtype)
    if source.dtype.category < 2:
        kind = source.dtype.kind_name
        raise RuntimeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or "
            f"complex dtype. Got: {kind}"
        )
    dim = axis if dim is None else dim
    return mean_all(source) if dim is None else mean_dim(source, dim, keepdim)

