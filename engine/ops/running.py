"""Cumulative sums, products and extremes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import return_types
from engine.calls.axes import wrap
from engine.calls.declare import FUNCTIONS, composite, in_place, operation
from engine.calls.out_rules import ANY_DTYPE, EXPECTED_TYPE
from engine.dtypes import F32, F64, bool_
from engine.formula import exp, running_sum_from_end
from engine.foundation.mapped import anywhere
from engine.ops.pointwise import log_of_sum
from engine.ops.reduction import product_of_others, whole_as
from engine.placed import added_along
from engine.storage.memory import in_order
from engine.tensor import Tensor, new_tensor


def _wide(kind: Any) -> Any:
    """The dtype in which PyTorch accumulates: float64 for float32, else the array's own."""
    return F64 if kind is F32 else kind


@operation("cumsum", name="cumsum.dim", node="CumsumBackward0",
           self=lambda grad, dim: running_sum_from_end(grad, dim))  # fmt: skip
def running_sum(self: Any, dim: int) -> Any:
    """Each element and all before it along a dimension, summed."""
    kind = np.int64 if self.dtype.kind in "biu" else self.dtype
    if not self.ndim:
        return self.astype(kind)
    return np.ascontiguousarray(np.cumsum(self, axis=dim, dtype=_wide(kind)).astype(kind))


@composite(
    out=ANY_DTYPE.in_step()._replace(no_truths="cumsum_out_cpu"),
    samples=(
        "x.cumsum(0)",
        "torch.cumsum(x, -1)",
        "i.cumsum(1)",
        "s.cumsum(0)",
        "t.cumsum(0)",
        "x.cumsum(2)",
    ),
)
def cumsum(self: Tensor, dim: int, *, dtype: Any = None) -> Any:
    """Each element and all before it along ``dim``, summed."""
    found = running_sum(self if dtype is None else self.to(dtype), wrap(dim, self.ndim))
    return whole_as(found, self, dtype)


@operation(
    "cumprod",
    name="cumprod.dim",
    node="CumprodBackward0",
    self=lambda grad, self, result, dim: _running_product_rule(grad, self, result, dim),
)
def running_product(self: Any, dim: int) -> Any:
    """Each element and all before it along a dimension, multiplied."""
    kind = np.int64 if self.dtype.kind in "biu" else self.dtype
    if not self.ndim:
        return self.astype(kind)
    return in_order(np.cumprod(self, axis=dim, dtype=_wide(kind)).astype(kind))


def _running_product_rule(grad: Any, self: Any, result: Any, dim: int) -> Any:
    if not self.ndim or self.shape[dim] == 1:
        return grad
    if not anywhere(self == 0):
        return running_sum_from_end(result * grad, dim) / self
    if isinstance(self, Tensor):
        return _running_product_recorded(grad, self, dim)
    found = np.zeros_like(self)
    lines, outer, sums = (np.moveaxis(each, dim, 0) for each in (self, grad, found))
    for last in range(len(lines)):
        sums[: last + 1] += outer[last] * product_of_others(lines[: last + 1], 0)
    return found


def _running_product_recorded(grad: Tensor, self: Tensor, dim: int) -> Any:
    lines, outer = self.movedim(dim, 0), grad.movedim(dim, 0)
    found = lines * 0
    for count in range(1, len(lines) + 1):
        terms = outer[count - 1] * product_of_others(lines[:count], 0)
        found = found + FUNCTIONS["cat"]([terms, new_tensor(np.zeros_like(lines._data[count:]))])
    return found.movedim(0, dim)


@composite(
    out=ANY_DTYPE.in_step()._replace(no_truths="cumprod_out_cpu"),
    samples=("x.cumprod(0)", "torch.cumprod(x, -1)", "i.cumprod(1)", "x.detach().cumprod(0)"),
)
def cumprod(self: Tensor, dim: int, *, dtype: Any = None) -> Any:
    """Each element and all before it along ``dim``, multiplied."""
    found = running_product(self if dtype is None else self.to(dtype), wrap(dim, self.ndim))
    return whole_as(found, self, dtype)


