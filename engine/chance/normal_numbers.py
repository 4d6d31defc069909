"""Normal numbers out of uniform ones, by Box and Muller's method as PyTorch computes it.

Few numbers are made one pair at a time in double precision. Many are made in blocks of 16: the
first half of a block gives the radii, the second the angles. In single precision the logarithm,
sine and cosine are the polynomials of Moshier's Cephes library (the constants are his), evaluated
with fused steps, so that the last bit is PyTorch's too.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.chance.generator import BLOCK
from engine.numbers.fused import fused_multiply_add, fused_single

Array = np.ndarray[Any, Any]
CHUNK = 32768  # elements that stay in the processor's cache while the polynomials run over them
FEW = 8  # pairs, for which Python's own functions are sooner than numpy's
_DIGITS = 53  # of a fraction in double precision
_FRACTION = np.uint64(2**_DIGITS - 1)
_single = np.float32
_ONE, _TWO, _FOUR, _TO_SIGN = map(np.uint32, (1, 2, 4, 29))


def _singles(*numbers: Any) -> Array:
    return np.array(numbers, np.float32).astype(np.float64)


_LOGARITHM = _singles(
    7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
    -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
)  # fmt: skip
_LN2 = _singles(0.693359375, -2.12194440e-4)
_QUARTER_TURN = _singles(-0.78515625, -2.4187564849853515625e-4, -3.77489497744594108e-8)
_SINE_AND_COSINE = _singles(
    (-1.9515295891e-4, 2.443315711809948e-5),
    (8.3321608736e-3, -1.388731625493765e-3),
    (-1.6666654611e-1, 4.166664568298827e-2),
)


def in_pairs(draws: Array) -> Array:
    """As many normal numbers as there are draws of 64 bits, in double precision."""
    fractions = (draws & _FRACTION).view(np.int64) * 2.0**-_DIGITS
    angles, radii = fractions.reshape(-1, 2).T
    if len(angles) <= FEW:
        return np.array([
            each
            for angle, fraction in zip(angles.tolist(), radii.tolist(), strict=True)
            for each in _pair(math.sqrt(-2 * math.log1p(-fraction)), 2 * math.pi * angle)
        ])  # fmt: skip
    radius, angle = np.sqrt(-2 * np.log1p(-radii)), 2 * np.pi * angles
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).reshape(-1)


def _pair(radius: float, angle: float) -> tuple[float, float]:
    return radius * math.cos(angle), radius * math.sin(angle)


def blocks_of_doubles(uniform: Array, mean: float, std: float) -> Array:
    """Normal numbers for whole blocks of uniform ones, in double precision."""
    blocks = uniform.reshape(-1, 2, BLOCK // 2)
    radius = np.sqrt(-2 * np.log(1 - blocks[:, 0]))
    angle = 2 * np.pi * blocks[:, 1]
    pairs = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return fused_multiply_add(pairs.reshape(-1), std, mean)


def blocks_of_singles(uniform: Array, mean: float, std: float) -> Array:
    """Normal numbers for whole blocks of uniform ones, in single precision."""
    found = np.empty_like(uniform)
    for start in range(0, len(uniform), CHUNK):
        blocks = uniform[start : start + CHUNK].reshape(-1, 2, BLOCK // 2)
        pairs = found[start : start + CHUNK].reshape(blocks.shape)
        radius = np.sqrt(_single(-2) * logarithm(_single(1) - blocks[:, 0]))
        sine, cosine = sine_and_cosine(_single(2 * np.pi) * blocks[:, 1])
        np.multiply(radius, cosine, pairs[:, 0])
        np.multiply(radius, sine, pairs[:, 1])
        if (mean, std) != (0, 1):
            pairs[...] = fused_single(pairs, _single(std), _single(mean))
    return found


# Below, single precision is kept in double: a sum, a product, or both in one, rounded back. All
# of it is done in place, for there are a hundred steps.


def _round(wide: Array, narrow: Array) -> None:
    """Round to single precision; ``narrow`` : room for as many single numbers."""
    narrow[...] = wide
    wide[...] = narrow


def _polynomial(x: Array, coefficients: Array, narrow: Array) -> Array:
    value: Array = coefficients[0] * x
    for coefficient in coefficients[1:]:
        value += coefficient
        _round(value, narrow)
        value *= x
    return value


def logarithm(x: Array) -> Array:
    """The natural logarithm of positive single-precision numbers."""
    mantissa, exponent = np.frexp(x)
    small = mantissa < _single(np.sqrt(0.5))
    exponent -= small
    rest, power, narrow = small + 1.0, exponent.astype(np.float64), np.empty_like(mantissa)
    rest *= mantissa
    rest -= 1
    square = rest * rest
    _round(square, narrow)
    value = _polynomial(rest, _LOGARITHM, narrow)
    _round(value, narrow)
    value *= square
    shift = power * _LN2[1]
    _round(shift, narrow)
    value += shift
    _round(value, narrow)
    square *= -0.5
    value += square
    _round(value, narrow)
    rest += value
    _round(rest, narrow)
    power *= _LN2[0]
    power += rest
    narrow[...] = power
    return narrow


def sine_and_cosine(angle: Array) -> Array:
    """Sine and cosine, one after the other, of single-precision angles that are not negative."""
    octant = (angle * _single(4 / np.pi)).astype(np.int32)
    octant += 1
    octant &= ~1
    turns, rest, found = octant.astype(np.float64), angle.astype(np.float64), _both_of(angle)
    for part in _QUARTER_TURN:
        rest += turns * part
        _round(rest, found[0])
    square = rest * rest
    _round(square, found[0])
    both = _polynomial(square, _SINE_AND_COSINE.reshape(3, 2, *(1,) * angle.ndim), found)
    _round(both, found)
    both[0] *= rest
    both[0] += rest
    both[1] *= square
    square *= -0.5
    both[1] += square
    found[...] = both
    found[1] += 1
    _turn(found.view(np.uint32), octant.view(np.uint32))
    return found


def _both_of(angle: Array) -> Array:
    """Room for two numbers of each angle."""
    return np.empty((2, *angle.shape), np.float32)


def _turn(bits: Array, octant: Array) -> None:
    """Exchange sine and cosine, and change their signs, as the octant of the angle asks for."""
    swapped = np.negative((octant >> _ONE) & _ONE)  # all bits, or none
    swapped &= bits[0] ^ bits[1]
    bits ^= swapped
    bits[0] ^= (octant & _FOUR) << _TO_SIGN
    bits[1] ^= ((octant + _TWO) & _FOUR) << _TO_SIGN
