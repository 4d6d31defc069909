"""Bessel functions on arrays.

Methods: power series near zero; Hankel's asymptotic series far out; between them the Fourier
coefficients of exp(i·x·sin θ), which *are* J₀, J₁, J₂ …, by one transform, and Neumann's series of
them for Y; for K the trapezoidal rule on ∫ exp(−x·cosh t) cosh νt dt, which converges
exponentially (Trefethen and Weideman 2014). Numbers of equations: Abramowitz and Stegun, ch. 9.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Array = Any
_EULER = 0.57721566490153286061
_FAR, _POINTS, _TERMS = 25.0, 160, 28


def _hankel(x: Array, order: float) -> tuple[Array, Array]:
    """The slowly varying P and Q of the asymptotic series (9.2.9, 9.2.10)."""
    p, q = np.ones_like(x), np.zeros_like(x)
    term = np.ones_like(x)
    for step in range(1, _TERMS):
        term = term * (4 * order * order - (2 * step - 1) ** 2) / (8 * x * step)
        sign = -1.0 if step % 4 in (2, 3) else 1.0
        if step % 2:
            q = q + sign * term
        else:
            p = p + sign * term
    return p, q


def _far(x: Array, order: float, shift: float) -> Array:
    p, q = _hankel(x, order)
    phase = x - (order / 2 + 0.25) * math.pi - shift
    return np.sqrt(2 / (math.pi * x)) * (p * np.cos(phase) - q * np.sin(phase))


def _coefficients(x: Array) -> Array:
    """J₀ … of each x up to 25, along a new last axis."""
    turn = np.sin(2 * math.pi * np.arange(_POINTS) / _POINTS)
    found: Array = np.fft.fft(np.exp(1j * x[..., None] * turn), axis=-1).real / _POINTS
    return found


def j(order: int, value: Array) -> Array:
    """J₀ or J₁."""
    x = np.asarray(value, np.float64)
    size = np.abs(x)
    near = np.where(size < _FAR, size, 0.0)
    middle = _coefficients(near)[..., order]
    small = near / 2 * (1 - near**2 / 8 * (1 - near**2 / 24)) if order else middle
    middle = np.where(near < 1e-2, small, middle)
    found = np.where(size < _FAR, middle, _far(np.maximum(size, _FAR), order, 0.0))
    found = np.where(np.isfinite(x), found, np.nan)
    return np.where(x < 0, -found, found) if order else found


def y(order: int, value: Array) -> Array:
    """Y₀ or Y₁, by Neumann's series (9.1.88, 9.1.89)."""
    x = np.asarray(value, np.float64)
    near = np.where((x > 0) & (x < _FAR), x, 1.0)
    all_orders = _coefficients(near)
    log = np.log(near / 2) + _EULER
    k = np.arange(1, 35)
    signs = np.where(k % 2, -1.0, 1.0)
    if order == 0:
        sums = (all_orders[..., 2 * k] * signs / k).sum(-1)
        middle = 2 / math.pi * log * all_orders[..., 0] - 4 / math.pi * sums
    else:
        sums = (all_orders[..., 2 * k + 1] * signs * (2 * k + 1) / (k * (k + 1))).sum(-1)
        middle = 2 / math.pi * ((log - 1) * all_orders[..., 1] - all_orders[..., 0] / near - sums)
    found = np.where(x < _FAR, middle, _far(np.maximum(x, _FAR), order, math.pi / 2))
    found = np.where(x == 0, -np.inf, found)
    return np.where((x < 0) | ~np.isfinite(x), np.nan, found)


def i_scaled(order: int, value: Array) -> Array:
    """I₀ or I₁ times exp(−|x|) (9.6.12, 9.7.1)."""
    x = np.asarray(value, np.float64)
    size = np.abs(x)
    near = np.where(size < 30, size, 0.0)
    term = total = near / 2 if order else np.ones_like(near)
    for step in range(1, 80):
        term = term * (near * near / 4) / (step * (step + order))
        total = total + term
    far = np.maximum(size, 30.0)
    factor = series = np.ones_like(far)
    for step in range(1, 30):
        factor = factor * -(4 * order * order - (2 * step - 1) ** 2) / (8 * far * step)
        series = series + factor
    found = np.where(size < 30, total * np.exp(-near), series / np.sqrt(2 * math.pi * far))
    return np.where(x < 0, -found, found) if order else found


