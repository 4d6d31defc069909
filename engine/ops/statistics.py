"""Variance, standard deviation, and both together with the mean."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.axes import axes, check_flag, keep
from engine.calls.declare import composite, operation
from engine.calls.later import later
from engine.calls.signing import UNSAID
from engine.dtypes import FLOAT
from engine.formula import average, axes_named, count, masked_fill, spread, with_named_dims
from engine.foundation.warn import warn
from engine.ops.reduction import dims_of, mean_in_order
from engine.tensor import Tensor

squares_of_all = later("engine.kernels.deviations", "of_all")
squares_along = later("engine.kernels.deviations", "along")


def _freedom(shape: Any, dim: Any, correction: float | None) -> float:
    return float(max(count(shape, dim) - (1 if correction is None else correction), 0))


TOO_FEW = (
    "{name}(): degrees of freedom is <= 0. Correction should be strictly less than the reduction "
    "factor (input numel divided by output numel)."
)


def _variance_rule(
    grad: Any, self: Any, shape: Any, dim: Any, correction: Any, keepdim: Any
) -> Any:
    if not isinstance(shape, tuple):
        given = correction if isinstance(correction, int | float) else 1
        free = count(shape) - given if given else count(shape)
        return 2 / free * grad * (self - average(self, dim))
    free = _freedom(shape, dim, correction)
    scale = 2 / free if free else float("inf")
    if len(shape) > 1 or isinstance(grad, np.ndarray | np.generic):
        grad = with_named_dims(grad, shape, dim, keepdim)
    return grad * scale * (self - _mean(self, dim))


def _mean(self: Any, dim: Any) -> Any:
    """The mean along dimensions, which stay; of an array added up in PyTorch's order."""
    if isinstance(self, np.ndarray):
        return mean_in_order(self, axes(dim, self.ndim), True)
    return average(self, dim) if axes_named(dim) and self.ndim else self.mean()


def _variance(
    self: Any, dim: Any, correction: float | None, keepdim: bool, name: str = "var"
) -> tuple[Any, Any]:
    """The variance and the mean; where the operation of that ``name`` is the deviation, its root.

    Without the mean in the name, there need not be a true one.
    """
    free = np.float64(_freedom(self.shape, dim, correction))
    if free <= 0:
        warn(TOO_FEW.format(name=name))
    if self.dtype.kind == "c":
        found, mean = _of_complex(self, dim, free, name)
    else:
        total, mean = _squares(self, dim, name)
        found = total / free
    found = np.sqrt(found) if name.startswith("std") else found
    return _shaped(found, dim, keepdim, self.real.dtype), _shaped(mean, dim, keepdim, self.dtype)


def _of_complex(self: Any, dim: Any, free: Any, name: str) -> tuple[Any, Any]:
    """The variances of both parts, each rounded, together; and the mean."""
    one, real = _squares(self.real, dim, name)
    two, imaginary = _squares(self.imag, dim, name)
    kind = self.real.dtype
    return (one / free).astype(kind) + (two / free).astype(kind), real + 1j * imaginary


def _squares(self: Any, dim: Any, name: str) -> tuple[Any, Any]:
    """The sum of squared distances from the mean, and that mean; the dimensions stay."""
    if name.endswith("mean") or any(n != 1 for n in keep(self.shape, dim)):
        sums, means = squares_along(self, axes(dim, self.ndim))
        return sums, means
    found = np.reshape(squares_of_all(self), (1,) * self.ndim)
    return found, found


def _shaped(found: Any, dim: Any, keepdim: bool, kind: Any) -> Any:
    """What was found along dimensions, which stay only if they should."""
    kept = found if keepdim or not found.ndim else found.squeeze(axes(dim, found.ndim))
    return kept.astype(kind)[()]


@operation(
    "var",
    name="var.correction",
    node="VarBackward0",
    self=lambda grad, self, self_shape, dim, correction, keepdim: _variance_rule(
        grad, self, self_shape, dim, correction, keepdim
    ),
)
def variance(self: Any, dim: Any = None, *, correction: Any = None, keepdim: bool = False) -> Any:
    """The mean squared distance from the mean."""
    return _variance(self, dim, correction, keepdim)[0]


@operation("std", name="std.correction", node="StdBackward0", self=(
    lambda grad, self, result, self_shape, dim, correction, keepdim: _variance_rule(
        masked_fill(grad / (result * 2), result == 0), self, self_shape, dim, correction, keepdim
    )
))  # fmt: skip
def deviation(self: Any, dim: Any = None, *, correction: Any = None, keepdim: bool = False) -> Any:
    """The square root of the variance."""
    return _variance(self, dim, correction, keepdim, "std")[0]


