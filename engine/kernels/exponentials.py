"""E to the power of few float32 numbers, as PyTorch's vector registers find it.

The number is split into a multiple of ln 2, taken off in two parts, and a rest, whose power is a
polynomial; every product is added in the same instruction, and so rounded once (Sleef,
``src/libm/sleefsimdsp.c``: ``xexpf``). It differs from the nearest number in one of ten cases.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtypes import F32, F64

Array = np.ndarray[Any, Any]
END = np.float32(104)  # e to this is infinite, and to minus this nothing, in single precision
PER_LN2 = np.float32(1.4426950408889634)
LN2_PARTS = (0.693145751953125, 1.428606765330187045e-06)
TERMS = (
    0.000198527617612853646278381, 0.00139304355252534151077271, 0.00833336077630519866943359,
    0.0416664853692054748535156, 0.166666671633720397949219, 0.5,
)  # fmt: skip
# In double precision what single precision holds; arrays are quicker to reckon with than numbers.
_LESS_LN2 = [np.array(-np.float32(part), F64) for part in LN2_PARTS]
_FIRST, *_TERMS = [np.array(np.float32(term), F64) for term in TERMS]
_ONE = np.ones((), F32)


def exp_in_vectors(values: Array) -> Array:
    """E to the power of each number; assigning rounds to single precision, and back."""
    near = np.maximum(values, -END)
    np.minimum(near, END, out=near)
    times = np.rint(near * PER_LN2)
    rest, wide = near.astype(F64), times.astype(F64)
    for part in _LESS_LN2:
        rest += wide * part
        near[...] = rest
        rest[...] = near
    found = np.multiply(rest, _FIRST)
    for term in _TERMS[:-1]:
        found += term
        near[...] = found
        found[...] = near
        found *= rest
    found += _TERMS[-1]
    near[...] = found
    found[...] = near
    near[...] = np.multiply(rest, rest, wide)
    found *= near
    found += rest
    near[...] = found
    near += _ONE
    return np.ldexp(near, times.astype(np.int32))
