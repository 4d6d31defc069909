"""Questions about elements, answered with booleans; nothing here is differentiable."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from engine.calls.declare import binary, composite, unary
from engine.calls.general import check_broadcast
from engine.calls.out_rules import ANY_DTYPE, ONLY_TRUTHS
from engine.calls.untracked import untracked
from engine.dtypes import FLOAT
from engine.foundation.mapped import ALLCLOSE, EQUAL, refuse_mapped
from engine.tensor import Tensor

ASKED = (
    "x {} y",
    "x {} 0",
    "i {} 2",
    "i {} j",
    "i {} 2.5",
    "x {} x",
    "s {} u",
    "x {} v",
    "x {} m",
)


def _samples(sign: str) -> tuple[str, ...]:
    return tuple(each.format(sign) for each in ASKED)


binary(
    "eq",
    "=",
    operator.eq,
    out=ANY_DTYPE,
    takes_arrays=True,
    samples=(*_samples("=="), "x == None", "x == 'a'", "(x * 1).eq_(y)"),
)
binary("ne", "≠", operator.ne, out=ANY_DTYPE, aliases=("not_equal",), samples=_samples("!="))
binary("lt", "<", operator.lt, out=ANY_DTYPE, aliases=("less",), samples=_samples("<"))
binary("le", "≤", operator.le, out=ANY_DTYPE, aliases=("less_equal",), samples=_samples("<="))
binary(
    "gt",
    ">",
    operator.gt,
    out=ANY_DTYPE,
    aliases=("greater",),
    samples=(*_samples(">"), "0.5 > x", "torch.gt(x, y)"),
)
binary("ge", "≥", operator.ge, out=ANY_DTYPE, aliases=("greater_equal",), samples=_samples(">="))
binary("bitwise_and", "&", operator.and_, samples=("t & f", "i & 3", "i & j", "t & True", "x & y"))
binary("bitwise_or", "|", operator.or_, samples=("t | f", "i | 3"))
binary("bitwise_xor", "^", operator.xor, samples=("t ^ f", "i ^ j"))
binary("bitwise_left_shift", "<<", operator.lshift, aliases=("__lshift__",), samples=("i << 1",))
binary("bitwise_right_shift", ">>", operator.rshift, aliases=("__rshift__",), samples=("i >> 1",))
binary(
    "logical_and",
    "∧",
    np.logical_and,
    out=ANY_DTYPE,
    samples=("torch.logical_and(t, f)", "x.logical_and(o[:3])"),
)
binary("logical_or", "∨", np.logical_or, out=ANY_DTYPE, samples=("torch.logical_or(t, f)",))
binary("logical_xor", "⊻", np.logical_xor, out=ANY_DTYPE, samples=("torch.logical_xor(t, f)",))
unary(
    "logical_not",
    "¬",
    np.logical_not,
    out=ANY_DTYPE,
    floats=False,
    samples=("torch.logical_not(t)", "o.logical_not()"),
)
bitwise_not = unary("bitwise_not", "~", np.invert, floats=False, samples=(
    "~t", "~i", "torch.bitwise_not(x)", "i.bitwise_not_()",
))  # fmt: skip


@composite(samples=("~x", "~(x * 1j)"))
def __invert__(self: Tensor) -> Any:
    """Every bit turned over."""
    if self.dtype.category >= FLOAT:
        raise TypeError(
            "~ (operator.invert) is only implemented on integer and Boolean-type tensors"
        )
    return bitwise_not(self)


unary("isnan", "nan?", np.isnan, floats=False, samples=("(o / 0).isnan()", "torch.isnan(i)"))
unary("isinf", "inf?", np.isinf, floats=False, samples=("(o / 0).isinf()",))
unary("isfinite", "finite?", np.isfinite, floats=False, samples=("(o / 0).isfinite()",))
unary(
    "isposinf",
    "+inf?",
    np.isposinf,
    out=ONLY_TRUTHS,
    floats=False,
    samples=("(o / 0).isposinf()",),
)
unary(
    "isneginf",
    "−inf?",
    np.isneginf,
    out=ONLY_TRUTHS,
    floats=False,
    samples=("(o / 0).isneginf()",),
)
unary("signbit", "−?", np.signbit, out=ONLY_TRUTHS, floats=False, samples=("o.signbit()",))


@composite(samples=("torch.equal(x, x)", "x.equal(y)", "torch.equal(x, v)"))
def equal(self: Tensor, other: Tensor) -> bool:
    """Have two tensors the same shape and elements?"""
    refuse_mapped(self if self._mapped else other, EQUAL)
    return bool(np.array_equal(self._data, other._data))


@composite(
    samples=(
        "torch.allclose(x, x + 1e-9)",
        "x.allclose(y)",
        "torch.allclose(x.float(), y.double())",
    )
)
def allclose(
    self: Tensor, other: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
) -> bool:
    """Are all elements equal up to a tolerance?"""
    refuse_mapped(self if self._mapped else other, ALLCLOSE)
    return bool(self.isclose(other, rtol, atol, equal_nan).all())


@composite(samples=("torch.isclose(x, x + 1e-9)", "x.isclose(y, atol=0.5)"))
def isclose(
    self: Tensor, other: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
) -> Any:
    """Element by element, |self − other| ≤ atol + rtol · |other|."""
    if self.dtype is not other.dtype:
        raise RuntimeError(f"{self.dtype.kind_name} did not match {other.dtype.kind_name}")
    for name, tolerance in (("rtol", rtol), ("atol", atol)):
        if tolerance < 0:
            raise RuntimeError(
                f"{name} must be greater than or equal to zero, but got {tolerance:g}"
            )
    check_broadcast((self._data, other._data))
    return untracked(np.isclose(self._data, other._data, rtol, atol, equal_nan), self, other)
