"""The arithmetic of an optimiser's step, rounded as PyTorch's kernels round it.

PyTorch's ``add`` and ``lerp`` multiply and add in one instruction, which rounds once. Large
arrays are rounded twice here: they come from sums whose last bits depend on the machine anyway,
and the wider arithmetic would cost more than all else in a step.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtypes import F32, F64

Array = np.ndarray[Any, Any]

LARGE = 4096


def plus(value: Array, other: Any, factor: float) -> None:
    """Add ``factor`` times ``other`` in place."""
    kind = value.dtype.type
    if value.size > LARGE:
        value += other * kind(factor)
        return
    if value.dtype is F32 and type(other) is np.ndarray:  # the same as below, sooner
        total: Any = other.astype(F64)
        total *= float(kind(factor))
    else:
        wide = np.float64 if value.dtype.itemsize <= 4 else np.longdouble
        total = np.multiply(other, wide(kind(factor)), dtype=wide)
    total += value
    value[...] = total


def sum_with(value: Array, other: Array, factor: float) -> Array:
    """``value + factor * other``, in a new array."""
    result = value.copy()
    plus(result, other, factor)
    return result


def towards(value: Array, end: Array, weight: float) -> None:
    """Go from ``value`` to ``end`` by ``weight`` in place, from whichever is nearer."""
    if weight < 0.5:
        plus(value, end - value, weight)
        return
    gap = end - value
    value[...] = end
    plus(value, gap, -(1 - value.dtype.type(weight)))


def plus_product(value: Array, first: Array, second: Array, factor: float) -> None:
    """Add ``factor * first * second`` in place."""
    scaled = first * value.dtype.type(factor)
    if value.size > LARGE:
        value += scaled * second
        return
    wide = np.float64 if value.dtype.itemsize <= 4 else np.longdouble
    value[...] = value.astype(wide) + scaled.astype(wide) * second.astype(wide)


def plus_quotient(value: Array, first: Array, second: Array, factor: float) -> None:
    """Add ``factor * first / second`` in place."""
    value += first * value.dtype.type(factor) / second
