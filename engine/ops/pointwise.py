"""Elementwise functions of one tensor or two: exponentials, trigonometry, rounding, errors."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.calls.declare import binary, composite, in_place, operation, overloaded, unary
from engine.calls.later import later
from engine.calls.out_rules import FOUND_DTYPE
from engine.dtypes import COMPLEX, of
from engine.errors import no_derivative
from engine.formula import (
    close,
    close_atanh,
    close_cos,
    close_cosh,
    close_exp,
    close_expm1,
    close_log,
    close_log1p,
    close_sin,
    close_sinh,
    close_tanh,
    cos,
    cosh,
    exp,
    from_one,
    gated,
    less_square,
    masked_fill,
    nothing,
    power,
    rsqrt,
    sgn,
    sigmoid,
    sign_of,
    sin,
    sinh,
    where,
)  # fmt: skip
from engine.kernels.inverse_roots import inverse_root
from engine.numbers.alike import require_alike
from engine.tensor import Tensor

erf = later("engine.kernels.error_function", "erf")
digamma, log_gamma, polygamma = (
    later("engine.kernels.gamma", name) for name in ("digamma", "log_gamma", "polygamma")
)
LN2, LN10 = math.log(2.0), 2.3025850929940456  # both as PyTorch writes them down
TWO_OVER_ROOT_PI = 2 / math.sqrt(math.pi)


def log_of_sum(self: Any, other: Any) -> Any:
    """Ln(eˣ + eʸ) without overflow, of complex numbers too, for which numpy lacks it."""
    if self.dtype.kind != "c":
        return np.logaddexp(self, other)
    larger = np.where(self.real < other.real, other, self)
    smaller = np.where(self.real < other.real, self, other)
    return larger + np.log1p(np.exp(smaller - larger))


def by_element(function: Any) -> Any:
    """A numpy function out of one of Python's ``math``."""
    ufunc = np.frompyfunc(function, 1, 1)

    def call(self: Any) -> Any:
        return np.asarray(ufunc(self)).astype(self.dtype)[()]

    return call


unary("exp", "exp", close_exp, lambda grad, result: grad * result)
unary("exp2", "2^", np.exp2, lambda grad, result: grad * result * LN2)
unary("expm1", "exp−1", close_expm1, lambda grad, result: grad * (result + 1))
unary("log", "ln", close_log, lambda grad, self: grad / self)
unary("log2", "log₂", close(np.log2, math.log2, True), lambda grad, self: grad / (self * LN2))
unary("log10", "log₁₀", close(np.log10, math.log10, True), lambda grad, self: grad / (self * LN10))
unary(
    "log1p",
    "ln(1+)",
    close_log1p,
    lambda grad, self: grad / (self + 1),
    node="Log1PBackward0",
)
unary("sqrt", "√", np.sqrt, lambda grad, result: grad / (2 * result))
unary(
    "rsqrt",
    "1/√",
    inverse_root,
    lambda grad, result: -0.5 * grad * power(result, 3),
    as_stored=True,
)
unary("reciprocal", "1/", lambda self: 1 / self, lambda grad, result: -grad * (result * result))
unary("sin", "sin", close_sin, lambda grad, self: grad * cos(self))
unary("cos", "cos", close_cos, lambda grad, self: grad * -sin(self))
unary("tan", "tan", np.tan, lambda grad, result: grad * (1 + result**2))
unary(
    "asin", "asin", np.arcsin, lambda grad, self: grad * rsqrt(-self * self + 1),
    aliases=("arcsin",),
)  # fmt: skip
unary(
    "acos", "acos", np.arccos, lambda grad, self: grad * -rsqrt(-self * self + 1),
    aliases=("arccos",),
)  # fmt: skip
unary("atan", "atan", np.arctan, lambda grad, self: grad / (self * self + 1), aliases=("arctan",))
unary("sinh", "sinh", close_sinh, lambda grad, self: grad * cosh(self))
unary("cosh", "cosh", close_cosh, lambda grad, self: grad * sinh(self))
unary(
    "tanh", "tanh", close_tanh, lambda grad, result: grad * less_square(result),
    backward_node="TanhBackwardBackward0",
    backward_derivatives={
        "result": lambda grad, grad_output, output: grad * (output * -2 * grad_output),
    },
)  # fmt: skip
unary(
    "asinh",
    "asinh",
    np.arcsinh,
    lambda grad, self: grad * rsqrt(self**2 + 1),
    aliases=("arcsinh",),
)
unary(
    "acosh",
    "acosh",
    np.arccosh,
    lambda grad, self: grad * rsqrt(self * self - 1),
    aliases=("arccosh",),
    samples=("torch.acosh(p + 1)",),
)
unary(
    "atanh",
    "atanh",
    close_atanh,
    lambda grad, self: times_one(grad) / from_one(self**2),
    aliases=("arctanh",),
)
absolute = unary(
    "abs",
    "| |",
    np.abs,
    lambda grad, self: grad * sgn(self),
    out=FOUND_DTYPE,
    floats=False,
    aliases=("absolute",),
)


