"""Gelu in single precision, with the shortcuts that PyTorch's vectorised kernel takes.

The error function is Abramowitz and Stegun's 7.1.26, wrong by 1e-7 beside 1, and the exponential
function in it a polynomial of degree five (``aten/src/ATen/cpu/vec/vec256/vec256_float.h``:
``erf``, ``exp_u20``). Far below zero little else is left: gelu of −4 differs from the true value
in its fourth digit, and at −9 it is 0.

Of few numbers single precision is kept in double, where a product and a sum are rounded back
together, as the processor's fused instruction does it. Of many that would take six times as long:
they are rounded at every step, and their last digit may differ.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
FEW = 4096  # elements
CHUNK = 16384  # elements that stay in the processor's cache while the polynomials run over them
_single = np.float32
_SIGN, _DIGITS, _BIAS = np.uint32(1 << 31), np.int32(23), np.int32(127)  # of a single's bits


def _singles(*numbers: float) -> Any:
    return np.array(numbers, _single).tolist()


_ROOT_HALF, _HALF, _PEAK = _single(0.5**0.5), _single(0.5), _single((2 * np.pi) ** -0.5)
_STEEPNESS, *_ERROR = _singles(
    0.3275911, 1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592
)
_PER_LN2, _LN2 = _singles(1 / np.log(2), np.log(2))
_POWER = _singles(0.00828929059, 0.0418978221, 0.166676521, 0.499991506, 0.999999701, 1)
_LEAST = np.uint32(0xC2AEAC50).view(_single)  # the logarithm of the smallest normal number


def takes_shortcuts(values: Any) -> bool:
    """Does PyTorch compute gelu of these in its registers? Of a single number it does not."""
    return (
        type(values) is np.ndarray
        and values.dtype == _single
        and values.size > 1
        and values.flags.forc
    )


def gelu(values: Array) -> tuple[Array, Callable[[], Array]]:
    """X · Φ(x) of an array that lies densely, and what gives its derivative, Φ(x) + x · φ(x)."""
    found, error, power = (np.empty_like(values) for _ in range(3))
    rows = [each.reshape(-1, order="A") for each in (values, found, error, power)]
    precision = np.float64 if values.size <= FEW else _single
    for start in range(0, values.size, CHUNK):
        x, into, share, rest = (each[start : start + CHUNK] for each in rows)
        _measure(x, share, rest, precision)
        half = x * _HALF
        wide = np.multiply(share, half, dtype=precision)
        wide += half
        into[...] = wide
    return found, partial(_slope, values, error, power)


def _slope(x: Array, error: Array, power: Array) -> Array:
    found = power * _PEAK
    found *= x
    found += _HALF
    found += error * _HALF
    return found


def _measure(x: Array, error: Array, power: Array, precision: Any) -> None:
    """Work out the error function of x / √2, and e to −x² / 2."""
    scaled = x * _ROOT_HALF
    _exponential(-(scaled * scaled), power, precision)
    np.abs(scaled, scaled)
    wide = scaled.astype(precision)
    wide *= _STEEPNESS
    wide += 1
    error[...] = wide
    np.reciprocal(error, error)
    product = power * error
    wide[...] = error
    _polynomial(wide, _ERROR, error)
    np.multiply(error, product, wide, dtype=precision)
    np.subtract(1, wide, wide)
    error[...] = wide
    bits = error.view(np.uint32)
    bits ^= x.view(np.uint32) & _SIGN


def _exponential(x: Array, found: Array, precision: Any) -> None:
    """E to x, which is not positive."""
    small = x < _LEAST
    np.fmax(x, _LEAST, out=x)  # of no number too
    wide = x.astype(precision)
    times = wide * _PER_LN2
    times += 0.5
    found[...] = times
    np.floor(found, found)
    np.multiply(found, _LN2, times, dtype=precision)
    wide -= times
    if precision is not _single:
        _round(wide, x)
    bits = found.astype(np.int32)
    bits += _BIAS
    bits <<= _DIGITS
    _polynomial(wide, _POWER, found)
    found *= bits.view(_single)
    found[small] = 0


def _polynomial(x: Array, coefficients: list[float], narrow: Array) -> None:
    """Leave the value of a polynomial in ``narrow``, which is in single precision."""
    value = x * coefficients[0]
    value += coefficients[1]
    for coefficient in coefficients[2:]:
        if value.dtype != narrow.dtype:
            _round(value, narrow)
        value *= x
        value += coefficient
    narrow[...] = value


def _round(wide: Array, narrow: Array) -> None:
    """Round to single precision; ``narrow`` : room for as many single numbers."""
    narrow[...] = wide
    wide[...] = narrow
