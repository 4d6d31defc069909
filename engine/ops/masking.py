"""Filling where a mask holds."""

from __future__ import annotations

from functools import wraps
from typing import Any

import numpy as np

from engine.calls.declare import FUNCTIONS, operation, overloaded
from engine.errors import shared_shape
from engine.formula import masked_fill as filled
from engine.formula import where
from engine.numbers.half import converted
from engine.numbers.ranges import fitting
from engine.ops.arithmetic import Choice
from engine.tensor import Tensor


@operation(
    "masked", name="masked_fill.Scalar", node="MaskedFillBackward0", inputs=("self", "mask"),
    elementwise=True, in_rows=True, self=lambda grad, mask: filled(grad, mask),
)  # fmt: skip
def masked_fill_number(self: Any, mask: Any, value: Any) -> Any:
    """A number where the mask holds, the element elsewhere."""
    found = np.where(mask, np.asarray(value).astype(self.dtype), self)
    return np.ascontiguousarray(found) if found.ndim else found[()]


def _chosen_sum(grad: Any, mask: Any) -> Any:
    """The sum of the gradient where the mask holds."""
    if isinstance(grad, Tensor):
        return FUNCTIONS["masked_select"](grad, mask).sum()
    return where(mask, grad, 0.0).sum()


@operation(
    "masked",
    name="masked_fill.Tensor",
    node="MaskedFillBackward1",
    inputs=("self", "mask", "value"),
    elementwise=True,
    promotes=False,
    self=lambda grad, mask: filled(grad, mask),
    value=lambda grad, mask: _chosen_sum(grad, mask),
)
def masked_fill_tensor(self: Any, mask: Any, value: Any) -> Any:
    """The value of a 0-d tensor where the mask holds, the element elsewhere."""
    found = converted(np.where(mask, converted(value, self.dtype), self), self.dtype)
    return np.ascontiguousarray(found) if found.ndim else found[()]


@overloaded(samples=(
    "x.masked_fill(t, 2.)", "x.masked_fill(x > 0, float('-inf'))", "x.masked_fill(t, s)",
    "x.masked_fill(t[0], 0)", "(x * 1).masked_fill_(t, 0)", "i.masked_fill(t, 0)",
    "x.masked_fill(i, 0)", "x.masked_fill(t, v)",
))  # fmt: skip
def masked_fill(self: Any, mask: Tensor, value: Any) -> Choice:
    """``value`` where the mask holds, the element elsewhere."""
    if mask.dtype.name != "bool":
        raise RuntimeError(
            "masked_fill_ only supports boolean masks, but got mask with dtype "
            f"{mask.dtype.c_name}"
        )
    if not isinstance(value, Tensor):
        return masked_fill_number, (self, mask), {"value": fitting(value, self.dtype)}
    if value.ndim:
        raise RuntimeError(
            "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with "
            f"{value.ndim} dimension(s)."
        )
    if value.dtype is not self.dtype:
        fitting(value.item(), self.dtype)
    return masked_fill_tensor, (self, mask, value), {}


_filled = FUNCTIONS["masked_fill"]


@wraps(_filled)
def _masked_first(self: Tensor, mask: Tensor, value: Any) -> Any:
    """Broadcast the mask and the tensor; where that fails, PyTorch's error names the mask first.

    Only here: the in-place twin names the tensor first.
    """
    if isinstance(mask, Tensor) and mask.shape != self.shape:
        shared_shape(mask.shape, self.shape)
    return _filled(self, mask, value)


FUNCTIONS["masked_fill"] = _masked_first
