"""The error function's family on arrays: the bell curve's area, its logarithm and its inverse.

Methods: the continued fraction of erfc (Abramowitz and Stegun 7.1.14); the inverse of the normal
distribution by Acklam's rational guess and two of Halley's steps.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.kernels.gamma import by_element

Array = Any
erf, erfc = by_element(math.erf), by_element(math.erfc)
_ROOT_2 = math.sqrt(2.0)
_ROOT_PI = math.sqrt(math.pi)
_MIDDLE_OVER = (
    -3.969683028665376e01, 2.209460984245205e02, -2.759285104469687e02, 1.383577518672690e02,
    -3.066479806614716e01, 2.506628277459239e00,
)  # fmt: skip
_MIDDLE_UNDER = (
    -5.447609879822406e01, 1.615858368580409e02, -1.556989798598866e02, 6.680131188771972e01,
    -1.328068155288572e01, 1.0,
)  # fmt: skip
_TAIL_OVER = (
    -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e00,
    -2.549732539343734e00, 4.374664141464968e00, 2.938163982698783e00,
)  # fmt: skip
_TAIL_UNDER = (
    7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e00, 3.754408661907416e00, 1.0,
)  # fmt: skip


def erfcx(value: Array) -> Array:
    """exp(x²) · erfc(x), which neither overflows nor vanishes for large x."""
    x = np.asarray(value, np.float64)
    near = np.where(x < 5, np.maximum(x, -30.0), 0.0)
    # x² in two parts: the rounding of a large square would be a large error of its exponential.
    high = np.round(near * 1024) / 1024
    scaled = np.exp(high * high) * np.exp((near - high) * (near + high)) * erfc(near)
    far = np.where(x < 5, 5.0, x)
    fraction = far
    for step in range(60, 0, -1):
        fraction = far + step / 2 / fraction
    return np.where(x < 5, scaled, 1 / (_ROOT_PI * fraction))


def normal_share(value: Array) -> Array:
    """Φ(x), the area of the bell curve to the left of x."""
    return 0.5 * erfc(-np.asarray(value, np.float64) / _ROOT_2)


def log_normal_share(value: Array) -> Array:
    """Ln Φ(x), also where Φ(x) is too small for a number."""
    x = np.asarray(value, np.float64)
    left = np.where(x < -1, x, -1.0)
    tail = np.log(erfcx(-left / _ROOT_2) / 2) - left * left / 2
    return np.where(x < -1, tail, np.log1p(-erfc(x / _ROOT_2) / 2))


def normal_place(share: Array) -> Array:
    """The x for which Φ(x) is ``share``."""
    p = np.asarray(share, np.float64)
    inside = (p > 0) & (p < 1)
    small = np.where(inside, np.minimum(p, 1 - p), 0.5)
    found: Array = np.where(small < 0.02425, _tail(small), _middle(small))
    for _ in range(2):
        step = (normal_share(found) - small) * math.sqrt(2 * math.pi) * np.exp(found * found / 2)
        found = found - step / (1 + found * step / 2)
    found = np.where(p > 0.5, -found, found)
    found = np.where(p == 0, -np.inf, np.where(p == 1, np.inf, found))
    return np.where(inside | (p == 0) | (p == 1), found, np.nan)


def _middle(p: Array) -> Array:
    centred = p - 0.5
    square = centred * centred
    return centred * np.polyval(_MIDDLE_OVER, square) / np.polyval(_MIDDLE_UNDER, square)


def _tail(p: Array) -> Array:
    bent = np.sqrt(-2 * np.log(p))
    return np.polyval(_TAIL_OVER, bent) / np.polyval(_TAIL_UNDER, bent)
