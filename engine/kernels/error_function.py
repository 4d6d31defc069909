"""The error function of arrays: number by number, and of many in single precision at once.

Then it is followed by three terms of Taylor's series from the nearest of points that lie so close
that the rest is below 1e-12: far less than single precision holds.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
MANY = 128  # numbers, of which the way by the table is sooner
FINENESS = 512  # points to 1
END = 4  # from here on single precision rounds to 1
_by_number = np.frompyfunc(math.erf, 1, 1)


def erf(values: Any) -> Any:
    """2/√π · ∫₀ˣ exp(−t²) dt, in the array's own dtype."""
    if type(values) is np.ndarray and values.size >= MANY and values.dtype == np.float32:
        return _of_singles(values)
    return np.asarray(_by_number(values)).astype(values.dtype)[()]


def _of_singles(values: Array) -> Array:
    scaled = np.multiply(values, FINENESS, dtype=np.float64)
    np.clip(scaled, -FINENESS * END, FINENESS * END, scaled)
    nearest = np.rint(scaled)
    scaled -= nearest
    places = np.fmax(nearest, -FINENESS * END, nearest).astype(np.intp)  # no number: any place
    start, *slopes = (each[places] for each in _table())
    found: Array = slopes.pop()
    for slope in (*reversed(slopes), start):
        found *= scaled
        found += slope
    single = found.astype(np.float32)
    return np.copysign(single, values, single)  # of −0 too


@cache
def _table() -> tuple[Array, ...]:
    """The function and its first three terms at every point, those of negative numbers last."""
    steps = np.arange(END * FINENESS + 1)
    steps = np.concatenate((steps, -steps[:0:-1]))
    x = steps / FINENESS
    values = np.asarray(_by_number(x), np.float64)
    slope = 2 / math.sqrt(math.pi) * np.exp(-x * x) / FINENESS
    return values, slope, -slope * x / FINENESS, slope * (2 * x * x - 1) / (3 * FINENESS**2)
