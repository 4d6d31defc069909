"""A line search for steps that satisfy the strong Wolfe conditions.

After Nocedal and Wright, Numerical Optimization (2006), algorithms 3.5 and 3.6, with the limits on
extrapolation and the escape from slow progress of Mark Schmidt's minFunc, as PyTorch's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

ENOUGH_DESCENT, ENOUGH_FLATNESS = 1e-4, 0.9


class Point(NamedTuple):
    """What is known at a distance ``t`` along the direction; ``slope`` : grad · direction."""

    t: Any
    loss: Any
    grad: Any
    slope: Any


Evaluate = Callable[[Any], Point]


class Search:
    """One search along one direction, from ``start`` on."""

    def __init__(self, start: Point, evaluate: Evaluate, limit: int, least: float) -> None:
        self.start, self.limit, self.least = start, limit, least
        self._evaluate = evaluate
        self.evaluations = 0

    def run(self, t: Any) -> Point:
        """The point found, beginning with the distance ``t``."""
        bracket, found = self._bracket(t)
        if not found:
            self._narrow(bracket)
        return min(bracket[0], bracket[-1], key=lambda point: point.loss)

    def _at(self, t: Any) -> Point:
        self.evaluations += 1
        return self._evaluate(t)

    def _too_high(self, point: Point) -> bool:
        start = self.start
        return bool(point.loss > start.loss + ENOUGH_DESCENT * point.t * start.slope)

    def _flat(self, point: Point) -> bool:
        return bool(abs(point.slope) <= -ENOUGH_FLATNESS * self.start.slope)

    def _bracket(self, t: Any) -> tuple[list[Point], bool]:
        """Two points with a good one between them, or one that is good itself."""
        before, now = self.start, self._at(t)
        for count in range(self.limit):
            if self._too_high(now) or (count > 1 and now.loss >= before.loss):
                return [before, now], False
            if self._flat(now):
                return [now], True
            if now.slope >= 0:
                return [before, now], False
            nearest, farthest = now.t + 0.01 * (now.t - before.t), now.t * 10
            before, now = now, self._at(lowest(before, now, (nearest, farthest)))
        return [self.start, now], True

    def _narrow(self, bracket: list[Point]) -> None:
        """Shrink a bracket until its lower end is good."""
        slow = False
        while self.evaluations <= self.limit and self._wide(bracket):
            t, slow = self._inside(bracket, lowest(bracket[0], bracket[1]), slow)
            point = self._at(t)
            low, high = (0, 1) if bracket[0].loss <= bracket[1].loss else (1, 0)
            if self._too_high(point) or point.loss >= bracket[low].loss:
                bracket[high] = point
                continue
            flat = self._flat(point)
            if not flat and point.slope * (bracket[high].t - bracket[low].t) >= 0:
                bracket[high] = bracket[low]
            bracket[low] = point
            if flat:
                return

    def _wide(self, bracket: list[Point]) -> bool:
        return bool(abs(bracket[1].t - bracket[0].t) >= self.least)

    @staticmethod
    def _inside(bracket: list[Point], t: Any, slow: bool) -> tuple[Any, bool]:
        """A distance that does not creep along an end of the bracket."""
        low, high = sorted(point.t for point in bracket)
        margin = 0.1 * (high - low)
        if min(high - t, t - low) >= margin:
            return t, False
        if not (slow or t >= high or t <= low):
            return t, True
        return (high - margin if abs(t - high) < abs(t - low) else low + margin), False


def lowest(one: Point, two: Point, bounds: tuple[Any, Any] | None = None) -> Any:
    """Where the cubic through two points with their slopes is lowest, within ``bounds``."""
    near, far = sorted((one.t, two.t)) if bounds is None else bounds
    first = one.slope + two.slope - 3 * (one.loss - two.loss) / (one.t - two.t)
    square = first**2 - one.slope * two.slope
    if not square >= 0:
        return (near + far) / 2.0
    root = np.sqrt(square)
    left, right = (one, two) if one.t <= two.t else (two, one)
    share = (right.slope + root - first) / (right.slope - left.slope + 2 * root)
    return min(max(right.t - (right.t - left.t) * share, near), far)
