"""``torch.special``: entropy, the gamma, error and zeta functions and their kin.

Computed in double precision by ``engine.kernels`` and rounded to the dtype of the operands.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.calls.declare import (
    FUNCTIONS,
    binary,
    composite,
    in_place,
    operation,
    packaged,
    unary,
)
from engine.calls.out_rules import ELEMENTWISE
from engine.errors import not_differentiated
from engine.formula import exp, log, sgn, where
from engine.kernels import bessel, gamma, normal, polynomials
from engine.ops.classes import multiplied
from engine.ops.classes import plus_number as increased
from engine.tensor import Tensor, new_tensor

ROOT_PI, ROOT_2 = math.sqrt(math.pi), math.sqrt(2.0)
_ARRAYS = (np.ndarray, np.generic)


def rounded(kernel: Any) -> Any:
    """A kernel of double precision as a function that keeps its argument's dtype."""

    def forward(self: Any, *more: Any) -> Any:
        return np.asarray(kernel(self, *more)).astype(np.asarray(self).dtype)[()]

    return forward


def either(name: str, forward: Any) -> Any:
    """A function for formulas: of arrays, of tensors by its own operation, of symbols by name."""

    def function(value: Any, *more: Any) -> Any:
        if isinstance(value, _ARRAYS):
            return forward(value, *more)
        if isinstance(value, Tensor):
            return FUNCTIONS[name](value, *more)
        return getattr(value, name.removeprefix("special_"))(*more)

    return function


def _entropy(self: Any) -> Any:
    found = np.where(self == 0, 0.0, -self * np.log(self))
    return np.where(self < 0, -np.inf, found)


_i0, _i1 = (rounded(lambda x, n=order: bessel.i(n, x)) for order in (0, 1))
_i0e, _i1e = (rounded(lambda x, n=order: bessel.i_scaled(n, x)) for order in (0, 1))
_erfcx = rounded(normal.erfcx)
i0, i1, i0e = either("i0", _i0), either("special_i1", _i1), either("special_i0e", _i0e)
i1e, erfcx = either("special_i1e", _i1e), either("special_erfcx", _erfcx)

P = (
    "torch.special.{0}(p)",
    "torch.special.{0}(x)",
    "torch.special.{0}(o)",
    "torch.special.{0}(i)",
)


def _special(name: str, symbol: str, forward: Any, derivative: Any = None, node: str = "") -> None:
    """A function of one tensor that only ``torch.special`` has."""
    samples = tuple(each.format(name) for each in P)
    call = unary(f"special_{name}", symbol, forward, derivative, node=node, samples=samples)
    packaged("special", name, samples=samples)(call)


_special("entr", "−x ln x", rounded(_entropy), lambda grad, self: grad * (-log(self) - 1))
_special(
    "erfcx", "erfcx", _erfcx, lambda grad, self, result: (2 * self * result - 2 / ROOT_PI) * grad
)
_special(
    "ndtri", "Φ⁻¹", rounded(normal.normal_place),
    lambda grad, result: grad * (math.sqrt(2 * math.pi) * exp(result**2 / 2)),
)  # fmt: skip
_special(
    "log_ndtr", "ln Φ", rounded(normal.log_normal_share),
    lambda grad, self, result: grad / erfcx(-self / ROOT_2) * math.sqrt(2 / math.pi),
)  # fmt: skip
_special(
    "i0e", "I₀e", _i0e, lambda grad, self, result: grad * (i1e(self) - sgn(self) * result),
    "SpecialI0EBackward0",
)  # fmt: skip
_special(
    "i1", "I₁", _i1,
    lambda grad, self, result: (
        grad * where(self == 0, 0.5, i0(self) - result / where(self == 0, 1.0, self))
    ),
)  # fmt: skip
_special(
    "i1e", "I₁e", _i1e,
    lambda grad, self, result: (
        grad
        * where(
            self == 0,
            0.5,
            i0e(self) - result * (sgn(self) + 1 / where(self == 0, 1.0, self)),
        )
    ),
    "SpecialI1EBackward0",
)  # fmt: skip
unary("i0", "I₀", _i0, lambda grad, self: grad * i1(self), aliases=("special_i0",),
      samples=("torch.i0(x)", "torch.special.i0(p)", "p.i0()", "(p * 1).i0_()"))  # fmt: skip