def _correction(dim: Any, unbiased: Any, correction: Any) -> tuple[Any, Any]:
    """The dimensions and the correction, however the caller gave them."""
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    if unbiased is not UNSAID:
        check_flag(unbiased)
        return dims_of(dim), int(unbiased)
    return dims_of(dim), 1 if correction is None and dim is not None else correction


@composite(samples=(
    "x.var()", "x.var(0)", "x.var(unbiased=False)", "x.var(1, keepdim=True)", "x.var(0, False)",
    "x.var(False)", "x.var(dim=1, correction=0)", "b.var((0, 2))", "i.var()",
))  # fmt: skip
def var(
    self: Tensor,
    dim: Any = None,
    unbiased: Any = UNSAID,
    keepdim: bool = False,
    *,
    correction: Any = None,
) -> Any:
    """The variance of all elements, or along ``dim``."""
    _only_floats(self, "std and var")
    dim, correction = _correction(dim, unbiased, correction)
    return variance(self, dim, correction=correction, keepdim=keepdim)


def _only_floats(self: Tensor, who: str) -> None:
    if self.dtype.category < FLOAT:
        raise RuntimeError(f"{who} only support floating point and complex dtypes")


@composite(
    samples=(
        "x.std()",
        "x.std(0)",
        "x.std(unbiased=False)",
        "x.std(1, keepdim=True)",
        "(x * 0).std()",
    )
)
def std(
    self: Tensor,
    dim: Any = None,
    unbiased: Any = UNSAID,
    keepdim: bool = False,
    *,
    correction: Any = None,
) -> Any:
    """The standard deviation of all elements, or along ``dim``."""
    _only_floats(self, "std and var")
    dim, correction = _correction(dim, unbiased, correction)
    return deviation(self, dim, correction=correction, keepdim=keepdim)


def _mean_share(grad: Any, shape: Any, dim: Any, keepdim: Any) -> Any:
    return spread(grad, shape, dim, keepdim) / count(shape, dim)


def _sum_of(*parts: Any) -> Any:
    given = [each for each in parts if each is not None]
    return given[0] if len(given) == 1 else given[0] + given[1]


@operation(
    "var, mean",
    name="var_mean.both",
    node="VarMeanBackward0",
    outputs=("variance", "average"),
    self=lambda grad, self, self_shape, dim, correction, keepdim: _sum_of(
        None
        if grad[0] is None
        else _variance_rule(grad[0], self, self_shape, dim, correction, keepdim),
        None if grad[1] is None else _mean_share(grad[1], self_shape, dim, keepdim),
    ),
)
def variance_and_mean(self: Any, dim: Any, correction: Any, keepdim: bool) -> Any:
    """The variance and the mean."""
    return _variance(self, dim, correction, keepdim, "var_mean")


@operation(
    "std, mean",
    name="std_mean.both",
    node="StdMeanBackward0",
    outputs=("result0", "average"),
    self=lambda grad, self, result0, self_shape, dim, correction, keepdim: _sum_of(
        None
        if grad[0] is None
        else _variance_rule(
            masked_fill(grad[0] / (result0 * 2), result0 == 0),
            self,
            self_shape,
            dim,
            correction,
            keepdim,
        ),
        None if grad[1] is None else _mean_share(grad[1], self_shape, dim, keepdim),
    ),
)
def deviation_and_mean(self: Any, dim: Any, correction: Any, keepdim: bool) -> Any:
    """The standard deviation and the mean."""
    return _variance(self, dim, correction, keepdim, "std_mean")


@composite(samples=("torch.var_mean(x, 0)", "torch.var_mean(x)"), method=False)
def var_mean(
    input: Tensor,
    dim: Any = None,
    unbiased: Any = UNSAID,
    keepdim: bool = False,
    *,
    correction: Any = None,
) -> Any:
    """The variance and the mean."""
    dim, correction = _correction(dim, unbiased, correction)
    return variance_and_mean(input, dim, correction, keepdim)


@composite(samples=("torch.std_mean(x, 0)",), method=False)
def std_mean(
    input: Tensor,
    dim: Any = None,
    unbiased: Any = UNSAID,
    keepdim: bool = False,
    *,
    correction: Any = None,
) -> Any:
    """The standard deviation and the mean."""
    dim, correction = _correction(dim, unbiased, correction)
    return deviation_and_mean(input, dim, correction, keepdim)
