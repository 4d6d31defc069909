"""What is left after dividing, and quotients rounded down."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.declare import binary, composite, operation, overloaded
from engine.errors import no_derivative
from engine.formula import floor, trunc
from engine.numbers.promotion import result_type
from engine.ops.arithmetic import Choice, divide_rounding, is_number, refusing, widened
from engine.tensor import Tensor


def _refuse_imaginary(name: str, self: Tensor, number: Any) -> None:
    """Raise NotImplementedError where a tensor meets a number that has no order."""
    if isinstance(number, complex):
        kind = result_type((self, number)).kind_name
        raise NotImplementedError(f"\"{name}_cpu\" not implemented for '{kind}'")


def _floored(self: Any, other: Any) -> Any:
    if self.dtype.kind in "iu" and not np.all(other):
        raise RuntimeError("ZeroDivisionError")
    return np.floor_divide(self, other)


def _remains(self: Any, other: Any) -> Any:
    if self.dtype.kind in "iu" and not np.all(other):
        raise RuntimeError("ZeroDivisionError")
    if self.dtype.kind in "biu" and np.asarray(other).dtype.kind in "biu":
        return np.remainder(self, other)
    left = np.fmod(self, other)  # whose zeros have the sign of self
    return np.where((left != 0) & ((left < 0) != (other < 0)), left + other, left)[()]


floor_divide = binary(
    "floor_divide", "//", _floored,
    lambda grad: no_derivative("floor_divide"), lambda grad: no_derivative("floor_divide"),
    node="NotImplemented", samples=(
        "x // y", "i // j", "i // 2", "torch.floor_divide(x.detach(), y.detach())",
    ),
)  # fmt: skip


@operation("//", name="floor_divide.number", node="NotImplemented", elementwise=True,
           self=lambda grad: no_derivative("floor_divide"))  # fmt: skip
def floor_divide_number(self: Any, other: Any, *, reverse: bool = False) -> Any:
    """The quotient with a number, rounded down."""
    number = np.asarray(other).astype(self.dtype)[()]
    return (_floored(number, self) if reverse else _floored(self, number)).astype(self.dtype)


@composite(samples=("2 // x", "7 // i"))
def __rfloordiv__(self: Tensor, number: Any) -> Any:
    """A number divided by this tensor, rounded down."""
    _refuse_imaginary("div_floor", self, number)
    return floor_divide_number(widened(self, number), number, reverse=True)


@composite(samples=("x // 2", "i // 2.5", "x.detach() // 2"))
def __floordiv__(self: Tensor, other: Any) -> Any:
    """The quotient, rounded down."""
    if isinstance(other, Tensor):
        return floor_divide(self, other)
    if not is_number(other):
        return NotImplemented
    _refuse_imaginary("div_floor", self, other)
    return floor_divide_number(widened(self, other), other)


def quotient(self: Any, other: Any, mode: str) -> Any:
    """The quotient rounded by ``mode``; of tensors in one operation, as PyTorch computes it."""
    if isinstance(self, Tensor):
        return divide_rounding(self, other, rounding_mode=mode)
    if mode == "floor" and isinstance(self, np.ndarray | np.generic):
        return np.floor_divide(self, other)  # what is left of infinity is not a number
    return (floor if mode == "floor" else trunc)(self / other)


_remainder_tensor = binary(
    "remainder.Tensor", "%", _remains,
    lambda grad: grad, lambda grad, self, other: -grad * quotient(self, other, "floor"),
    node="RemainderBackward1",
)  # fmt: skip


def _remains_signed(self: Any, other: Any) -> Any:
    if self.dtype.kind in "iu" and not np.all(other):
        raise RuntimeError("ZeroDivisionError")
    return np.fmod(self, other)


_fmod_tensor = binary(
    "fmod.Tensor", "fmod", _remains_signed,
    lambda grad: grad, lambda grad, self, other: -grad * quotient(self, other, "trunc"),
    node="FmodBackward1",
)  # fmt: skip


@operation(
    "%",
    name="remainder.Scalar",
    node="RemainderBackward0",
    elementwise=True,
    self=lambda grad: grad,
)
def remainder_number(self: Any, other: Any) -> Any:
    """What is left after dividing by a number, with the sign of the number."""
    return _remains(self, other)


@operation(
    "fmod", name="fmod.Scalar", node="FmodBackward0", elementwise=True, self=lambda grad: grad
)
def fmod_number(self: Any, other: Any) -> Any:
    """What is left after dividing by a number, with the sign of the tensor."""
    return _remains_signed(self, other)


def _chosen(name: str, by_tensor: Any, by_number: Any, self: Any, other: Any) -> Choice:
    """The overload for what it is divided by."""
    if isinstance(other, Tensor):
        return by_tensor, (self, other), {}
    if not is_number(other):
        return refusing, (self, other), {}
    _refuse_imaginary(name, self, other)
    return by_number, (widened(self, other), other), {}


@overloaded("__mod__", samples=(
    "x % y", "x % 2", "x % 0.5", "x % -2", "i % 2", "i % j", "x.remainder(y)",
    "(x * 1).remainder_(2)", "i % 2.5",
))  # fmt: skip
def remainder(self: Any, other: Any) -> Choice:
    """What is left after dividing, with the sign of ``other``."""
    if is_number(self) and isinstance(other, Tensor):
        return remainder_of_number, (widened(other, self), self), {}
    return _chosen("remainder", _remainder_tensor, remainder_number, self, other)


@overloaded(samples=("x.fmod(y)", "x.fmod(2)", "(-i).fmod(4)", "torch.fmod(x, -0.3)"))
def fmod(self: Any, other: Any) -> Choice:
    """What is left after dividing, with the sign of ``self``."""
    return _chosen("fmod", _fmod_tensor, fmod_number, self, other)


@operation("%", name="remainder.Scalar_Tensor", node="NotImplemented", inputs=("other",),
           other=lambda grad: no_derivative("remainder"))  # fmt: skip
def remainder_of_number(other: Any, self: Any) -> Any:
    """What is left of a number after dividing it by the tensor."""
    return np.remainder(self, other)


@composite(samples=("2 % x", "7 % i"))
def __rmod__(self: Tensor, number: Any) -> Any:
    """What is left of a number after dividing it by this tensor."""
    if isinstance(number, Tensor):
        return remainder(number, self)
    _refuse_imaginary("remainder", self, number)
    return remainder_of_number(widened(self, number), number)