def _in_place(name: str, forward: Any, samples: tuple[str, ...]) -> None:
    def call(self: Tensor, dim: int, *, dtype: Any = None) -> Any:
        if dtype not in (None, self.dtype):
            raise RuntimeError(
                f"Bad in-place call: input tensor dtype {self.dtype.c_name} and output tensor "
                f"dtype {dtype.c_name} should match"
            )
        if self.dtype is bool_:
            raise NotImplementedError(f"\"{name}_out_cpu\" not implemented for 'Bool'")
        return in_place(forward.op)(self, dim=wrap(dim, self.ndim))

    call.__name__ = f"{name}_"
    call.__doc__ = f"In place: ``{name}``, in the tensor's own dtype."
    composite(samples=samples)(call)


_in_place("cumsum", running_sum, ("(x * 1).cumsum_(0)", "i.int().cumsum_(1)", "t.cumsum_(0)"))
_in_place("cumprod", running_product, (
    "(x * 1).cumprod_(-1)", "(x * 1).cumprod_(0, dtype=i.dtype)",
))  # fmt: skip


def _running_extreme(name: str, better: Callable[[Any, Any], Any]) -> None:
    @operation(
        name,
        name=f"{name}.dim",
        node=f"{name.capitalize()}Backward0",
        outputs=("values", "indices"),
        self=lambda grad, self, self_shape, dim, indices: added_along(
            grad[0], self_shape, dim, indices
        ),
    )
    def along_dim(self: Any, dim: int) -> Any:
        if not self.ndim:
            return self.copy(), np.int64(0)
        lines = np.moveaxis(self, dim, 0)
        places = np.zeros(lines.shape, np.int64)
        best = lines.copy()
        for n in range(1, len(lines)):
            new = better(lines[n], best[n - 1]) & (best[n - 1] == best[n - 1])
            new |= lines[n] != lines[n]  # NaN is further than anything
            best[n] = np.where(new, lines[n], best[n - 1])
            places[n] = np.where(new, n, places[n - 1])
        return tuple(in_order(np.moveaxis(each, 0, dim)) for each in (best, places))

    def call(self: Tensor, dim: int) -> Any:
        return getattr(return_types, name)(*along_dim(self, wrap(dim, self.ndim)))

    call.__name__ = name
    call.__doc__ = f"The {name[3:]}imum of each element and all before it along ``dim``."
    composite(
        out=EXPECTED_TYPE,
        samples=(f"x.{name}(0)", f"x.{name}(1).values", f"(x * 0).{name}(0)"),
    )(call)


_running_extreme("cummax", np.greater_equal)
_running_extreme("cummin", np.less_equal)


@operation("log Σ exp", name="logcumsumexp.dim", self=lambda grad, self, result, dim: (
    _running_log_rule(grad, self, result, dim)
))  # fmt: skip
def _running_log(self: Any, dim: int) -> Any:
    if not self.ndim:
        return self.copy()
    if self.dtype.kind != "c":
        return in_order(np.logaddexp.accumulate(self, dim))
    found = np.array(self)
    lines = np.moveaxis(found, dim, 0)
    for n in range(1, len(lines)):
        lines[n] = log_of_sum(lines[n], lines[n - 1])
    return found


def _running_log_rule(grad: Any, self: Any, result: Any, dim: int) -> Any:
    """Exp(self) times the sum from the end of grad / exp(result), by logarithms on arrays."""
    if getattr(self, "shape", None) == ():
        return grad * 1
    if not isinstance(grad, np.ndarray) or grad.dtype.kind == "c":
        return running_sum_from_end(grad * exp(-result), dim) * exp(self)
    parts = []
    for side in (1, -1):
        logs = np.log(np.maximum(side * grad, 0)) - result
        back = np.flip(np.logaddexp.accumulate(np.flip(logs, dim), dim), dim)
        parts.append(np.exp(back + self))
    return parts[0] - parts[1]


@composite(
    out=EXPECTED_TYPE.in_step(),
    samples=("x.logcumsumexp(0)", "torch.logcumsumexp(x, -1)", "s.logcumsumexp(0)"),
)
def logcumsumexp(self: Tensor, dim: int) -> Any:
    """The logarithm of the running sum of exponentials along ``dim``."""
    return _running_log(self, wrap(dim, self.ndim))
