"""Addition, multiplication, division and negation: the operations behind Python's operators.

PyTorch has overloads for numbers: ``2 - x`` is RsubBackward1 with one input, and ``2 / x`` is a
reciprocal times 2. The plain name chooses between them.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from engine.calls.declare import (
    FUNCTIONS,
    binary,
    composite,
    in_place,
    operation,
    overloaded,
    unary,
)
from engine.calls.out_rules import FOUND_DTYPE
from engine.dtypes import BOOL, COMPLEX, F32, FLOAT, INTEGER
from engine.formula import fused, nothing
from engine.modes import default_float
from engine.numbers.promotion import result_type
from engine.tensor import Tensor

Choice = tuple[Any, tuple[Any, ...], dict[str, Any]]
KINDS = {bool: BOOL, int: INTEGER, complex: COMPLEX}


_add = binary("add.Tensor", "+", operator.add, lambda grad: grad, lambda grad: grad, numbered=True)


def _no_booleans(self: Any, other: Any) -> None:
    booleans = [
        isinstance(t, bool) or (isinstance(t, Tensor) and t.dtype.category == 0)
        for t in (self, other)
    ]
    if all(booleans):
        raise RuntimeError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use "
            "the `^` or "
            "`logical_xor()` operator instead."
        )
    if any(booleans):
        raise RuntimeError(
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you "
            "are trying "
            "to invert a mask, use the `~` or `logical_not()` operator instead."
        )


_sub = binary(
    "sub.Tensor",
    "−",
    operator.sub,
    lambda grad: grad,
    lambda grad: -grad,
    check=_no_booleans,
    numbered=True,
)
binary(
    "mul",
    "×",
    operator.mul,
    lambda grad, other: grad * other,
    lambda grad, self: grad * self,
    aliases=("multiply",),
    numbered=True,
)
_div = binary(
    "div.Tensor",
    "÷",
    operator.truediv,
    lambda grad, other: grad / other,
    lambda grad, self, other: -grad * ((self / other) / other),
    true_division=True,
    numbered=True,
)
neg = unary(
    "neg",
    "−",
    operator.neg,
    lambda grad: -grad,
    out=FOUND_DTYPE,
    floats=False,
    aliases=("negative",),
)

# The operators take the shortest way; only the methods know of alpha and rounding_mode.
FUNCTIONS.update({
    "__add__": _add, "__radd__": _add, "__iadd__": in_place(_add.op),
    "__sub__": _sub, "__isub__": in_place(_sub.op),
    "__truediv__": _div, "__itruediv__": in_place(_div.op),
})  # fmt: skip


@operation(
    "+", name="add.alpha", node="AddBackward0", inputs=("self", "other"), elementwise=True,
    self=lambda grad: grad, other=lambda grad, alpha: grad * alpha,
)  # fmt: skip
def add_multiple(self: Any, other: Any, alpha: Any = 1) -> Any:
    """``self + alpha · other``."""
    if self.dtype is other.dtype is F32:
        return fused(other, alpha, self)
    return self + other * _factor(self, alpha)


def _factor(self: Any, alpha: Any) -> Any:
    """``alpha`` as the elements have it: of booleans a boolean."""
    return bool(alpha) if self.dtype.kind == "b" else alpha


@operation(
    "−", name="sub.alpha", node="SubBackward0", inputs=("self", "other"), elementwise=True,
    self=lambda grad: grad, other=lambda grad, alpha: -grad * alpha,
)  # fmt: skip
def sub_multiple(self: Any, other: Any, alpha: Any = 1) -> Any:
    """``self − alpha · other``."""
    if self.dtype is other.dtype is F32:
        return fused(other, -alpha, self)
    return self - other * alpha


@overloaded(samples=(
    "torch.add(x, y)", "x.add(2)", "x.add(y, alpha=2)", "torch.add(i, j, alpha=3)",
    "(x * 1).add_(y)", "(x * 1).add_(y, alpha=0.5)", "x + y", "x + 2", "2 + x", "2.5 + x",
    "x + i", "i + 2", "i + 2.5", "x + v", "s + x", "z = x * 1; z += y; z", "z = x * 1; z += 2; z",
    "x + torch.tensor([1., 2.])", "i.add(j, alpha=0.5)", "t + t", "t + 1", "s + u", "s + 1",
    "x + m", "x + 'a'",
))  # fmt: skip
def add(self: Any, other: Any, *, alpha: Any = 1) -> Choice:
    """``self + alpha · other``."""
    _check_alpha(self, other, alpha)
    return (
        (_add, (self, other), {})
        if alpha == 1
        else (add_multiple, (self, other), {"alpha": alpha})
    )


@overloaded("subtract", samples=(
    "torch.sub(x, y)", "x.sub(2)", "x.sub(y, alpha=2)", "torch.sub(x, t, alpha=2)",
    "t.sub(t, alpha=0.5)", "(x * 1).sub_(y, alpha=2)", "x - y",
    "x - 2", "s - u", "z = x * 1; z -= y; z", "i - j", "t - t", "t - 1", "x - v",
))  # fmt: skip
def sub(self: Any, other: Any, *, alpha: Any = 1) -> Choice:
    """``self − alpha · other``."""
    if alpha != 1:
        _no_booleans(self, other)
    _check_alpha(self, other, alpha)
    return (
        (_sub, (self, other), {})
        if alpha == 1
        else (sub_multiple, (self, other), {"alpha": alpha})
    )


def _check_alpha(self: Any, other: Any, alpha: Any) -> None:
    if type(alpha) is int:
        return
    kind = max(_category(each) for each in (self, other))
    if isinstance(alpha, bool) and kind != BOOL:
        raise RuntimeError("Boolean alpha only supported for Boolean results.")
    if isinstance(alpha, float) and kind < FLOAT:
        raise RuntimeError(
            "For integral input tensors, argument alpha must not be a floating point number."
        )
    if isinstance(alpha, complex) and kind != COMPLEX:
        raise RuntimeError(
            "For non-complex input tensors, argument alpha must not be a complex number."
        )


def _category(value: Any) -> int:
    if isinstance(value, Tensor):
        return int(value.dtype.category)
    return KINDS.get(type(value), FLOAT)


@operation(
    "−", name="rsub.Tensor", node="RsubBackward0", inputs=("self", "other"), elementwise=True,
    self=lambda grad, alpha: -grad * alpha if alpha != 1 else -grad, other=lambda grad: grad,
)  # fmt: skip
def reversed_sub(self: Any, other: Any, alpha: Any = 1) -> Any:
    """``other − alpha · self``."""
    return other - self * alpha


@operation(
    "−", name="rsub.Scalar", node="RsubBackward1", elementwise=True,
    self=lambda grad: -grad,
    samples=("2 - x", "2.5 - x", "2 - i", "2.5 - i", "1 - s", "True - x"),
)  # fmt: skip
def number_minus(self: Any, other: Any) -> Any:
    """A number minus the tensor."""
    return other - self


@composite(
    "__rsub__",
    samples=(
        "torch.rsub(x, y)",
        "torch.rsub(x, 2)",
        "torch.rsub(x, y, alpha=2)",
        "torch.rsub(i, j, alpha=0.5)",
    ),
)
def rsub(self: Tensor, other: Any, *, alpha: Any = 1) -> Any:
    """``other − alpha · self``."""
    _no_booleans(self, other)
    _check_alpha(self, other, alpha)
    if other is None:
        raise TypeError("unsupported operand type(s) for -: 'NoneType' and 'Tensor'")
    if isinstance(other, Tensor) or alpha != 1:
        return reversed_sub(self, other, alpha=alpha)
    return number_minus(widened(self, other), other)


def is_number(value: Any) -> bool:
    """Can it stand beside a tensor in arithmetic?"""
    return isinstance(value, int | float | complex | np.generic)


def refusing(*_: Any) -> Any:
    """The choice where no overload takes the operands: Python then says that none does."""
    return NotImplemented


def widened(self: Tensor, number: Any) -> Tensor:
    """The tensor in the dtype that it has together with a number.

    Raises:
        LackingError: float16 meets a complex number.
    """
    if isinstance(number, complex):
        result_type((self, number))
    if isinstance(number, float | complex) and self.dtype.category < 2:
        return self.to(default_float())
    if self.dtype.category == 0 and not isinstance(number, bool):
        return self.long()
    return self


@operation(
    "÷", name="div.mode", node="DivBackward2", inputs=("self", "other"), elementwise=True,
    self=lambda grad, other: nothing(grad), other=lambda grad, self, other: nothing(grad),
)  # fmt: skip
def divide_rounding(self: Any, other: Any, rounding_mode: str = "floor") -> Any:
    """The quotient rounded down, or towards zero."""
    if self.dtype.kind in "iu" and not np.all(other):
        raise RuntimeError("ZeroDivisionError")
    if rounding_mode == "floor":
        return np.floor_divide(self, other)
    if self.dtype.kind in "iu":
        return np.sign(self) * np.sign(other) * (np.abs(self) // np.abs(other))
    return np.trunc(self / other)


@overloaded("divide", "true_divide", samples=(
    "torch.div(x, y)", "x.div(2)", "x / y", "x / 2", "i / j", "i / 2", "x / v", "s / u",
    "(x * 1).div_(y)", "z = x * 1; z /= 2; z", "x.div(y, rounding_mode='floor')",
    "x.div(2, rounding_mode='trunc')", "i.div(2, rounding_mode='floor')",
    "i.neg().div(2, rounding_mode='trunc')", "x / 0", "x.div(y, rounding_mode='up')",
    "(i * 1).div_(2)",
))  # fmt: skip
def div(self: Any, other: Any, *, rounding_mode: str | None = None) -> Choice:
    """``self / other``, perhaps rounded."""
    if rounding_mode is None:
        return _div, (self, other), {}
    if rounding_mode not in ("floor", "trunc"):
        raise RuntimeError(
            "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found "
            f"'{rounding_mode}'"
        )
    return divide_rounding, (self, other), {"rounding_mode": rounding_mode}


@composite("__rtruediv__", samples=("2 / x", "1 / s", "2.5 / x", "2 / i"))
def __rdiv__(self: Tensor, number: Any) -> Any:
    """A number divided by this tensor: its reciprocal times the number, as in PyTorch."""
    return self.reciprocal() * number


@composite(samples=("+x", "+t"))
def positive(self: Tensor) -> Tensor:
    """The tensor itself."""
    if self.dtype.category == BOOL:
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return self
