"""Addition to powers: the operations behind Python's operators.

PyTorch has overloads for numbers: ``x ** 2`` is PowBackward0, ``x ** y`` PowBackward1, and
``2 / x`` is a reciprocal times 2. The plain name chooses between them.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from engine.declare import binary, composite, operation, unary
from engine.formula import log, where
from engine.promotion import as_float
from engine.tensor import Tensor
from engine.formula import log

binary("add", "+", operator.add, lambda grad: grad, lambda grad: grad)
binary("sub", "−", operator.sub, lambda grad: grad, lambda grad: -grad)
binary(
    "mul",
    "×",
    operator.mul,
    lambda grad, other: grad * other,
    lambda grad, self: grad * self,
    aliases=("multiply",),
)
binary(
    "div",
    "÷",
    operator.truediv,
    lambda grad, other: grad / other,
    lambda grad, self, other: -grad * ((self / other) / other),
    true_division=True,
    aliases=("divide", "true_divide"),
)
unary("neg", "−", operator.neg, lambda grad: -grad, floats=False, aliases=("negative",))

_tensor_powers = binary(
    "pow.Tensor_Tensor",
    "^",
    np.power,
    lambda grad, self, exponent: grad * where(
        exponent == 0, 0.0, exponent * self ** (exponent - 1)
    ),
    lambda grad, self, exponent, result: grad * where(
        (self == 0) & (exponent >= 0), 0.0, result * log(self)
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
    if self.dtype.kind in "biu" and isinstance(exponent, float):
        self = as_float(self)
    if self.dtype.kind in "iu" and exponent < 0:
        raise RuntimeError("Integers to negative integer powers are not allowed.")
    return np.power(self, exponent)


def power_rule(grad: Any, self: Any, exponent: Any) -> Any:
    """exponent · selfᵉˣᵖᵒⁿᵉⁿᵗ⁻¹, and 0 for the power 0, as PyTorch's ``pow_backward``."""
    if exponent == 0:
        return grad * 0
    return grad * (exponent * self ** (exponent - 1))


@operation(
    "^",
    name="pow.Scalar",
    node="PowBackward1",
    inputs=("exponent",),
    exponent=lambda grad, self, exponent, result: grad * (result * float(np.log(self))),
)
def power_of_number(exponent: Any, self: Any) -> Any:
    """A number to the power of a tensor."""
    return np.power(np.asarray(self).astype(exponent.dtype)[()], exponent)


@composite("__pow__")
def pow(self: Any, exponent: Any) -> Any:
    """``self`` to the power ``exponent``; either may be a number."""
    if not isinstance(exponent, Tensor):
        return number_power(self, exponent)
    if not isinstance(self, Tensor):
        return power_of_number(exponent, self)
    return _tensor_powers(self, exponent)


@composite()
def __rpow__(self: Tensor, base: Any) -> Any:  # noqa: N807
    """A number to the power of this tensor."""
    return power_of_number(self, base)


binary(
    "rsub",
    "−",
    lambda self, other: other - self,
    lambda grad: -grad,
    lambda grad: grad,
    node="RsubBackward1",
)


@composite()
def __rdiv__(self: Tensor, number: Any) -> Any:  # noqa: N807
    """A number divided by this tensor: its reciprocal times the number, as in PyTorch."""
    return self.reciprocal() * number


binary("floor_divide", "//", np.floor_divide, aliases=())
binary(
    "remainder",
    "%",
    np.remainder,
    lambda grad: grad,
    lambda grad, self, other: -grad * (self // other),
)


@composite()
def positive(self: Tensor) -> Tensor:
    """The tensor itself."""
    return self
