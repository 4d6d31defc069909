"""A quadratic programme: springs between points on a line, and points that must stay in order.

Minimise the sum of (x_b − x_a − rest)² over springs, subject to x_b − x_a >= gap for every
separation. Solved by the alternating direction method of multipliers (Boyd and others, 2011),
each iterate projected between the walls, then made exactly feasible.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from inspector.layout.cancel import Check, checked, never, stop_if
from inspector.layout.flow import Indices, Numbers
from inspector.layout.geometry import Points

RHO = 6.0  # how strongly an iterate is drawn to the separations; springs weigh 1
RELAX = 1.7
ANCHOR = 1e-4  # holds still what the springs leave free
DENSE = 100  # points up to which one inverse is cheaper than many conjugate gradients
STEPS = 5
TOLERANCE = 0.002  # of conjugate gradients
STILL = 0.1  # nobody sees a point that moves less in a round


@dataclass(frozen=True)
class Pairs:
    """Pairs of points and the distance between them: a spring's rest, a separation's least."""

    first: Indices
    second: Indices
    distance: Numbers

    def difference(self, x: Numbers) -> Numbers:
        """x_second − x_first of every pair."""
        return x[self.second] - x[self.first]

    def gather(self, force: Numbers, count: int) -> Numbers:
        """The transposed map: what forces on the differences do to each point."""
        pull = np.bincount(self.second, force, count) - np.bincount(self.first, force, count)
        return pull.astype(np.float64)


Invert: TypeAlias = Callable[[Numbers, Numbers], Numbers]


def solve(
    start: Numbers,
    springs: Pairs,
    separations: Pairs,
    walls: tuple[Numbers, Numbers],
    rounds: int,
    cancelled: Check,
) -> Numbers:
    """The best places found within ``rounds``, never nearer to one another than allowed.

    ``walls`` : the least and the greatest place of each point, kept where the separations can be
    kept with them.
    """
    count = len(start)
    invert = _inverse(count, springs, separations)
    pull = springs.gather(springs.distance, count) + ANCHOR * start
    x = start
    moved = np.maximum(separations.difference(x), separations.distance)
    debt = np.zeros_like(moved)
    for turn in range(rounds):
        if turn % 20 == 0 or count > DENSE:
            stop_if(cancelled)
        push = separations.gather(RHO * (moved - debt), count)
        before, x = x, np.clip(invert(pull + push, x), *walls)
        reached = RELAX * separations.difference(x) + (1 - RELAX) * moved
        moved = np.maximum(reached + debt, separations.distance)
        debt += reached - moved
        if np.abs(x - before).max(initial=0.0) < STILL:
            break
    return feasible(x, separations, cancelled)


def feasible(x: Numbers, separations: Pairs, cancelled: Check = never) -> Numbers:
    """The mean of two solutions that keep all separations: all pushed right, all pushed left."""
    ordered = _in_order(len(x), separations, cancelled)
    right, left = x.copy(), x.copy()
    for a, b, gap in checked(ordered, cancelled):
        right[b] = max(right[b], right[a] + gap)
    for a, b, gap in checked(reversed(ordered), cancelled):
        left[a] = min(left[a], left[b] - gap)
    return 0.5 * (right + left)


def _in_order(count: int, separations: Pairs, cancelled: Check) -> list[tuple[int, int, float]]:
    """The separations in topological order: each behind all that move its first point."""
    leaving: list[list[tuple[int, float]]] = [[] for _ in range(count)]
    waiting = np.bincount(separations.second, minlength=count).tolist()
    columns = (
        separations.first.tolist(),
        separations.second.tolist(),
        separations.distance.tolist(),
    )
    for a, b, gap in checked(zip(*columns, strict=True), cancelled):
        leaving[a].append((b, gap))
    ready = [point for point in range(count) if not waiting[point]]
    found: list[tuple[int, int, float]] = []
    for point in checked(ready, cancelled):
        for other, gap in leaving[point]:
            found.append((point, other, gap))
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    return found


def _inverse(count: int, springs: Pairs, separations: Pairs) -> Invert:
    """Solves (springs + RHO · separations + ANCHOR) x = target, from a guess."""
    first = np.concatenate([springs.first, separations.first])
    second = np.concatenate([springs.second, separations.second])
    weight = np.repeat([1.0, RHO], [len(springs.first), len(separations.first)])
    pairs = Pairs(first, second, np.zeros(len(weight)))
    solver = _dense if count <= DENSE else _iterative
    return solver(count, pairs, weight)


def _dense(count: int, pairs: Pairs, weight: Numbers) -> Invert:
    matrix: Points = np.zeros((count, count))
    for a, b, sign in (
        (pairs.first, pairs.first, 1),
        (pairs.second, pairs.second, 1),
        (pairs.first, pairs.second, -1),
        (pairs.second, pairs.first, -1),
    ):
        np.add.at(matrix, (a, b), sign * weight)
    inverse = np.asarray(np.linalg.inv(matrix + ANCHOR * np.eye(count)), np.float64)
    return lambda target, _: inverse @ target


def _iterative(count: int, pairs: Pairs, weight: Numbers) -> Invert:
    """Preconditioned conjugate gradients, a few steps from the last iterate."""
    diagonal = ANCHOR + np.bincount(pairs.first, weight, count)
    diagonal += np.bincount(pairs.second, weight, count)

    def apply(x: Numbers) -> Numbers:
        return ANCHOR * x + pairs.gather(weight * pairs.difference(x), count)

    def invert(target: Numbers, x: Numbers) -> Numbers:
        residual = target - apply(x)
        scaled = residual / diagonal
        direction, power = scaled, _dot(residual, scaled)
        for _ in range(STEPS):
            if power < TOLERANCE**2:
                break
            image = apply(direction)
            step = power / _dot(direction, image)
            x = x + step * direction
            residual = residual - step * image
            scaled = residual / diagonal
            last, power = power, _dot(residual, scaled)
            direction = scaled + power / last * direction
        return x

    return invert


def _dot(a: Numbers, b: Numbers) -> float:
    """The inner product, without BLAS: its second thread costs more than it saves."""
    return float(np.einsum("i,i->", a, b))
