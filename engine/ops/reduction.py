"""Sums, means, products, norms: many elements become one."""

from __future__ import annotations

from operator import index
from typing import Any

import numpy as np

from engine.calls.axes import EVERY, axes, check_alone, check_flag
from engine.calls.declare import FUNCTIONS, PACKAGED, composite, operation
from engine.calls.later import later
from engine.calls.out_rules import ANY_DTYPE, OWN_DTYPE, OutRule
from engine.calls.untracked import untracked
from engine.dtypes import FLOAT, I64, INTEGER, uint8
from engine.errors import shared_shape
from engine.formula import (
    absolute,
    count,
    exp,
    expand_to,
    masked_fill,
    sgn,
    spread,
    total,
    with_dims,
    with_named_dims,
)  # fmt: skip
from engine.foundation.mapped import anywhere
from engine.modes import MODES, default_float
from engine.storage.memory import in_order
from engine.tensor import Tensor, new_tensor

refuse_whole = later("engine.numbers.whole_numbers", "refuse_whole")
total_in_order = later("engine.kernels.summing", "total")
mean_in_order = later("engine.kernels.summing", "average")
adds_squares_in_lanes = later("engine.kernels.in_order", "adds_squares_in_lanes")
length_in_lanes = later("engine.kernels.in_order", "length")


def dims_of(dim: Any) -> Any:
    """The dimensions a user named, as a number, a tuple or None."""
    return tuple(dim) if isinstance(dim, list) else dim


def _total(array: Any, axis: Any, keepdims: Any) -> Any:
    if array.dtype.kind in "biu":
        return in_order(np.sum(array, axis=axis, keepdims=keepdims, dtype=I64))
    return in_order(total_in_order(array, axis, keepdims))


@operation(
    "Σ",
    name="sum.all",
    node="SumBackward0",
    self=lambda grad, self_shape: expand_to(grad, self_shape),
)
def sum_all(self: Any) -> Any:
    """The sum of all elements."""
    return _total(self, None, False)


@operation(
    "Σ", name="sum.dim", node="SumBackward1",
    self=lambda grad, self_shape, dim, keepdim: spread(grad, self_shape, dim, keepdim),
)  # fmt: skip
def sum_dim(self: Any, dim: Any, keepdim: bool = False) -> Any:
    """The sum along dimensions."""
    return _total(self, axes(dim, self.ndim), keepdim)


def whole_as(found: Any, self: Tensor, dtype: Any) -> Any:
    """A result in the dtype that was asked for, if that holds whole numbers.

    Raises:
        RuntimeError: it is to be recorded.
    """
    if dtype is None or dtype.category >= FLOAT:
        return found
    if MODES.grad and self._edge is not None:
        raise RuntimeError(f"Autograd not support dtype: {dtype.kind_name}")
    return found if found.dtype is dtype else found.to(dtype)


@composite(out=ANY_DTYPE, samples=(
    "x.sum()", "torch.sum(x)", "x.sum(0)", "x.sum(1, keepdim=True)", "x.sum((0, 1))",
    "x.sum(dim=-1)", "x.sum([0])", "s.sum()", "s.sum(0)", "i.sum()", "t.sum()", "i.sum(0)",
    "x.sum(axis=0)", "x.sum(dtype=torch.float64)", "e.sum()", "e.sum(0)", "x.sum(2)",
    "x.sum((0, 0))", "b.sum((0, 2))", "i.sum(dtype=torch.float32)", "x.sum(0, keepdims=True)",
))  # fmt: skip
def sum(
    self: Tensor, dim: Any = EVERY, keepdim: bool = False, *, dtype: Any = None, axis: Any = EVERY,
    keepdims: bool = False,
) -> Any:  # fmt: skip
    """The sum of all elements, or along ``dim``."""
    source = self if dtype is None else self.to(dtype)
    dim, keepdim = axis if dim is EVERY else dim, keepdims if keepdim is False else keepdim
    if dim is EVERY:
        check_alone(keepdim)
        return whole_as(sum_all(source), self, dtype)
    check_flag(keepdim)
    return whole_as(sum_dim(source, dims_of(dim), keepdim), self, dtype)


