"""Orthogonal polynomials on arrays, by their three-term recurrences (Abramowitz, Stegun 22.7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = Any
# From x: the polynomial of degree 1. From (step, x, p, before): the one of degree step + 1.
First = Callable[[Array], Array]
Next = Callable[[int, Array, Array, Array], Array]


def _chebyshev(step: int, x: Array, p: Array, before: Array) -> Array:
    return 2 * x * p - before


FAMILIES: dict[str, tuple[First, Next]] = {
    "chebyshev_polynomial_t": (lambda x: x, _chebyshev),
    "chebyshev_polynomial_u": (lambda x: 2 * x, _chebyshev),
    "chebyshev_polynomial_v": (lambda x: 2 * x - 1, _chebyshev),
    "chebyshev_polynomial_w": (lambda x: 2 * x + 1, _chebyshev),
    "hermite_polynomial_h": (
        lambda x: 2 * x, lambda step, x, p, before: 2 * x * p - 2 * step * before,
    ),
    "hermite_polynomial_he": (lambda x: x, lambda step, x, p, before: x * p - step * before),
    "laguerre_polynomial_l": (
        lambda x: 1 - x,
        lambda step, x, p, before: ((2 * step + 1 - x) * p - step * before) / (step + 1),
    ),
    "legendre_polynomial_p": (
        lambda x: x,
        lambda step, x, p, before: ((2 * step + 1) * x * p - step * before) / (step + 1),
    ),
}  # fmt: skip


def polynomial(family: str, value: Array, degree: Array) -> Array:
    """The polynomial of each whole ``degree`` at each value; 0 for negative degrees."""
    first, following = FAMILIES[family.removeprefix("shifted_")]
    x, n = np.broadcast_arrays(np.asarray(value, np.float64), np.asarray(degree, np.float64))
    x, n = (2 * x - 1 if family.startswith("shifted_") else x), np.trunc(n)
    before, p = np.ones(x.shape), first(x)
    found = np.where(n == 0, 1.0, np.where(n == 1, p, 0.0))
    for step in range(1, int(n.max(initial=0))):
        before, p = p, following(step, x, p, before)
        found = np.where(n == step + 1, p, found)
    return found
