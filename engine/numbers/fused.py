"""Multiplying and adding with one rounding, as processors do it for PyTorch's compiled kernels."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
_SPLITTER = 2.0**27 + 1


def fused_multiply_add(a: Any, b: Any, c: Any) -> Array:
    """``a * b + c`` in double precision, rounded once.

    The product's own rounding error is found by Dekker's splitting, the sum's by Knuth's.
    """
    product = np.multiply(a, b, dtype=np.float64)
    high, low = _split(np.asarray(a, np.float64))
    other_high, other_low = _split(np.asarray(b, np.float64))
    lost = low * other_low - (
        ((product - high * other_high) - low * other_high) - high * other_low
    )
    total = product + c
    back = total - product
    dropped = (product - (total - back)) + (c - back)
    found: Array = total + (dropped + lost)
    return found


def _split(values: Array) -> tuple[Array, Array]:
    scaled = values * _SPLITTER
    high = scaled - (scaled - values)
    return high, values - high


def fused_single(a: Any, b: Any, c: Any) -> Array:
    """``a * b + c`` in single precision, rounded once: the product is exact in double."""
    found: Array = (np.multiply(a, b, dtype=np.float64) + c).astype(np.float32)
    return found