@operation(
    "mean", name="mean.all", node="MeanBackward0",
    self=lambda grad, self_shape: expand_to(grad, self_shape) / count(self_shape),
)  # fmt: skip
def mean_all(self: Any) -> Any:
    """The mean of all elements."""
    return mean_in_order(self, None)


@operation(
    "mean", name="mean.dim", node="MeanBackward1",
    self=lambda grad, self_shape, dim, keepdim: (
        spread(grad, self_shape, dim, keepdim) / count(self_shape, dim)
    ),
)  # fmt: skip
def mean_dim(self: Any, dim: Any, keepdim: Any = False) -> Any:
    """The mean along dimensions."""
    return in_order(mean_in_order(self, axes(dim, self.ndim), keepdim))


@composite(samples=(
    "x.mean()", "torch.mean(x, 0)", "x.mean(1, keepdim=True)", "x.mean((0, 1))", "s.mean()",
    "i.mean()", "t.mean()", "i.mean(dtype=torch.float64)", "x.mean(dim=-1)", "x.mean(axis=1)",
    "b.mean((1, 2), True)",
))  # fmt: skip
def mean(
    self: Tensor, dim: Any = EVERY, keepdim: bool = False, *, dtype: Any = None, axis: Any = EVERY
) -> Any:
    """The mean of all elements, or along ``dim``."""
    source = self if dtype is None else self.to(dtype)
    if source.dtype.category < FLOAT:
        given = "Input" if dtype is None else "Optional"
        raise RuntimeError(
            f"mean(): could not infer output dtype. {given} dtype must be either a floating point "
            f"or complex dtype. Got: {source.dtype.kind_name}"
        )
    dim = axis if dim is EVERY else dim
    if dim is EVERY:
        check_alone(keepdim)
        return mean_all(source)
    return mean_dim(source, dims_of(dim), keepdim)


@operation(
    "Π", name="prod.all", node="ProdBackward0",
    self=lambda grad, self, result: product_rule(grad, self, result, None),
)  # fmt: skip
def prod_all(self: Any) -> Any:
    """The product of all elements."""
    return np.prod(self, dtype=I64 if self.dtype.kind in "biu" else self.dtype)


@operation(
    "Π", name="prod.dim", node="ProdBackward1",
    self=lambda grad, self, result, self_shape, dim, keepdim: product_rule(
        with_dims(grad, self_shape, dim, keepdim), self,
        with_dims(result, self_shape, dim, keepdim), dim,
    ),
)  # fmt: skip
def prod_dim(self: Any, dim: int, keepdim: Any = False) -> Any:
    """The product along a dimension."""
    kind = I64 if self.dtype.kind in "biu" else self.dtype
    return in_order(np.prod(self, axis=axes(dim, self.ndim), keepdims=keepdim, dtype=kind))


def product_rule(grad: Any, self: Any, result: Any, dim: int | None) -> Any:
    """The product of the other elements: result / self, and the long way round past a zero."""
    if hasattr(self, "_noted"):  # a symbol
        return (grad * (result / self))._noted("past a 0 the product of the others")
    if anywhere(self == 0):
        return grad * product_of_others(self, dim)
    return grad * (result / self)


def product_of_others(self: Any, dim: int | None) -> Any:
    """For each element the product of all the others, whether or not one is zero."""
    if isinstance(self, Tensor):
        return _others_of_tensor(self, dim)
    if dim is None:
        return product_of_others(self.reshape(-1), 0).reshape(self.shape)
    if not self.ndim:
        return np.ones_like(self)
    lines = np.moveaxis(self, dim, 0)
    ones = np.ones_like(lines[:1])
    before = np.cumprod(np.concatenate([ones, lines[:-1]]), axis=0)
    after = np.cumprod(np.concatenate([ones, lines[:0:-1]]), axis=0)[::-1]
    return np.moveaxis(before * after, 0, dim)


def _others_of_tensor(self: Tensor, dim: int | None) -> Any:
    if dim is None:
        return _others_of_tensor(self.reshape(-1), 0).reshape(tuple(self.shape))
    if not self.ndim:
        return new_tensor(np.ones_like(self._data))
    length = self.shape[dim]
    factors = [self.select(dim, n) for n in range(length)]
    parts = []
    for left_out in range(length):
        part = new_tensor(np.ones(np.delete(self.shape, dim), self._data.dtype))
        for n, factor in enumerate(factors):
            part = part * factor if n != left_out else part
        parts.append(part.unsqueeze(dim))
    return FUNCTIONS["cat"](parts, dim)


