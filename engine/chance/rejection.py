"""Whole numbers drawn one by one: accept or draw again.

Small means: multiplying uniform numbers (Poisson) or counting geometric gaps (binomial). Larger
ones: Hörmann's transformed rejection, "The transformed rejection method for generating Poisson
random variables" (1993) and "The generation of binomial random variates" (1993).
"""

from __future__ import annotations

import math
from collections.abc import Callable

Uniform = Callable[[], float]
"""Gives the next number of [0, 1)."""


def poisson_number(rate: float, uniform: Uniform) -> int:
    """A number of events, of which ``rate`` are expected."""
    if rate >= 10:
        return _frequent(rate, uniform)
    if rate == 0:
        return 0
    limit, product, events = math.exp(-rate), 1.0, 0
    while True:
        product *= uniform()
        if product <= limit:
            return events
        events += 1


def _frequent(rate: float, uniform: Uniform) -> int:
    logarithm = math.log(rate)
    b = 0.931 + 2.53 * math.sqrt(rate)
    a = -0.059 + 0.02483 * b
    inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
    height = 0.9277 - 3.6224 / (b - 2)
    while True:
        u = uniform() - 0.5
        v = uniform()
        gap = 0.5 - abs(u)
        k = math.floor((2 * a / gap + b) * u + rate + 0.43)
        if gap >= 0.07 and v <= height:
            return k
        if k < 0 or (gap < 0.013 and v > gap):
            continue
        squeezed = math.log(v) + math.log(inverse_alpha) - math.log(a / (gap * gap) + b)
        if squeezed <= -rate + k * logarithm - math.lgamma(k + 1):
            return k


def binomial_number(count: float, prob: float, uniform: Uniform) -> float:
    """A number of successes among ``count`` trials; nan where there is no such number."""
    if count <= 0 or prob <= 0:
        return math.nan if math.isnan(count) or math.isnan(prob) else 0.0
    if prob >= 1:
        return count
    if math.isnan(prob):
        return math.nan
    rare = min(prob, 1 - prob)
    found = (
        _by_gaps(count, rare, uniform)
        if count * rare < 10
        else _by_rejection(count, rare, uniform)
    )
    return found if prob <= 0.5 else count - found


def _by_gaps(count: float, prob: float, uniform: Uniform) -> float:
    passed, successes = 0.0, 0.0
    logarithm = math.log1p(-prob)
    while True:
        drawn = uniform()
        gap = math.ceil(math.log(drawn) / logarithm) if drawn else math.inf
        passed += gap
        if passed > count:
            return successes
        successes += 1


def _by_rejection(count: float, prob: float, uniform: Uniform) -> float:
    deviation = math.sqrt(count * prob * (1 - prob))
    b = 1.15 + 2.53 * deviation
    a = -0.0873 + 0.0248 * b + 0.01 * prob
    c = count * prob + 0.5
    height = 0.92 - 4.2 / b
    odds = prob / (1 - prob)
    alpha = (2.83 + 5.1 / b) * deviation
    mode = math.floor((count + 1) * prob)
    while True:
        u = uniform() - 0.5
        v = uniform()
        gap = 0.5 - abs(u)
        k = math.floor((2 * a / gap + b) * u + c)
        if gap >= 0.07 and v <= height:
            return float(k)
        if k < 0 or k > count:
            continue
        bound = (
            (mode + 0.5) * math.log((mode + 1) / (odds * (count - mode + 1)))
            + (count + 1) * math.log((count - mode + 1) / (count - k + 1))
            + (k + 0.5) * math.log(odds * (count - k + 1) / (k + 1))
            + _tail(mode)
            + _tail(count - mode)
            - _tail(k)
            - _tail(count - k)
        )
        if math.log(v * alpha / (a / (gap * gap) + b)) <= bound:
            return float(k)


_TAILS = (
    0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.02079067210376509,
    0.0166446911898211, 0.0138761288230707, 0.0118967099458917, 0.0104112652619720,
    0.00925546218271273, 0.00833056343336287,
)  # fmt: skip


def _tail(k: float) -> float:
    """What Stirling's formula lacks of the logarithm of a factorial."""
    if k <= 9:
        return _TAILS[int(k)]
    square = (k + 1) ** 2
    return (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / (k + 1)