def i(order: int, value: Array) -> Array:
    """I₀ or I₁."""
    x = np.asarray(value, np.float64)
    half = np.exp(np.abs(x) / 2)  # in two steps, since the whole overflows first
    return i_scaled(order, x) * half * half


def k_scaled(order: float, value: Array) -> Array:
    """K times exp(x): K₀, K₁ and, for large x, others."""
    x = np.asarray(value, np.float64)
    near = 2.0 if order in (0, 1) else 1.0
    large = np.where(x > near, x, near)
    reach = np.arccosh(1 + 40 / large)
    t = reach[..., None] * np.linspace(0, 1, 129)
    heights = np.exp(-large[..., None] * (np.cosh(t) - 1)) * np.cosh(order * t)
    heights[..., 0] *= 0.5
    found = np.where(x > near, heights.sum(-1) * reach / 128, _k_near(order, x) * np.exp(x))
    found = np.where(x == 0, np.inf, np.where(np.isposinf(x), 0.0, found))
    return np.where((x < 0) | np.isnan(x), np.nan, found)


def _k_near(order: float, value: Array) -> Array:
    """K₀ or K₁ by their series (9.6.11, 9.6.13)."""
    x = np.where((value > 0) & (value <= 2), value, 1.0)
    log, square = np.log(x / 2), x * x / 4
    found = -(log + _EULER) * i(0, x) if order == 0 else 1 / x + log * i(1, x)
    harmonic, term = 0.0, np.ones_like(x)
    for step in range(25):
        if step:
            term = term * square / (step * (step + (order != 0)))
            harmonic += 1 / step
        if order == 0:
            found = found + harmonic * term
        else:
            found = found - x / 4 * (2 * harmonic + 1 / (step + 1) - 2 * _EULER) * term
    return found


def k(order: int, value: Array) -> Array:
    """K₀ or K₁."""
    x = np.asarray(value, np.float64)
    return np.where(np.isposinf(x), 0.0, k_scaled(order, x) * np.exp(-x))


def spherical_j0(value: Array) -> Array:
    """Sin x / x."""
    x = np.asarray(value, np.float64)
    safe = np.where(x == 0, 1.0, x)
    return np.where(np.isinf(x), 0.0, np.where(x == 0, 1.0, np.sin(safe) / safe))


def airy(value: Array) -> Array:
    """Ai: its series near zero, else Bessel functions of order 1/3 (10.4.14, 10.4.15)."""
    x = np.asarray(value, np.float64)
    size = np.where(np.abs(x) > 1.5, np.abs(x), 1.5)
    bent = 2 / 3 * size**1.5
    right = np.sqrt(size / 3) / math.pi * k_scaled(1 / 3, bent) * np.exp(-bent)
    left = np.sqrt(size) / 3 * _both_thirds(bent)
    found = np.where(np.abs(x) > 1.5, np.where(x > 0, right, left), _airy_near(x))
    return np.where(np.isfinite(x), found, np.nan)


def _both_thirds(z: Array) -> Array:
    """J of order 1/3 plus J of order −1/3, by Schläfli's integral (9.1.22) or far out."""
    near = np.minimum(z, _FAR)[..., None]
    nodes, weights = np.polynomial.legendre.leggauss(120)
    angle = (nodes + 1) * math.pi / 2
    waves = np.cos(angle / 3 - near * np.sin(angle)) + np.cos(angle / 3 + near * np.sin(angle))
    decay = (nodes + 1) * 3
    tails = np.exp(-near * np.sinh(decay)) * np.sinh(decay / 3)
    middle = (waves * weights).sum(-1) / 2
    middle = middle + 2 * math.sin(math.pi / 3) / math.pi * 3 * (tails * weights).sum(-1)
    far = np.maximum(z, _FAR)
    outside = _far(far, 1 / 3, 0.0) + _far(far, 1 / 3, -math.pi / 3)
    return np.where(z < _FAR, middle, outside)


def _airy_near(value: Array) -> Array:
    x = np.where(np.abs(value) <= 1.5, value, 0.0)
    first = even = np.ones_like(x)
    second = odd = x
    for step in range(1, 15):
        even = even * x**3 / ((3 * step - 1) * (3 * step))
        odd = odd * x**3 / ((3 * step) * (3 * step + 1))
        first, second = first + even, second + odd
    return 0.355028053887817239 * first - 0.258819403792806799 * second
