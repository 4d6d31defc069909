"""Normal numbers out of uniform ones, by Box and Muller's method as PyTorch computes it.

Few numbers are made one pair at a time in double precision. Many are made in blocks of 16: the
first half of a block gives the radii, the second the angles. In single precision the logarithm,
sine and cosine are the polynomials of Moshier's Cephes library (the constants are his), evaluated
with fused steps, so that the last bit is PyTorch's too.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.chance.generator import BLOCK
from engine.numbers.fused import fused_multiply_add, fused_single

Array = np.ndarray[Any, Any]
CHUNK = 32768  # elements that stay in the processor's cache while the polynomials run over them
_single = np.float32
_LOGARITHM = (
    7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
    -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
)  # fmt: skip
_LN2 = (0.693359375, -2.12194440e-4)
_QUARTER_TURN = (-0.78515625, -2.4187564849853515625e-4, -3.77489497744594108e-8)
_COSINE = (2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2)
_SINE = (-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1)


def one_pair(fractions: Array) -> Array:
    """Two normal numbers for each row of two uniform ones, in double precision."""
    radius = np.sqrt(-2 * np.log1p(-fractions[:, 1]))
    angle = 2 * np.pi * fractions[:, 0]
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).reshape(-1)


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
        radius = np.sqrt(_single(-2) * logarithm(_single(1) - blocks[:, 0]))
        sine, cosine = sine_and_cosine(_single(2 * np.pi) * blocks[:, 1])
        pairs = np.stack([radius * cosine, radius * sine], axis=1).reshape(-1)
        if (mean, std) != (0, 1):
            pairs = fused_single(pairs, _single(std), _single(mean))
        found[start : start + CHUNK] = pairs
    return found


def _polynomial(x: Array, coefficients: tuple[float, ...]) -> Array:
    value: Array = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        value = fused_single(value, x, _single(coefficient))
    return value


def logarithm(x: Array) -> Array:
    """The natural logarithm of positive single-precision numbers."""
    mantissa, exponent = np.frexp(x)
    small = mantissa < _single(np.sqrt(0.5))
    power = exponent.astype(np.float32) - small
    rest = (mantissa - _single(1)) + np.where(small, mantissa, _single(0))
    square = rest * rest
    value = fused_single(_polynomial(rest, _LOGARITHM) * rest, square, power * _single(_LN2[1]))
    value = fused_single(square, _single(-0.5), value)
    return fused_single(power, _single(_LN2[0]), rest + value)


def sine_and_cosine(angle: Array) -> tuple[Array, Array]:
    """Sine and cosine of single-precision angles that are not negative."""
    octant = ((angle * _single(4 / np.pi)).astype(np.int32) + 1) & ~1
    turns = octant.astype(np.float32)
    for part in _QUARTER_TURN:
        angle = fused_single(turns, _single(part), angle)
    square = angle * angle
    cosine = fused_single(
        _polynomial(square, _COSINE) * square, square, -(square * _single(0.5))
    ) + _single(1)
    sine = fused_single(_polynomial(square, _SINE) * square, angle, angle)
    straight = (octant & 2) == 0
    one, two = np.where(straight, sine, cosine), np.where(straight, cosine, sine)
    return (
        np.where(octant & 4, -one, one),
        np.where((octant + 2) & 4, -two, two),
    )
