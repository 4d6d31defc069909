"""Elementwise functions of one tensor: powers, exponentials, trigonometry, rounding."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.declare import operation, unary
from engine.formula import cos, cosh, sign, sin, sinh, sqrt

LN2, LN10 = float(np.log(2.0)), float(np.log(10.0))

unary("exp", "exp", np.exp, lambda grad, result: grad * result)
unary("exp2", "2^", np.exp2, lambda grad, result: grad * result * LN2)
unary("expm1", "exp−1", np.expm1, lambda grad, result: grad * (result + 1))
unary("log", "ln", np.log, lambda grad, self: grad / self)
unary("log2", "log₂", np.log2, lambda grad, self: grad / (self * LN2))
unary("log10", "log₁₀", np.log10, lambda grad, self: grad / (self * LN10))
unary("log1p", "ln(1+)", np.log1p, lambda grad, self: grad / (self + 1))
unary("sqrt", "√", np.sqrt, lambda grad, result: grad / (2 * result))
unary(
    "rsqrt", "1/√", lambda self: 1 / np.sqrt(self), lambda grad, result: -0.5 * grad * result**3
)
unary(
    "reciprocal", "1/", np.reciprocal, lambda grad, result: -grad * (result * result)
)
unary("sin", "sin", np.sin, lambda grad, self: grad * cos(self))
unary("cos", "cos", np.cos, lambda grad, self: grad * -sin(self))
unary("tan", "tan", np.tan, lambda grad, result: grad * (1 + result**2))
unary("asin", "asin", np.arcsin, lambda grad, self: grad / sqrt(1 - self**2), aliases=("arcsin",))
unary("acos", "acos", np.arccos, lambda grad, self: -grad / sqrt(1 - self**2), aliases=("arccos",))
unary("atan", "atan", np.arctan, lambda grad, self: grad / (self**2 + 1), aliases=("arctan",))
unary("sinh", "sinh", np.sinh, lambda grad, self: grad * cosh(self))
unary("cosh", "cosh", np.cosh, lambda grad, self: grad * sinh(self))
unary("tanh", "tanh", np.tanh, lambda grad, result: grad * (1 - result * result))
unary("asinh", "asinh", np.arcsinh, lambda grad, self: grad / sqrt(self**2 + 1), aliases=("arcsinh",))
unary("acosh", "acosh", np.arccosh, lambda grad, self: grad / sqrt(self**2 - 1), aliases=("arccosh",))
unary("atanh", "atanh", np.arctanh, lambda grad, self: grad / (1 - self**2), aliases=("arctanh",))
unary("abs", "| |", np.abs, lambda grad, self: grad * sign(self), floats=False, aliases=("absolute",))


def sigmoid_forward(self: Any) -> Any:
    """1 / (1 + e⁻ˣ), without overflow on either side."""
    small = np.exp(-np.abs(self))
    return (np.where(self >= 0, 1, small) / (1 + small)).astype(self.dtype)[()]


unary("sigmoid", "σ", sigmoid_forward, lambda grad, result: grad * ((1 - result) * result))
unary(
    "relu",
    "relu",
    lambda self: np.maximum(self, self.dtype.type(0)),
    lambda grad, result: grad * (result > 0),
    floats=False,
)

# Rounding has a node, though its gradient is zero everywhere.
unary("sign", "sign", np.sign, lambda grad: grad * 0, floats=False)
unary("floor", "⌊ ⌋", np.floor, lambda grad: grad * 0, floats=False)
unary("ceil", "⌈ ⌉", np.ceil, lambda grad: grad * 0, floats=False)
unary("trunc", "trunc", np.trunc, lambda grad: grad * 0, floats=False, aliases=("fix",))
unary("frac", "frac", lambda self: self - np.trunc(self), lambda grad: grad, floats=False)


@operation("round", self=lambda grad: grad * 0, elementwise=True)
def round(self: Any, *, decimals: int = 0) -> Any:  # noqa: A001
    """To the nearest whole number (or decimal), halves to even."""
    return np.round(self, decimals)
