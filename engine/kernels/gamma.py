"""The gamma function's family on arrays: ln Γ, its derivatives, and Γ's incomplete halves.

Methods: Abramowitz and Stegun, chapter 6; Hurwitz's zeta by the sum of Euler and Maclaurin, as in
Moshier's Cephes; the incomplete functions by their series and Lentz's continued fraction, as in
Numerical Recipes, section 6.2.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Array = Any
_STEPS = 12
# (2k)! / B₂ₖ, the divisors of the terms of Euler and Maclaurin.
_DIVISORS = (
    12.0, -720.0, 30240.0, -1209600.0, 47900160.0, -1.8924375803183791606e9, 7.47242496e10,
    -2.950130727918164224e12, 1.1646782814350067249e14, -4.5979787224074726105e15,
    1.8152105401943546773e17, -7.1661652561756670113e18,
)  # fmt: skip


def by_element(function: Any) -> Any:
    """A function of arrays out of one of Python's ``math``, its errors being infinities."""

    def guarded(value: float) -> float:
        try:
            return float(function(value))
        except (ValueError, OverflowError):
            return math.inf

    ufunc = np.frompyfunc(guarded, 1, 1)
    return lambda value: np.asarray(ufunc(np.asarray(value, np.float64)), dtype=np.float64)


log_gamma = by_element(math.lgamma)


def digamma(value: Array) -> Array:
    """ψ(x), the slope of ln Γ: reflected from the left, then stepped up to where its series is."""
    x = np.array(value, np.float64)
    pole = (x == 0) | (np.isneginf(x))
    negative = (x < 0) & ~pole
    reflected = np.where(negative, -math.pi / np.tan(math.pi * np.fmod(x, 1.0)), 0.0)
    reflected = np.where(negative & (x == np.floor(x)), np.nan, reflected)
    away = np.where(negative, 1 - x, x)
    shift = np.zeros_like(away)
    for _ in range(10):
        small = away < 10
        shift = np.where(small, shift - 1 / away, shift)
        away = np.where(small, away + 1, away)
    square = 1 / (away * away)
    series = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (
        1 / 240 - square * (1 / 132 - square * (691 / 32760 - square / 12))
    ))))  # fmt: skip
    found = shift + np.log(away) - 0.5 / away - series + reflected
    found = np.where(np.isposinf(x), np.inf, found)
    return np.where(x == 0, np.copysign(np.inf, -x), np.where(np.isneginf(x), np.nan, found))


def zeta(exponent: Array, start: Array) -> Array:
    """Hurwitz's ζ(s, q) = Σ (q + k)⁻ˢ for real s > 1."""
    s, q = np.broadcast_arrays(np.asarray(exponent, np.float64), np.asarray(start, np.float64))
    total, end = np.zeros(s.shape), np.where(q > -1e4, q, np.nan)
    while (short := end < _STEPS).any():
        total = np.where(short, total + end**-s, total)
        end = np.where(short, end + 1, end)
    total = total + end ** (1 - s) / (s - 1) + 0.5 * end**-s
    factor, power = s.copy(), end ** (-s - 1)
    for place, divisor in enumerate(_DIVISORS):
        total = total + factor * power / divisor
        factor = factor * (s + 2 * place + 1) * (s + 2 * place + 2)
        power = power / (end * end)
    total = np.where((s <= 1) | np.isnan(s) | np.isnan(q), np.nan, total)
    total = np.where((q <= 0) & (q != np.floor(q)) & (s != np.floor(s)), np.nan, total)
    total = np.where((q <= 0) & (q == np.floor(q)) & (s > 1), np.inf, total)
    return np.where(s == 1, np.inf, total)


def polygamma(order: int, value: Array) -> Array:
    """The ``order``-th derivative of ψ."""
    if order == 0:
        return digamma(value)
    sign = -1.0 if order % 2 == 0 else 1.0
    if order == 1:
        return _trigamma(np.asarray(value, np.float64))
    return sign * math.factorial(order) * zeta(order + 1.0, value)


def _trigamma(x: Array) -> Array:
    """The slope of ψ, with as many terms as PyTorch's."""
    left = x < 0.5
    away = np.where(left, 1 - x, x)
    total = np.zeros_like(away)
    for _ in range(6):
        total = total + 1 / (away * away)
        away = away + 1
    square = 1 / (away * away)
    series = square * (1 / 6 - square * (1 / 30 - square / 42))
    total = total + (1 + 1 / (2 * away) + series) / away
    return np.where(left, (math.pi / np.sin(math.pi * x)) ** 2 - total, total)


def lower_share(shape: Array, bound: Array) -> Array:
    """P(a, x), the share of Γ(a) that lies below x."""
    return _shares(shape, bound)[0]


def upper_share(shape: Array, bound: Array) -> Array:
    """Q(a, x) = 1 − P(a, x)."""
    return _shares(shape, bound)[1]


def _shares(shape: Array, bound: Array) -> tuple[Array, Array]:
    a, x = np.broadcast_arrays(np.asarray(shape, np.float64), np.asarray(bound, np.float64))
    sound = (a > 0) & (x > 0) & np.isfinite(a) & np.isfinite(x)
    safe_a, safe_x = np.where(sound, a, 1.0), np.where(sound, x, 1.0)
    front = np.exp(safe_a * np.log(safe_x) - safe_x - log_gamma(safe_a))
    by_series = safe_x < safe_a + 1
    low = front * _series(safe_a, np.where(by_series, safe_x, 1.0))
    high = front * _fraction(safe_a, np.where(by_series, safe_a + 2, safe_x))
    below = np.where(by_series, low, 1 - high)
    above = np.where(by_series, 1 - low, high)
    return _at_the_edges(a, x, below, 0.0), _at_the_edges(a, x, above, 1.0)


def _at_the_edges(a: Array, x: Array, found: Array, at_zero: float) -> Array:
    found = np.where((x == 0) & (a > 0), at_zero, found)
    found = np.where((a == 0) & (x > 0), 1 - at_zero, found)
    found = np.where(np.isposinf(x) & np.isfinite(a), 1 - at_zero, found)
    found = np.where(np.isposinf(a) & np.isfinite(x), at_zero, found)
    wrong = (a < 0) | (x < 0) | ((a == 0) & (x == 0)) | (np.isinf(a) & np.isinf(x))
    return np.where(wrong | np.isnan(a) | np.isnan(x), np.nan, found)


def _series(a: Array, x: Array) -> Array:
    term = total = 1 / a
    for step in range(1, 2000):
        term = term * x / (a + step)
        total = total + term
        if not (term > total * 1e-17).any():
            break
    return total


def _fraction(a: Array, x: Array) -> Array:
    b = x + 1 - a
    c, d = np.full_like(b, 1e300), 1 / b
    found = d
    for step in range(1, 2000):
        numerator = -step * (step - a)
        b = b + 2
        d = 1 / _not_zero(numerator * d + b)
        c = _not_zero(b + numerator / c)
        found = found * d * c
        if not (np.abs(d * c - 1) > 1e-16).any():
            break
    return found


def _not_zero(value: Array) -> Array:
    return np.where(np.abs(value) < 1e-300, 1e-300, value)