for _name, _symbol, _kernel in (
    ("airy_ai", "Ai", bessel.airy),
    ("spherical_bessel_j0", "j₀", bessel.spherical_j0),
    ("bessel_j0", "J₀", lambda x: bessel.j(0, x)), ("bessel_j1", "J₁", lambda x: bessel.j(1, x)),
    ("bessel_y0", "Y₀", lambda x: bessel.y(0, x)), ("bessel_y1", "Y₁", lambda x: bessel.y(1, x)),
    ("modified_bessel_i0", "I₀", lambda x: bessel.i(0, x)),
    ("modified_bessel_i1", "I₁", lambda x: bessel.i(1, x)),
    ("modified_bessel_k0", "K₀", lambda x: bessel.k(0, x)),
    ("modified_bessel_k1", "K₁", lambda x: bessel.k(1, x)),
    ("scaled_modified_bessel_k0", "K₀e", lambda x: bessel.k_scaled(0, x)),
    ("scaled_modified_bessel_k1", "K₁e", lambda x: bessel.k_scaled(1, x)),
):  # fmt: skip
    _special(_name, _symbol, rounded(_kernel))


@packaged("special", samples=("torch.special.ndtr(x)", "torch.special.ndtr(i)"))
def ndtr(input: Tensor) -> Any:
    """Φ(x), the area of the bell curve to the left of x."""
    source = input if input.dtype.category > 1 else input.to(FUNCTIONS["result_type"](input, 0.5))
    return multiplied(increased(multiplied(source, 1 / ROOT_2).erf(), 1.0), 0.5)


polygamma_of = either("_polygamma", rounded(lambda x, n: gamma.polygamma(n, x)))


@operation(
    "ψ⁽ⁿ⁾", name="polygamma.order", node="PolygammaBackward0", elementwise=True,
    true_division=True, self=lambda grad, self, n: grad * polygamma_of(self, n + 1),
)  # fmt: skip
def polygamma_order(self: Any, n: int) -> Any:
    """The n-th derivative of ψ."""
    if n < 0:
        raise RuntimeError("polygamma(n, x) does not support negative n.")
    return rounded(lambda x: gamma.polygamma(n, x))(self)


FUNCTIONS["_polygamma"] = polygamma_order


@operation(
    "ψ⁽ⁿ⁾", name="polygamma.in_place", node="PolygammaBackward1", elementwise=True,
    true_division=True, self=lambda grad, self, n: grad * polygamma_of(self, n + 1),
)  # fmt: skip
def _polygamma_in_place(self: Any, n: int) -> Any:
    """The n-th derivative of ψ, by the node of the in-place twin."""
    return rounded(lambda x: gamma.polygamma(n, x))(self)


@composite(out=ELEMENTWISE, samples=(
    "torch.polygamma(1, p)", "p.polygamma(2)", "torch.polygamma(0, p)", "torch.polygamma(3, i)",
    "torch.polygamma(-1, p)", "torch.special.polygamma(1, x)",
))  # fmt: skip
def polygamma(n: Any, input: Any) -> Any:
    """The n-th derivative of ψ; as a method, the tensor comes first."""
    if isinstance(n, Tensor):
        n, input = input, n
    return polygamma_order(input, n)


@composite(samples=("(p * 1).polygamma_(1)", "i.polygamma_(2)"))
def polygamma_(self: Tensor, n: int) -> Any:
    """In place: the n-th derivative of ψ."""
    return in_place(_polygamma_in_place.op)(self, n)


def _rungs(p: int) -> Any:
    return np.arange(p) * 0.5 - (p - 1) * 0.5


def _mv_rule(grad: Any, self: Any, p: int) -> Any:
    value: Any = self
    slopes = [digamma(value + float(rung)) for rung in _rungs(p)]
    return grad * sum(slopes[1:], slopes[0])


digamma = either("digamma", rounded(gamma.digamma))


