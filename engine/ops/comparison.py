"""Questions about elements, answered with booleans; nothing here is differentiable."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from engine.declare import binary, composite, unary
from engine.tensor import Tensor, new_tensor

binary("eq", "=", operator.eq)
binary("ne", "≠", operator.ne, aliases=("not_equal",))
binary("lt", "<", operator.lt, aliases=("less",))
binary("le", "≤", operator.le, aliases=("less_equal",))
binary("gt", ">", operator.gt, aliases=("greater",))
binary("ge", "≥", operator.ge, aliases=("greater_equal",))
binary("bitwise_and", "&", operator.and_)
binary("bitwise_or", "|", operator.or_)
binary("bitwise_xor", "^", operator.xor)
binary("logical_and", "∧", np.logical_and)
binary("logical_or", "∨", np.logical_or)
binary("logical_xor", "⊻", np.logical_xor)
unary("logical_not", "¬", np.logical_not, floats=False)
unary("bitwise_not", "~", np.invert, floats=False)
unary("isnan", "nan?", np.isnan, floats=False)
unary("isinf", "inf?", np.isinf, floats=False)
unary("isfinite", "finite?", np.isfinite, floats=False)


@composite()
def equal(self: Tensor, other: Tensor) -> bool:
    """Have two tensors the same shape and elements?"""
    return bool(np.array_equal(self._data, other._data))


@composite()
def allclose(
    self: Tensor, other: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
) -> bool:
    """Are all elements equal up to a tolerance?"""
    return bool(self.isclose(other, rtol, atol, equal_nan).all())


@composite()
def isclose(
    self: Tensor, other: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
) -> Any:
    """Element by element, |self − other| ≤ atol + rtol · |other|."""
    if self.dtype is not other.dtype:
        raise RuntimeError(f"{self.dtype.kind_name} did not match {other.dtype.kind_name}")
    return new_tensor(np.isclose(self._data, other._data, rtol, atol, equal_nan))
