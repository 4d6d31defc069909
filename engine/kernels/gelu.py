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
from typing import Any, NamedTuple

import numpy as np

from engine.dtypes import F32, F64

Array = np.ndarray[Any, Any]
FEW = 4096  # elements
CHUNK = 16384  # elements that stay in the processor's cache while the polynomials run over them


def _constant(number: Any, dtype: Any = F32) -> Array:
    """A single-precision number, as an array: numpy takes it in half the time of a number."""
    return np.array(np.float32(number), dtype)


class Precision(NamedTuple):
    """The precision of the polynomials: a dtype, and their coefficients in it."""

    dtype: Any
    half: Array
    one: Array
    steepness: Array
    per_ln2: Array
    ln2: Array
    error: list[Array]
    power: list[Array]


def _precision(dtype: Any) -> Precision:
    error = 1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592
    power = 0.00828929059, 0.0418978221, 0.166676521, 0.499991506, 0.999999701, 1
    half, one, steepness, per_ln2, ln2 = (
        _constant(each, dtype) for each in (0.5, 1, 0.3275911, 1 / np.log(2), np.log(2))
    )
    return Precision(
        dtype, half, one, steepness, per_ln2, ln2,
        [_constant(each, dtype) for each in error], [_constant(each, dtype) for each in power],
    )  # fmt: skip


_DOUBLE, _SINGLE = _precision(F64), _precision(F32)
_ROOT_HALF, _HALF, _PEAK = (_constant(each) for each in (0.5**0.5, 0.5, (2 * np.pi) ** -0.5))
_LEAST = _constant(np.uint32(0xC2AEAC50).view(F32))  # the logarithm of the smallest normal number
_SIGN = np.array(1 << 31, np.uint32)  # the bits of a single
_DIGITS, _BIAS = np.array(23, np.int32), np.array(127, np.int32)


def takes_shortcuts(values: Any) -> bool:
    """Does PyTorch compute gelu of these in its registers? Of a single number it does not."""
    return (
        type(values) is np.ndarray
        and values.dtype == F32
        and values.size > 1
        and values.flags.forc
    )


def gelu(values: Array) -> tuple[Array, Callable[[], Array]]:
    """X · Φ(x) of an array that lies densely, and what gives its derivative, Φ(x) + x · φ(x)."""
    found, error, power = (np.empty_like(values) for _ in range(3))
    rows = [each.reshape(-1, order="A") for each in (values, found, error, power)]
    precision = _DOUBLE if values.size <= FEW else _SINGLE
    for start in range(0, values.size, CHUNK):
        x, into, share, rest = (each[start : start + CHUNK] for each in rows)
        _measure(x, share, rest, precision)
        half = _widened(x * _HALF, precision)
        wide = _widened(share, precision) * half
        wide += half
        into[...] = wide
    return found, partial(_slope, values, error, power)


def _slope(x: Array, error: Array, power: Array) -> Array:
    found = power * _PEAK
    found *= x
    found += _HALF
    found += error * _HALF
    return found


def _measure(x: Array, error: Array, power: Array, precision: Precision) -> None:
    """Work out the error function of x / √2, and e to −x² / 2."""
    scaled = x * _ROOT_HALF
    exponent = scaled * scaled
    np.negative(exponent, exponent)
    _exponential(exponent, power, precision)
    np.abs(scaled, scaled)
    wide = _widened(scaled, precision)
    wide *= precision.steepness
    wide += precision.one
    _narrowed(wide, scaled)
    np.reciprocal(scaled, scaled)
    product = power * scaled
    _polynomial(_widened(scaled, precision), precision.error, error)
    wide = _widened(error, precision)
    wide *= _widened(product, precision)
    np.subtract(precision.one, wide, wide)
    _narrowed(wide, error)
    bits = error.view(np.uint32)
    bits ^= x.view(np.uint32) & _SIGN


def _exponential(x: Array, found: Array, precision: Precision) -> None:
    """E to x, which is not positive and is overwritten."""
    small = x < _LEAST
    np.fmax(x, _LEAST, x)  # of no number too
    wide = _widened(x, precision)
    whole = wide * precision.per_ln2
    whole += precision.half
    found[...] = whole
    np.floor(found, found)
    np.multiply(_widened(found, precision), precision.ln2, whole)
    wide -= whole
    bits = found.astype(np.int32)
    bits += _BIAS
    bits <<= _DIGITS
    _polynomial(_rounded(wide, x), precision.power, found)
    found *= bits.view(F32)
    found[small] = 0


def _polynomial(x: Array, coefficients: list[Array], found: Array) -> None:
    """Leave the value of a polynomial in ``found``, which is in single precision."""
    first, second, *rest = coefficients
    value = found if x.dtype == F32 else np.empty_like(x)
    np.multiply(x, first, value)
    value += second
    for coefficient in rest:
        _rounded(value, found)
        value *= x
        value += coefficient
    _narrowed(value, found)


def _widened(narrow: Array, precision: Precision) -> Array:
    return narrow if precision is _SINGLE else narrow.astype(precision.dtype)


def _narrowed(wide: Array, narrow: Array) -> None:
    if wide is not narrow:
        narrow[...] = wide


def _rounded(wide: Array, narrow: Array) -> Array:
    """Rounded in place to single precision; ``narrow`` : room for as many single numbers."""
    if wide is not narrow:
        narrow[...] = wide
        wide[...] = narrow
    return wide
