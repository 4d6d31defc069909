"""x · ln y, which is 0 where x is, of two tensors or a tensor and a number."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.declare import binary, operation, overloaded
from engine.formula import log, where
from engine.ops.arithmetic import Choice, is_number, refusing
from engine.tensor import Tensor


def _times_log(self: Any, other: Any) -> Any:
    found = np.where(self == 0, 0.0, self * np.log(other))
    found = np.where(np.isnan(other), np.nan, found)
    return found.astype(np.asarray(self if np.ndim(self) else other).dtype)[()]


def times_log(grad: Any, other: Any, nowhere: Any) -> Any:
    """A gradient times ln(other), but 0 where it is 0 itself, or where ``nowhere`` says so."""
    if isinstance(grad, Tensor):
        return xlogy(grad, other).masked_fill(nowhere, 0.0)
    if isinstance(grad, np.ndarray | np.generic):
        return np.where(nowhere, 0.0, _times_log(grad, other))[()]
    return grad * where(nowhere, 0.0, log(other))


_of_tensors = binary(
    "xlogy.Tensor", "x ln y", _times_log,
    lambda grad, self, other: times_log(grad, other, (self == 0) & (other <= 0)),
    lambda grad, self, other: grad * self / other,
    true_division=True, node="XlogyBackward0",
)  # fmt: skip


@operation(
    "x ln y", name="xlogy.Scalar_Self", node="XlogyBackward1", inputs=("other",),
    true_division=True, elementwise=True, other=lambda grad, other, self: grad * self / other,
)  # fmt: skip
def _of_number(other: Any, self: float) -> Any:
    """A number times ln(other)."""
    return _times_log(other.dtype.type(self), other)


@operation(
    "x ln y", name="xlogy.Scalar_Other", node="XlogyBackward2", true_division=True,
    elementwise=True,
    self=lambda grad, self, other: times_log(grad, other, (self == 0) & (other <= 0)),
)  # fmt: skip
def _with_number(self: Any, other: float) -> Any:
    """The tensor times ln(a number)."""
    return _times_log(self, self.dtype.type(other))


@overloaded("special_xlogy", samples=(
    "torch.xlogy(x, y)", "torch.xlogy(x * 0, y)", "torch.xlogy(x, 2)", "torch.xlogy(2, y)",
    "torch.xlogy(x.detach(), x / 0)", "torch.xlogy(i, 3)", "torch.xlogy(2.5, i)",
    "torch.special.xlogy(torch.zeros(2), torch.tensor([0.0, float('nan')]))",
))  # fmt: skip
def xlogy(self: Any, other: Any) -> Choice:
    """``self`` · ln(``other``), 0 where ``self`` is unless ``other`` is not a number."""
    if not all(isinstance(each, Tensor) or is_number(each) for each in (self, other)):
        return refusing, (self, other), {}
    if not isinstance(self, Tensor):
        return _of_number, (other, self), {}
    return (_of_tensors if isinstance(other, Tensor) else _with_number), (self, other), {}