@composite(out=ANY_DTYPE, samples=(
    "x.prod()", "torch.prod(x, 0)", "x.prod(1, keepdim=True)", "o.prod()",
    "torch.stack([o[1:], o[2] * o[1:]]).prod(1)", "i.prod()", "s.prod()", "o[2:].prod()",
    "torch.prod(x, dtype=torch.float64)",
))  # fmt: skip
def prod(self: Tensor, dim: int = EVERY, keepdim: bool = False, *, dtype: Any = None) -> Any:
    """The product of all elements, or along ``dim``."""
    source = self if dtype is None else self.to(dtype)
    if dim is EVERY:
        check_alone(keepdim)
        return whole_as(prod_all(source), self, dtype)
    axis = dim if isinstance(dim, int) else index(dim)  # which takes no list
    return whole_as(prod_dim(source, axis, keepdim), self, dtype)


@operation(
    "norm",
    name="linalg_vector_norm",
    node="LinalgVectorNormBackward0",
    self=lambda grad, self, result, self_shape, ord, dim, keepdim: norm_rule(
        with_named_dims(grad, self_shape, dim, keepdim),
        self,
        with_named_dims(result, self_shape, dim, keepdim),
        ord,
        dim,
    ),
)
def vector_norm(self: Any, ord: Any = 2, dim: Any = None, keepdim: bool = False) -> Any:
    """The length of a vector: the p-th root of the sum of p-th powers."""
    axis = axes(dim, self.ndim)
    if ord == 2 and adds_squares_in_lanes(self, axis):
        return length_in_lanes(self, axis, keepdim)
    size = np.abs(self)
    if ord == 2:
        found = np.sqrt((size * size).sum(axis=axis, keepdims=keepdim))
    elif np.isinf(ord):
        found = (size.max if ord > 0 else size.min)(axis=axis, keepdims=keepdim)
    elif ord == 0:
        found = (self != 0).sum(axis=axis, keepdims=keepdim).astype(size.dtype)
    else:
        found = (size**ord).sum(axis=axis, keepdims=keepdim) ** (1 / ord)
    return in_order(found)


def norm_rule(grad: Any, self: Any, result: Any, ord: Any, dim: Any) -> Any:
    """The direction of the vector, for the usual norm; 0 at its origin."""
    if ord == 2:
        return grad * masked_fill(self / result, result == 0)
    if ord == 1:
        return sgn(self) * grad
    if ord == 0:
        return None
    if isinstance(ord, float) and np.isinf(ord):
        largest = absolute(self) == result
        count = total(largest, dim) + (result != result)  # NaN is like nothing, not even itself
        return sgn(self) * (grad / count * largest)
    if ord < 1:
        return sgn(self) * masked_fill(absolute(self) ** (ord - 1), self == 0) * grad * (
            result ** (1 - ord)
        )  # fmt: skip
    scaled = masked_fill(grad / result ** (ord - 1), result == 0)
    if ord < 2:
        return sgn(self) * absolute(self) ** (ord - 1) * scaled
    return self * absolute(self) ** (ord - 2) * scaled


@composite(out=OWN_DTYPE, samples=(
    "x.norm()", "x.norm(1)", "x.norm(2, 0)", "x.norm(3)", "x.norm(float('inf'))",
    "torch.norm(x, dim=1, keepdim=True)", "(x * 0).norm()", "x.norm(p=2, dim=1)", "x.norm('fro')",
    "i.norm()", "x.norm(0)", "x.norm(dim=(0, 1))",
))  # fmt: skip
def norm(
    self: Tensor, p: Any = "fro", dim: Any = None, keepdim: bool = False, dtype: Any = None
) -> Any:
    """The p-norm of all elements, or along ``dim``."""
    source = self if dtype is None else self.to(dtype)
    if source.dtype.category < FLOAT:
        raise RuntimeError(
            "linalg.vector_norm: Expected a floating point or complex tensor as input. Got "
            f"{source.dtype.kind_name}"
        )
    if isinstance(p, str) and p != "fro":
        return PACKAGED["linalg"]["matrix_norm"](source, p, dim or (0, 1), keepdim)
    dim = dims_of(dim)
    dim = (dim,) if isinstance(dim, int) else dim
    return vector_norm(source, 2 if p in ("fro", None) else p, dim, keepdim)


