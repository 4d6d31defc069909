"""E to the power of few float32 numbers, as PyTorch's vector registers find it.

The number is split into a multiple of ln 2, taken off in two parts, and a rest, whose power is a
polynomial; every product is added in the same instruction, and so rounded once (Sleef,
``src/libm/sleefsimdsp.c``: ``xexpf``). It differs from the nearest number in one of ten cases.

Numpy has such an instruction in its multiplication of complex numbers, whose imaginary part is the
first's real times the second's imaginary part, added to the product of the other two.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtypes import F32
from engine.kernels.one_accumulator import PAIRS

Array = np.ndarray[Any, Any]
END = np.float32(104)  # e to this is infinite, and to minus this nothing, in single precision
PER_LN2 = np.float32(1.4426950408889634)
LN2_PARTS = (0.693145751953125, 1.428606765330187045e-06)
TERMS = (
    0.000198527617612853646278381, 0.00139304355252534151077271, 0.00833336077630519866943359,
    0.0416664853692054748535156, 0.166666671633720397949219, 0.5,
)  # fmt: skip
# Arrays are quicker to compute with than numbers.
_FIRST_PART, _LESS_SECOND_PART = np.array(LN2_PARTS[0], F32), np.array(-LN2_PARTS[1], F32)
_BEGUN = np.array(TERMS[1] + TERMS[0] * 1j, PAIRS)
_TERMS = [np.array(term, F32) for term in TERMS[2:]]
_ONE = np.ones((), F32)


def exp_in_vectors(values: Array) -> Array:
    """E to the power of each number, of which there is at least one."""
    # Of a single row numpy reads every other number soonest.
    near = np.maximum(values.reshape(-1) if values.flags.c_contiguous else values, -END)
    np.minimum(near, END, out=near)
    by, pairs = np.empty_like(near, PAIRS), np.empty_like(near, PAIRS)
    factor, term, found = by.real, pairs.real, pairs.imag
    by.imag[...] = _ONE
    np.rint(near * PER_LN2, factor)
    times = factor.astype(np.int32)
    np.subtract(near, factor * _FIRST_PART, term)  # exact
    found[...] = _LESS_SECOND_PART
    np.multiply(by, pairs, pairs)
    factor[...] = found
    np.multiply(by, _BEGUN, pairs)
    for each in _TERMS:
        term[...] = each
        np.multiply(by, pairs, pairs)
    term[...] = factor
    np.multiply(factor, factor, factor)
    np.multiply(by, pairs, pairs)
    np.add(found, _ONE, near)
    return np.ldexp(near, times).reshape(values.shape)
