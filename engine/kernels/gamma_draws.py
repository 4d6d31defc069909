"""Numbers of the gamma distribution, and how they move with its shape.

Drawn by the rejection of Marsaglia and Tsang (2000). The gradient of a number drawn, by the shape
it was drawn with, is that of the inverse of its distribution: a Taylor series for small numbers,
Rice's saddle point for large shapes, a rational fit in between, as in PyTorch's
``aten/native/Distributions.h``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

THIRD, SQUEEZE = np.float32(1) / np.float32(3), float(np.float32(0.0331))
# The fit: coefficients of powers of ln(x / shape) by rows, of powers of ln(shape) along them.
FIT = np.array(
    [
        [0.16009398, -0.094634809, 0.025146376, -0.0030648343,
         1, 0.32668115, 0.10406089, 0.0014179084],
        [0.53487893, 0.1298071, 0.065735949, -0.0015649758,
         0.16639465, 0.020070113, -0.0035938915, -0.00058392623],
        [0.040121004, -0.0065914022, -0.0026286047, -0.0013441777,
         0.017050642, -0.0021309326, 0.00085092367, -1.5247877e-07],
    ]
)  # fmt: skip


def gamma_number(shape: Any, uniform: Callable[[], float], normal: Callable[[], float]) -> float:
    """A number of the gamma distribution with rate 1; ``shape`` in the dtype it was given in."""
    if shape == 0:
        return 0.0
    own, scale = type(shape), 1.0
    if shape < 1:
        scale *= (1 - uniform()) ** float(own(1) / shape)
        shape = shape + own(1)
    d = float(shape - own(THIRD))
    c = 1 / math.sqrt(9.0 * d)
    while True:
        x, y = 0.0, 0.0
        while y <= 0:
            x = normal()
            y = 1 + c * x
        v, u, xx = y * y * y, 1 - uniform(), x * x
        if u < 1 - SQUEEZE * xx * xx or math.log(u) < 0.5 * xx + d * (1 - v + math.log(v)):
            return scale * d * v


def gamma_slope(shape: float, x: float, digamma: float) -> float:
    """How a number ``x`` drawn with a shape moves with it; ``digamma`` : ψ of the shape."""
    if x < 0.8:
        return _by_series(shape, x, digamma)
    if shape > 8:
        return _by_saddle_point(shape, x)
    u, v = math.log(x / shape), math.log(shape)
    p0, p1, p2, p3, q0, q1, q2, q3 = FIT[0] + u * (FIT[1] + u * FIT[2])
    above = p0 + v * (p1 + v * (p2 + v * p3))
    return math.exp(above / (q0 + v * (q1 + v * (q2 + v * q3))))


def _by_series(shape: float, x: float, digamma: float) -> float:
    if x <= 0:
        return 0.0
    numerator, denominator = 1.0, shape
    first, second = 1 / shape, 1 / (shape * shape)
    for step in range(1, 6):
        numerator *= -x / step
        denominator += 1
        first += numerator / denominator
        second += numerator / (denominator * denominator)
    power = x**shape
    density = x ** (shape - 1) * math.exp(-x)
    by_shape = (math.log(x) - digamma) * power * first - power * second
    return -by_shape / density if density else 0.0


def _by_saddle_point(shape: float, x: float) -> float:
    if 0.9 * shape <= x <= 1.1 * shape:
        one = 1 + 24 * shape * (1 + 12 * shape)
        two = (
            1440 * shape**2 + 6 * x * (53 - 120 * x) - 65 * x * x / shape
            + shape * (107 + 3600 * x)
        )  # fmt: skip
        return one * two / (1244160 * shape**4)
    root = math.sqrt(8 * shape)
    two = root / (shape - x)
    three = (x - shape - shape * math.log(x / shape)) ** -1.5
    both = two - three if x < shape else two + three
    spread = math.sqrt(2 / shape) * (shape + x) / (shape - x) ** 2
    stirling = 1 + 1 / (12 * shape) * (1 + 1 / (24 * shape))
    return float(-stirling * x * (math.log(x / shape) * both - spread) / root)
