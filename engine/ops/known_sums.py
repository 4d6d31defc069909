"""Sums and means of what is not NaN."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.axes import axes
from engine.calls.declare import composite, operation
from engine.calls.out_rules import ANY_DTYPE
from engine.dtypes import FLOAT
from engine.formula import spread, where
from engine.ops.reduction import whole_as
from engine.storage.memory import in_order
from engine.tensor import Tensor, new_tensor


@operation(
    "Σ", name="nansum.dim", node="NansumBackward0",
    self=lambda grad, self, self_shape, dim, keepdim: where(
        self == self, spread(grad, self_shape, dim, keepdim), 0.0
    ),
)  # fmt: skip
def nansum_dim(self: Any, dim: Any = None, keepdim: Any = False) -> Any:
    """The sum of what is not NaN."""
    wide = np.int64 if self.dtype.kind in "bui" else None
    return in_order(np.nansum(self, axis=axes(dim, self.ndim), dtype=wide, keepdims=keepdim))


@composite(out=ANY_DTYPE, samples=(
    "x.nansum()", "x.nansum(0)", "(o / o).nansum()", "x.nansum(1, True)",
    "torch.nansum(i.byte())",
))  # fmt: skip
def nansum(self: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
    """The sum of what is not NaN, of all elements or along ``dim``."""
    source = self if dtype is None else self.to(dtype)
    return whole_as(nansum_dim(source, dim, keepdim), self, dtype)


@composite(samples=("x.nanmean()", "x.nanmean(0)"))
def nanmean(self: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
    """The mean of what is not NaN."""
    if self.dtype.category < FLOAT:
        raise RuntimeError(
            "nanmean(): expected input to have floating point or complex dtype but got "
            f"{self.dtype.kind_name}"
        )
    held = new_tensor(~np.isnan(self._data)).sum(dim, keepdim)
    return nansum(self if dtype is None else self.to(dtype), dim, keepdim) / held
