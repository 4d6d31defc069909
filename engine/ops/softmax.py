"""Softmax and its logarithm."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.axes import wrap
from engine.calls.declare import composite, operation
from engine.calls.later import later
from engine.calls.out_rules import OWN_DTYPE
from engine.dtypes import F32, of
from engine.formula import FEW, MANY, close_log, exp, exp_of_row, fused, total, vector_exp
from engine.foundation.warn import warn
from engine.numbers.half import converted, half_among, widened
from engine.ops.activation import slope_in_one_step
from engine.tensor import Tensor

in_lanes = later("engine.kernels.lanes", "in_lanes")
products_in_lanes = later("engine.kernels.lanes", "products_in_lanes")
IMPLICIT = (
    "Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X "
    "as an argument."
)
TAME = 16
"""e to this, and to minus this, is far from the ends of single precision."""


def floats_only(kernel: str) -> Any:
    """A check that refuses whole numbers in the words of PyTorch's kernel."""

    def check(self: Any, dim: int = -1) -> None:
        if self.dtype.kind not in "fc":
            way = "lastdim_" if dim % max(self.ndim, 1) == max(self.ndim, 1) - 1 else ""
            raise NotImplementedError(
                f"\"{kernel.format(way)}\" not implemented for '{of(self).kind_name}'"
            )

    return check


_soft_kinds = floats_only("softmax_{}kernel_impl")
_log_soft_kinds = floats_only("log_softmax_{}kernel_impl")


@operation(
    "softmax", name="_softmax", node="SoftmaxBackward0",
    backward_node="SoftmaxBackwardDataBackward0",
    self=lambda grad, result, dim: result * (grad - added_products(grad, result, dim)),
    backward_derivatives={
        "grad": lambda grad, grad_output, output, dim: slope_in_one_step(
            "_softmax", grad, output, dim
        ),
        "result": lambda grad, grad_output, output, dim: (
            grad_output * grad - total(output * grad_output, dim) * grad
            - grad_output * total(output * grad, dim)
        ),
    },
)  # fmt: skip
def softmax_along(self: Any, dim: int) -> Any:
    """E to each element, divided by the sum of those along a dimension."""
    _soft_kinds(self, dim)
    if not (self.ndim and self.size):
        return np.exp(self - self)
    tame = self.size > FEW and is_tame(self)
    powers = np.exp(self, order="C") if tame else _shifted(self, dim)
    if dim == self.ndim - 1 and self.dtype is F32 and self.size <= FEW:
        powers *= np.reciprocal(in_lanes(powers))
        return powers
    powers /= total(powers, dim)
    return powers


def _shifted(self: Any, dim: int) -> Any:
    """E to each element less the largest along ``dim``, so that none overflows."""
    powers = np.subtract(self, np.maximum.reduce(self, dim, keepdims=True), order="C")
    return vector_exp(powers) if powers.size <= FEW else np.exp(powers, out=powers)


def is_tame(array: Any) -> bool:
    """Can powers of all elements be summed without overflow or loss?

    Two passes over a large array cost less than to find the largest of each of its short rows.
    """
    if array.size < MANY:
        return False
    return bool(array.max() < TAME) and bool(array.min() > -TAME)


def added_up(value: Any, dim: Any) -> Any:
    """The sum along ``dim``, of few numbers that lie in order in PyTorch's order."""
    few = isinstance(value, np.ndarray) and value.dtype is F32 and value.size <= FEW
    return in_lanes(value) if few and dim == value.ndim - 1 else total(value, dim)


def added_products(one: Any, other: Any, dim: Any) -> Any:
    """The sum of products along ``dim``, likewise."""
    few = isinstance(one, np.ndarray) and one.dtype is F32 and 0 < one.size <= FEW
    if not few or dim != one.ndim - 1:
        return total(one * other, dim)
    shape = (-1, one.shape[-1])
    return products_in_lanes(one.reshape(shape), other.reshape(shape)).reshape(*one.shape[:-1], 1)


@operation(
    "log softmax", name="_log_softmax", node="LogSoftmaxBackward0", as_stored=True,
    backward_node="LogSoftmaxBackwardDataBackward0",
    self=lambda grad, result, dim: fused(-exp_of_row(result), added_up(grad, dim), grad),
    backward_derivatives={
        "grad": lambda grad, grad_output, output, dim: grad - total(grad * exp(output), dim),
        "result": lambda grad, grad_output, output, dim: (
            -total(grad_output, dim) * exp(output) * grad
        ),
    },
)  # fmt: skip
def log_softmax_along(self: Any, dim: int) -> Any:
    """The logarithm of softmax, computed without overflow.

    Along the last dimension PyTorch rounds the sum of a half's powers, and its logarithm, to one.
    """
    half = half_among((self,))
    if half is None:
        return _log_of_shares(self, dim, None)
    in_rows = dim == self.ndim - 1
    return converted(_log_of_shares(widened(self), dim, half if in_rows else None), half)


def _log_of_shares(self: Any, dim: int, half: Any) -> Any:
    _log_soft_kinds(self, dim)
    if not (self.ndim and self.size):
        return self - self
    shifted = np.subtract(self, np.maximum.reduce(self, dim, keepdims=True), order="C")
    powers = vector_exp(shifted)
    shifted -= _rounded(close_log(_rounded(added_up(powers, dim), half)), half)
    return shifted


def _rounded(sums: Any, half: Any) -> Any:
    """What is left of sums in a half-precision dtype, if one is given."""
    return sums if half is None else widened(converted(sums, half))


@composite(out=OWN_DTYPE, samples=("torch.softmax(x, 1)", "x.softmax(0)", "torch.softmax(v, -1)"))
def softmax(input: Tensor, dim: int, dtype: Any = None) -> Any:
    """Softmax along ``dim``."""
    source = input if dtype is None else input.to(dtype)
    return softmax_along(source, wrap(dim, source.ndim))


@composite(out=OWN_DTYPE, samples=("torch.log_softmax(x, 1)", "x.log_softmax(0)"))
def log_softmax(input: Tensor, dim: int, dtype: Any = None) -> Any:
    """The logarithm of softmax along ``dim``."""
    source = input if dtype is None else input.to(dtype)
    return log_softmax_along(source, wrap(dim, source.ndim))


def implicit_dim(name: str, dim: int | None, ndim: int) -> int:
    """The dimension that a layer without ``dim`` works along, with PyTorch's warning."""
    if dim is not None:
        return dim
    warn(IMPLICIT.format(name=name))
    return 0 if ndim in (0, 1, 3) else 1