@operation(
    "ln Γₚ", name="mvlgamma", node="MvlgammaBackward0", elementwise=True, true_division=True,
    self=lambda grad, self, p: _mv_rule(grad, self, p),
    samples=("torch.mvlgamma(p + 1, 2)", "(p + 2).mvlgamma(3)", "torch.mvlgamma(p, 1)"),
)  # fmt: skip
def mvlgamma(self: Any, p: int) -> Any:
    """The logarithm of the gamma function of p × p matrices, up to their dimension's constant."""
    if p < 1:
        raise RuntimeError("p has to be greater than or equal to 1")
    terms = gamma.log_gamma(np.asarray(self)[..., None] + _rungs(p)).sum(-1)
    found = terms + p * (p - 1) / 4 * math.log(math.pi)
    return np.asarray(found).astype(self.dtype)[()]


def _as_tensors(first: Any, second: Any) -> tuple[Tensor, Tensor]:
    """Both operands as tensors; a number takes the other's dtype."""
    if not isinstance(first, Tensor):
        first = new_tensor(np.asarray(first, second._data.dtype if second.dtype.category > 1
                                      else np.float32)[()])  # fmt: skip
    return first, second


for _family in (*polynomials.FAMILIES, *(f"shifted_chebyshev_polynomial_{c}" for c in "tuvw")):

    def _values(self: Any, other: Any, family: str = _family) -> Any:
        return polynomials.polynomial(family, self, other).astype(self.dtype)[()]

    _polynomial = binary(f"special_{_family}", _family, _values, true_division=True)

    def _export(input: Any, n: Any, call: Any = _polynomial) -> Any:
        return call(*_as_tensors(input, n))

    _export.__name__ = _family
    _export.__doc__ = "An orthogonal polynomial of ``input``, of degree ``n``."
    packaged("special", samples=(
        f"torch.special.{_family}(x, 3)", f"torch.special.{_family}(x, k)",
        f"torch.special.{_family}(p, i)", f"torch.special.{_family}(0.5, v.detach() * 0 + 2)",
    ))(_export)  # fmt: skip


zeta_of = either("_zeta", rounded(gamma.zeta))


_zeta = binary(
    "special_zeta", "ζ", rounded(gamma.zeta), lambda grad: not_differentiated("zeta"),
    lambda grad, self, other: grad * -self * zeta_of(self + 1, other), true_division=True,
)  # fmt: skip
FUNCTIONS["_zeta"] = _zeta


@operation(
    "ζ", name="special_zeta.self_scalar", node="SpecialZetaBackward1", inputs=("other",),
    true_division=True, elementwise=True,
    other=lambda grad, other, self: grad * -self * zeta_from(other, self + 1),
)  # fmt: skip
def zeta_of_number(other: Any, self: float) -> Any:
    """Hurwitz's ζ of a number."""
    return rounded(lambda q: gamma.zeta(self, q))(other)


FUNCTIONS["_zeta_from"] = zeta_of_number
zeta_from: Any = either("_zeta_from", rounded(lambda q, s: gamma.zeta(s, q)))


@packaged("special", samples=(
    "torch.special.zeta(y + 1, p)", "torch.special.zeta(2.5, p)", "torch.special.zeta(i, j)",
    "torch.special.zeta((y + 1).detach(), 1)",
))  # fmt: skip
def zeta(input: Any, other: Any) -> Any:
    """Hurwitz's ζ(s, q) = Σ (q + k)⁻ˢ."""
    if not isinstance(input, Tensor):
        return zeta_of_number(other, float(input))
    if not isinstance(other, Tensor):
        other = new_tensor(np.asarray(other, np.float64).astype(input._data.dtype)[()])
    return _zeta(input, other)


def _density(self: Any, other: Any) -> Any:
    """The density of the gamma distribution of a shape, at ``other``."""
    return exp((self - 1) * log(other) - other - lgamma(self))


