"""Powers: of a tensor, to a tensor, of a number; each with PyTorch's own node."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.declare import binary, composite, operation, overloaded
from engine.calls.later import later
from engine.formula import EXACT, log, nothing, power, real_part, where
from engine.numbers.promotion import as_float, result_type
from engine.ops.arithmetic import Choice, is_number, refusing, widened
from engine.tensor import Tensor, new_tensor

log_of_complex = later("cmath", "log")


def _whole_power(self: Any, exponent: Any) -> Any:
    if self.dtype.kind in "iu" and np.any(np.asarray(exponent) < 0):
        return _truncated_power(self, exponent)
    return np.power(self, exponent)


def _truncated_power(self: Any, exponent: Any) -> Any:
    """Integer powers of integers; negative powers are 0 but for those of 1 and −1."""
    odd = np.where(np.asarray(exponent) % 2, self, self * self)
    inverse = np.where(np.abs(self) == 1, odd, 0)
    found = np.where(exponent < 0, inverse, np.power(self, np.maximum(exponent, 0)))
    return found.astype(np.result_type(self, exponent))[()]


_tensor_powers = binary(
    "pow.Tensor_Tensor",
    "^",
    _whole_power,
    lambda grad, self, exponent: (
        grad * where(exponent == 0, 0.0, exponent * self ** (exponent - 1))
    ),
    lambda grad, self, exponent, result: (
        grad * where((self == 0) & (real_part(exponent) >= 0), 0.0, result * log(self))
    ),
    inputs=("self", "exponent"),
    node="PowBackward1",
)


@operation(
    "^",
    name="pow.Tensor_Scalar",
    node="PowBackward0",
    elementwise=True,
    self=lambda grad, self, exponent: power_rule(grad, self, exponent),
)
def number_power(self: Any, exponent: Any) -> Any:
    """A tensor to the power of a number."""
    if self.dtype.kind == "b" and isinstance(exponent, bool):
        return self | (not exponent)
    if self.dtype.kind in "biu" and isinstance(exponent, float):
        self = as_float(self)
    if self.dtype.kind in "iu" and exponent < 0:
        raise RuntimeError("Integers to negative integer powers are not allowed.")
    return EXACT[exponent](self) if exponent in EXACT else self**exponent


def power_rule(grad: Any, self: Any, exponent: Any) -> Any:
    """Exponent · selfᵉˣᵖᵒⁿᵉⁿᵗ⁻¹, and 0 for the power 0, as PyTorch's ``pow_backward``."""
    if exponent == 0:
        return nothing(grad)
    return grad * (exponent * power(self, exponent - 1))


@operation(
    "^",
    name="pow.Scalar",
    node="PowBackward2",
    inputs=("exponent",),
    exponent=lambda grad, self, exponent, result: number_power_rule(grad, self, exponent, result),
)
def power_of_number(exponent: Any, self: Any) -> Any:
    """A number to the power of a tensor."""
    if isinstance(self, complex):
        kind = result_type((new_tensor(exponent), self)).numpy
        return np.exp(exponent.astype(kind) * np.log(np.asarray(self, kind)[()]))
    if exponent.dtype.kind in "biu" and not isinstance(self, float):
        return _whole_power(np.asarray(self).astype(exponent.dtype)[()], exponent)
    exponent = as_float(exponent)
    return np.power(np.asarray(self).astype(exponent.dtype)[()], exponent, order="C")


def number_power_rule(grad: Any, self: Any, exponent: Any, result: Any) -> Any:
    """Result · ln(base), where 0 to a power that is not negative stays 0."""
    if isinstance(self, int | float):
        slope = result * float(np.log(self))
        return grad * (where(real_part(exponent) >= 0, 0.0, slope) if self == 0 else slope)
    if isinstance(self, complex):
        return grad * (result * log_of_complex(self))
    return grad * (result * log(self))


@overloaded("__pow__", samples=(
    "x ** 2", "x ** 3", "x ** 0", "x ** 1", "y ** 0.5", "y ** -1", "x ** -2", "y ** x", "y ** s",
    "s ** 2", "2 ** x", "0 ** y", "o ** 2", "o ** 0.5", "o ** 0", "torch.pow(x, 2)",
    "torch.pow(2, x)", "i ** 2", "i ** 2.0", "i ** j", "i ** -1", "2 ** i", "2.5 ** i", "o ** o",
    "o ** y[0, 0]", "(x * 1).pow_(2)", "(y * 1).pow_(x)", "z = x * 1; z **= 2; z",
    "x.float() ** y.double()", "s.pow(3)",
))  # fmt: skip
def pow(self: Any, exponent: Any) -> Choice:
    """``self`` to the power ``exponent``; either may be a number."""
    if not isinstance(exponent, Tensor):
        if not is_number(exponent):
            return refusing, (self, exponent), {}
        return number_power, (widened(self, exponent), exponent), {}
    if not isinstance(self, Tensor):
        return power_of_number if is_number(self) else refusing, (exponent, self), {}
    return _tensor_powers, (self, exponent), {}


@composite()
def __rpow__(self: Tensor, base: Any) -> Any:
    """A number to the power of this tensor."""
    if isinstance(base, Tensor):
        return pow(base, self)
    return power_of_number(widened(self, base), base)


@overloaded(samples=("x.square()", "torch.square(o)", "(x * 1).square_()"))
def square(self: Any) -> Choice:
    """Each element times itself, by the node of a power."""
    return number_power, (widened(self, 2), 2), {}