@composite("absolute_", samples=("(x * 1).abs_()", "(x * 1j).abs_()", "i.absolute_()"))
def abs_(self: Tensor) -> Any:
    """In place: the absolute value; complex numbers, whose is real, are refused."""
    if self.dtype.category == COMPLEX:
        raise RuntimeError("In-place abs is not supported for complex tensors.")
    return in_place(absolute.op)(self)


unary(
    "sigmoid",
    "σ",
    sigmoid,
    lambda grad, result: grad * (1 - result) * result,
    aliases=("special_expit",),
    backward_node="SigmoidBackwardBackward0",
    backward_derivatives={
        "result": lambda grad, grad_output, output: grad * grad_output * (output * -2 + 1),
    },
)
unary(
    "deg2rad",
    "rad",
    lambda self: self * self.dtype.type(math.pi / 180),
    lambda grad: grad * (math.pi / 180),
    node="Deg2RadBackward0",
)
unary(
    "rad2deg",
    "deg",
    lambda self: self * self.dtype.type(180 / math.pi),
    lambda grad: grad * (180 / math.pi),
    node="Rad2DegBackward0",
)
unary(
    "relu",
    "relu",
    lambda self: np.maximum(self.dtype.type(0), self),  # in this order −0 stays −0
    lambda grad, result: gated(grad, result),
    floats=False,
    samples=("x.relu()", "torch.relu(o)", "i.neg().relu()", "(x * 1).relu_()", "s.relu()"),
)
unary(
    "erf",
    "erf",
    erf,
    lambda grad, self: TWO_OVER_ROOT_PI * exp(-(self**2)) * grad,
)
unary(
    "erfc",
    "erfc",
    by_element(math.erfc),
    lambda grad, self: -TWO_OVER_ROOT_PI * exp(-(self**2)) * grad,
)

# Rounding has a node, though its gradient is zero everywhere.
unary("sign", "sign", sign_of, lambda grad: nothing(grad), out=FOUND_DTYPE, floats=False)
unary("floor", "⌊ ⌋", np.floor, lambda grad: nothing(grad), out=FOUND_DTYPE, floats=False)
unary("ceil", "⌈ ⌉", np.ceil, lambda grad: nothing(grad), out=FOUND_DTYPE, floats=False)
unary(
    "trunc",
    "trunc",
    np.trunc,
    lambda grad: nothing(grad),
    out=FOUND_DTYPE,
    floats=False,
    aliases=("fix",),
)
unary(
    "frac",
    "frac",
    lambda self: self - np.trunc(self),
    lambda grad: grad,
    out=FOUND_DTYPE,
    floats=False,
)


_round = unary("round", "round", np.round, lambda grad: nothing(grad), floats=False)


@operation("round", name="round.decimals", node="RoundBackward1", elementwise=True,
           self=lambda grad: nothing(grad))  # fmt: skip
def _round_to(self: Any, decimals: int) -> Any:
    if decimals and self.dtype.kind in "iu":
        raise NotImplementedError(f"\"round_cpu\" not implemented for '{of(self).kind_name}'")
    return np.round(self, decimals)


@overloaded(out=FOUND_DTYPE, samples=(
    "x.round()", "(x * 10).round(decimals=1)", "o.round()", "i.round()", "i.round(decimals=1)",
    "torch.round(s)", "torch.round(x, 2)", "x.round(decimals=0)", "(x * 1).round_(decimals=1)",
))  # fmt: skip
def round(self: Any, *, decimals: int | None = None) -> Any:
    """To the nearest whole number (or decimal), halves to even."""
    return (
        (_round, (self,), {}) if decimals is None else (_round_to, (self,), {"decimals": decimals})
    )


@operation(
    "logit",
    elementwise=True,
    true_division=True,
    self=lambda grad, self, eps: _logit_rule(grad, self, eps),
    samples=("p.logit()", "torch.logit(p, eps=1e-6)", "torch.logit(p, eps=0.3)"),
)
def logit(self: Any, eps: float | None = None) -> Any:
    """ln(x / (1 − x)), the inverse of sigmoid."""
    inside = self if eps is None else np.clip(self, eps, 1 - eps)
    return np.log(inside / (1 - inside))


def _logit_rule(grad: Any, self: Any, eps: Any) -> Any:
    """Grad / (x (1 − x)), and 0 where x was moved inside the bounds; NaN outside of 0 and 1."""
    slope = grad / (self * from_one(self))
    if isinstance(eps, float):
        return where((self >= eps) & (self <= 1 - eps), slope, 0.0)
    if isinstance(grad, np.ndarray | np.generic | Tensor):
        return where((self >= 0) & (self <= 1), slope, math.nan)
    return slope


