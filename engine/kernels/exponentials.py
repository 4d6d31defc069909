"""E to the power of few float32 numbers, as PyTorch's vector registers find it.

The number is split into a multiple of ln 2 and a rest, whose power is a polynomial; every product
is added in the same instruction, and so rounded once (Sleef, ``src/libm/sleefsimdsp.c``:
``xexpf``). It differs from the nearest number in one of ten cases.

Numpy has such an instruction in its multiplication of complex numbers, whose imaginary part is the
first's real times the second's imaginary part, added to the product of the other two.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtypes import F32, F64, I64
from engine.kernels.one_accumulator import PAIRS

Array = np.ndarray[Any, Any]
# Arrays are quicker to compute with than numbers.
_END = np.array(104, F32)  # e to this is infinite, and to minus this nothing, in single precision
_LESS_END = np.negative(_END)
_PER_LN2 = np.array(1.4426950408889634, F32)
# Sleef takes ln 2 off in two parts of single precision; in double one suffices, without rounding.
_LESS_LN2 = np.array(-0.693145751953125 - float(np.float32(1.428606765330187045e-06)), F64)
TERMS = (
    0.000198527617612853646278381, 0.00139304355252534151077271, 0.00833336077630519866943359,
    0.0416664853692054748535156, 0.166666671633720397949219, 0.5,
)  # fmt: skip
_BEGUN = np.array(TERMS[1] + TERMS[0] * 1j, PAIRS)
_TERMS = [np.array(term, F32) for term in TERMS[2:]]
_ONE = np.ones((), F32)
MANY = 512  # elements, from which on powers of two are soonest made of their bits
_BIAS, _FRACTION = np.array(1023, I64), np.array(52, I64)  # of a double's exponent; bits below it


def exp_in_vectors(values: Array) -> Array:
    """E to the power of each number, of which there is at least one."""
    # Of a single row numpy reads every other number soonest.
    near = np.maximum(values.reshape(-1) if values.flags.c_contiguous else values, _LESS_END)
    np.minimum(near, _END, out=near)
    times = np.multiply(near, _PER_LN2)
    np.rint(times, times)
    apart = np.multiply(times, _LESS_LN2)
    np.add(apart, near, apart)
    by, pairs = np.empty_like(near, PAIRS), np.empty_like(near, PAIRS)
    rest, term, found = by.real, pairs.real, pairs.imag
    rest[...] = apart
    by.imag[...] = _ONE
    np.multiply(by, _BEGUN, pairs)
    for each in _TERMS:
        term[...] = each
        np.multiply(by, pairs, pairs)
    term[...] = rest
    np.multiply(rest, rest, rest)
    np.multiply(by, pairs, pairs)
    np.add(found, _ONE, near)
    return _doubled(near, times).reshape(values.shape)


def _doubled(values: Array, times: Array) -> Array:
    """Numbers times two to the power of others, which are whole and small."""
    if values.size < MANY:
        return np.ldexp(values, times.astype(np.int32))
    bits = times.astype(I64)
    np.add(bits, _BIAS, bits)
    np.left_shift(bits, _FRACTION, bits)
    powers = bits.view(F64)
    np.multiply(powers, values, powers)
    return powers.astype(F32)
