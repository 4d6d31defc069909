"""Numbers taken apart and put together by powers of two, and what lies next to them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine import return_types
from engine.calls.declare import FUNCTIONS, binary, composite, operation
from engine.dtypes import COMPLEX, complex128, float64
from engine.formula import nothing, where
from engine.ops.powers import pow as to_the_power
from engine.tensor import Tensor

LN2 = math.log(2.0)


@operation("m · 2ᵉ", name="frexp.parts", outputs=("mantissa", "exponent"),
           self=lambda grad, exponent: grad[0] / _power_of_two(exponent))  # fmt: skip
def _parts(self: Any) -> Any:
    return tuple(np.frexp(self))


def _power_of_two(exponent: Any) -> Any:
    """2 to a whole power, as a floating-point number."""
    if isinstance(exponent, Tensor):
        return 2.0 ** exponent.detach().to(float64)
    return 2.0**exponent


@composite(samples=("torch.frexp(x)", "x.frexp().mantissa"))
def frexp(self: Tensor) -> Any:
    """Each number as a mantissa below 1 times a power of two."""
    if not self.dtype.is_floating_point:
        raise RuntimeError("torch.frexp() only supports floating-point dtypes")
    return return_types.frexp(*_parts(self))


binary(
    "ldexp", "× 2^", lambda self, other: self * 2.0**other,
    lambda grad, other: grad * 2.0**other,
    lambda grad, result: grad * result * LN2,
    true_division=True, samples=("torch.ldexp(x, k)", "x.ldexp(y)", "torch.ldexp(i, k)"),
)  # fmt: skip
binary(
    "logaddexp2", "log₂(2ˣ+2ʸ)", np.logaddexp2,
    lambda grad, self, other: grad / (1 + 2 ** (other - self)),
    lambda grad, self, other: grad / (1 + 2 ** (self - other)),
    samples=("torch.logaddexp2(x, y)", "x.logaddexp2(v)"),
)  # fmt: skip
binary(
    "nextafter", "next", np.nextafter,
    lambda grad, self, other: where(self != other, grad, 0.0),
    lambda grad, other: nothing(grad * other),
    samples=("torch.nextafter(x, y)", "torch.nextafter(x, x.detach())"),
)  # fmt: skip


def _wide(value: Any) -> Any:
    if not isinstance(value, Tensor):
        return complex(value) if isinstance(value, complex) else float(value)
    return value.to(complex128 if value.dtype.category == COMPLEX else float64)


@composite(samples=(
    "torch.float_power(y, 2)", "torch.float_power(y, x)", "torch.float_power(2, x)",
    "torch.float_power(i, 0.5)",
))  # fmt: skip
def float_power(self: Any, exponent: Any) -> Any:
    """``self`` to the power ``exponent``, in double precision."""
    return to_the_power(_wide(self), _wide(exponent))


@composite(samples=(
    "(y.double() * 1).float_power_(2)", "(y.double() * 1).float_power_(x)", "i.float_power_(2)",
))  # fmt: skip
def float_power_(self: Tensor, exponent: Any) -> Any:
    """In place: the same, of a tensor that has double precision already.

    Raises:
        RuntimeError: it has not.
    """
    twice = complex128 if COMPLEX in (self.dtype.category, _category(exponent)) else float64
    if self.dtype is not twice:
        raise RuntimeError(
            f"the base given to float_power_ has dtype {self.dtype.kind_name} but the operation's "
            f"result requires dtype {twice.kind_name}"
        )
    return FUNCTIONS["pow_"](self, _wide(exponent))


def _category(value: Any) -> int:
    if isinstance(value, Tensor):
        return int(value.dtype.category)
    return COMPLEX if isinstance(value, complex) else 0