packaged("special", "gammainc", samples=("torch.special.gammainc(y.detach() * 4, p)",))(binary(
    "igamma", "P", rounded(gamma.lower_share), lambda grad: not_differentiated("igamma: input"),
    lambda grad, self, other: grad * _density(self, other), true_division=True,
    samples=("torch.igamma(y.detach(), p)", "y.detach().igamma(p * 3)", "torch.igamma(y, p)"),
))  # fmt: skip
packaged("special", "gammaincc", samples=("torch.special.gammaincc(y.detach() * 4, p)",))(binary(
    "igammac", "Q", rounded(gamma.upper_share), lambda grad: not_differentiated("igammac: input"),
    lambda grad, self, other: -grad * _density(self, other), true_division=True,
    samples=("torch.igammac(y.detach(), p)", "torch.igammac(y, p)"),
))  # fmt: skip
lgamma = either("lgamma", rounded(gamma.log_gamma))


def _times_log1p(self: Any, other: Any) -> Any:
    found = np.where(self == 0, 0.0, self * np.log1p(other))
    return np.where(np.isnan(other), np.nan, found).astype(np.asarray(other).dtype)[()]


def _times_log1p_rule(grad: Any, other: Any, nowhere: Any) -> Any:
    """A gradient times ln(1 + other), but 0 where it is 0 itself, or ``nowhere`` says so."""
    if isinstance(grad, Tensor):
        return xlog1py(grad, other).masked_fill(nowhere, 0.0)
    if isinstance(grad, np.ndarray | np.generic):
        return np.where(nowhere, 0.0, _times_log1p(grad, other))[()]
    return grad * where(nowhere, 0.0, log1p(other))


_xlog1py = binary(
    "special_xlog1py", "x ln(1+y)", _times_log1p,
    lambda grad, self, other: _times_log1p_rule(grad, other, (self == 0) & (other <= -1)),
    lambda grad, self, other: grad * self / (other + 1),
    true_division=True, node="SpecialXlog1PyBackward0",
)  # fmt: skip
log1p: Any = either("log1p", np.log1p)


@operation(
    "x ln(1+y)", name="special_xlog1py.self_scalar", node="SpecialXlog1PyBackward1",
    inputs=("other",), true_division=True, elementwise=True,
    other=lambda grad, other, self: grad * self / (other + 1),
)  # fmt: skip
def xlog1py_of_number(other: Any, self: float) -> Any:
    """A number times ln(1 + other)."""
    return _times_log1p(other.dtype.type(self), other)


@operation(
    "x ln(1+y)", name="special_xlog1py.other_scalar", node="SpecialXlog1PyBackward2",
    true_division=True, elementwise=True,
    self=lambda grad, self, other: (
        grad * (where(self == 0, 0.0, -math.inf) if other <= -1 else math.log1p(other))
    ),
)  # fmt: skip
def xlog1py_with_number(self: Any, other: float) -> Any:
    """The tensor times ln(1 + a number)."""
    return _times_log1p(self, self.dtype.type(other))


@packaged("special", samples=(
    "torch.special.xlog1py(x, y)", "torch.special.xlog1py(2., y)", "torch.special.xlog1py(x, 2.)",
    "torch.special.xlog1py(x * 0, y)", "torch.special.xlog1py(i, j)",
))  # fmt: skip
def xlog1py(input: Any, other: Any) -> Any:
    """``input`` · ln(1 + ``other``), 0 where ``input`` is."""
    if not isinstance(input, Tensor):
        return xlog1py_of_number(other, float(input))
    if not isinstance(other, Tensor):
        return xlog1py_with_number(input, float(other))
    return _xlog1py(input, other)


# What torch.special calls by another name than torch does, or by the same.
ALIASES = {
    "digamma": "digamma", "psi": "digamma", "gammaln": "lgamma", "multigammaln": "mvlgamma",
    "expit": "sigmoid", "erf": "erf", "erfc": "erfc", "erfinv": "erfinv", "exp2": "exp2",
    "expm1": "expm1", "log1p": "log1p", "logit": "logit", "sinc": "sinc", "round": "round",
    "xlogy": "xlogy", "polygamma": "polygamma", "i0": "i0", "softmax": "softmax",
    "log_softmax": "log_softmax", "logsumexp": "logsumexp",
}  # fmt: skip