@operation(
    "dist", inputs=("self", "other"), promotes=True, in_rows=True,
    self=lambda grad, self, other, result, p: norm_rule(grad, self - other, result, p, None),
    other=lambda grad, self, other, result, p: -norm_rule(grad, self - other, result, p, None),
    samples=("x.dist(y)", "torch.dist(x, y, 1)"),
)  # fmt: skip
def dist(self: Any, other: Any, p: Any = 2) -> Any:
    """The p-norm of the difference."""
    shared_shape(self.shape, other.shape)
    return vector_norm.op.forward(self - other, p)


@operation(
    "log Σ exp", name="logsumexp.dim", node="LogsumexpBackward0",
    self=lambda grad, self, result, self_shape, dim, keepdim: (
        with_dims(grad, self_shape, dim, keepdim)
        * exp(self - with_dims(result, self_shape, dim, keepdim))
    ),
)  # fmt: skip
def log_sum_exp(self: Any, dim: Any, keepdim: bool = False) -> Any:
    """The logarithm of the sum of exponentials, computed without overflow."""
    axis = axes(dim, self.ndim)
    least = {} if self.size else {"initial": self.dtype.type(-np.inf)}
    top = np.max(self, axis=axis, keepdims=True, **least)
    top = np.where(np.isinf(top), 0, top).astype(self.dtype)
    found = np.log(np.exp(self - top).sum(axis=axis, keepdims=True)) + top
    return in_order(found if keepdim else found.squeeze(axis if axis is not None else ()))


@composite(
    out=OutRule(
        too_narrow=(
            RuntimeError,
            "logsumexp(): Expected floating point type for result tensor, but got: {own}",
        )
    ),
    samples=(
        "x.logsumexp(0)",
        "torch.logsumexp(x, 1, keepdim=True)",
        "x.logsumexp((0, 1))",
        "(o / 0).logsumexp(0)",
    ),
)
def logsumexp(self: Tensor, dim: Any, keepdim: bool = False) -> Any:
    """The logarithm of the sum of exponentials along ``dim``."""
    if self.dtype.category < FLOAT:
        self = self.to(default_float())
    return log_sum_exp(self, (dim,) if isinstance(dim, int) else tuple(dim), keepdim)


def _asked(self: Tensor, dim: Any, keepdim: bool, ask: Any) -> Tensor:
    check_flag(keepdim)
    if isinstance(dim, tuple | list) and not len(dim):  # along no dimension, unlike elsewhere
        return untracked(self._data != 0, self)
    found = in_order(ask(self._data, axis=axes(dims_of(dim), self.ndim), keepdims=keepdim))
    return untracked(found.astype(np.uint8) if self.dtype.name == "uint8" else found, self)


@composite(
    out=OutRule("{name} only supports bool tensor for result, got: {own}", besides=uint8),
    samples=("t.all()", "t.all(0)", "x.all()", "i.all(1, keepdim=True)", "torch.all(t)"),
)
def all(self: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """Are all elements true (not zero)?"""
    return _asked(self, dim, keepdim, np.all)


@composite(out=ANY_DTYPE, samples=("t.any()", "t.any(0)", "x.any()", "torch.any(t, dim=1)"))
def any(self: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """Is some element true (not zero)?"""
    return _asked(self, dim, keepdim, np.any)


@composite(samples=("x.count_nonzero()", "o.count_nonzero()", "i.count_nonzero(0)"))
def count_nonzero(self: Tensor, dim: Any = None) -> Tensor:
    """How many elements are not zero."""
    if self.dtype.category == INTEGER:
        refuse_whole("count_nonzero", self.dtype)
    found = np.count_nonzero(self._data, axis=axes(dims_of(dim), self.ndim))
    return untracked(np.asarray(found)[()], self)