def _sinc_rule(self: Any) -> Any:
    turned = self * math.pi
    return where(self == 0, 0.0, (turned * cos(turned) - sin(turned)) / (turned * self))


def times_one(grad: Any) -> Any:
    """A gradient times 1, for which PyTorch makes a node where it is recorded."""
    return grad * 1 if isinstance(grad, Tensor) else grad


def reciprocal_of(value: Any) -> Any:
    """One over a value."""
    return value.reciprocal() if isinstance(value, Tensor) else 1 / value


def _over_square(self: Any, other: Any) -> Any:
    """One over the squared distance from the origin; there, 0."""
    square = self * self + other * other
    return masked_fill(reciprocal_of(square), square == 0)


unary("sinc", "sinc", np.sinc, lambda grad, self: grad * _sinc_rule(self))
binary(
    "atan2", "atan2", np.arctan2,
    lambda grad, self, other: grad * other * _over_square(self, other),
    lambda grad, self, other: grad * -self * _over_square(self, other),
    true_division=True, aliases=("arctan2",), samples=(
        "torch.atan2(x, y)", "x.atan2(v)", "torch.atan2(i, j)",
    ),
)  # fmt: skip
binary(
    "hypot", "hypot", np.hypot,
    lambda grad, self, result: grad * self / result,
    lambda grad, other, result: grad * other / result,
    samples=("torch.hypot(x, y)",),
)  # fmt: skip
binary(
    "logaddexp", "ln(eˣ+eʸ)", log_of_sum,
    lambda grad, self, other: grad / (1 + exp(other - self)),
    lambda grad, self, other: grad / (1 + exp(self - other)),
    samples=("torch.logaddexp(x, y)", "x.logaddexp(v)"),
)  # fmt: skip
binary("gcd", "gcd", np.gcd, samples=("torch.gcd(i, j)",))
binary("lcm", "lcm", np.lcm, samples=("torch.lcm(i, j)",))


def _inverse_error(self: Any) -> Any:
    """Winitzki's guess, made exact by three of Newton's steps."""
    wide = np.asarray(self, np.float64)
    with np.errstate(all="ignore"):
        bent = np.log1p(-wide * wide)
        half = 2 / (math.pi * 0.147) + bent / 2
        found = np.sign(wide) * np.sqrt(np.sqrt(half * half - bent / 0.147) - half)
        for _ in range(3):
            error = np.asarray(_ERF(found)).astype(np.float64) - wide
            found = found - error / (TWO_OVER_ROOT_PI * np.exp(-found * found))
    found = np.where(np.abs(wide) == 1, np.sign(wide) * np.inf, np.copysign(found, wide))
    return found.astype(self.dtype)[()]


_ERF = np.frompyfunc(math.erf, 1, 1)
unary(
    "erfinv",
    "erf⁻¹",
    _inverse_error,
    lambda grad, result: 0.5 * math.sqrt(math.pi) * exp(result**2) * grad,
    samples=("p.erfinv()", "torch.erfinv(p)"),
)


unary(
    "digamma",
    "ψ",
    lambda self: digamma(self).astype(self.dtype)[()],
    lambda grad, self: grad * _slope_of_digamma(self),
    samples=("torch.digamma(p)", "torch.digamma(o.detach())", "x.digamma()"),
)
unary("lgamma", "ln Γ", lambda self: np.asarray(log_gamma(self)).astype(self.dtype)[()],
      lambda grad, self: grad * _slope_of_gamma(self),
      samples=("torch.lgamma(p)", "torch.lgamma(o.detach())", "x.lgamma()"))  # fmt: skip


def _slope_of_gamma(self: Any) -> Any:
    if isinstance(self, np.ndarray | np.generic):
        return digamma(self).astype(self.dtype)[()]
    return self.digamma()


def _slope_of_digamma(self: Any) -> Any:
    if isinstance(self, np.ndarray | np.generic):
        return polygamma(1, self).astype(self.dtype)[()]
    return self.polygamma(1)


def _no_mixture(self: Any, other: Any) -> None:
    require_alike(
        "heaviside is not yet implemented for tensors with different dtypes.", self, other
    )


def _stepped(self: Any, values: Any) -> Any:
    return np.where(self == 0, values, self > 0).astype(self.dtype)


binary(
    "heaviside", "H", _stepped,
    lambda grad: no_derivative("heaviside"), lambda grad: no_derivative("heaviside"),
    node="NotImplemented", samples=("torch.heaviside(x.detach(), y.detach())",),
    check=_no_mixture,
)  # fmt: skip
binary(
    "copysign", "±", np.copysign,
    lambda grad, self, result: grad * masked_fill(result / self, self == 0),
    lambda grad: nothing(grad),
    true_division=True, samples=("torch.copysign(x, -y)", "torch.copysign(i, -1)"),
)  # fmt: skip
