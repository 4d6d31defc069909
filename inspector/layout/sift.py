"""Sifting: members of a layer try all places in it and take the best, greatest gain first.

Exact crossing numbers for each pair of members come from one table a layer, and every second
layer is sifted at once, padded to one width: what stands between them stays as it is. After
Matuszewski, Schönfeld and Molitor, "Using sifting for k-layer straightline crossing
minimization" (1999).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from inspector.layout.cancel import Check, stop_if
from inspector.layout.crossings import gaps
from inspector.layout.flow import Indices, Mask, Numbers
from inspector.layout.geometry import Points
from inspector.layout.split import Net
from inspector.model.distinct import distinct

WIDEST = 1_000
LEAN = 2.0**-12
CELLS = 1_000_000
"""Cells of the tables that are made at once."""
CALLS = 40_000
"""The time of tables of no size, in cells."""
ONE_THREAD, STRIP = 2**18, 16
"""Products of smaller tables are not worth a second thread to BLAS; a strip's columns at least."""


@dataclass(frozen=True)
class Grouped:
    """Pairs of members by the layer of the first: layer i has the rows cuts[i] to cuts[i + 1]."""

    here: Indices
    there: Indices
    weight: Numbers
    cuts: Indices

    def of(self, layers: Indices) -> tuple[Indices, Indices]:
        """The rows of some layers, and for each row which of the layers it belongs to."""
        counts = self.cuts[layers + 1] - self.cuts[layers]
        which = np.repeat(np.arange(len(layers)), counts)
        inner = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
        return self.cuts[layers][which] + inner, which


class Sifter:
    """A net made ready to better many orders of it.

    ``effort`` counts the cells of all tables made so far: a measure of time without a clock.
    """

    def __init__(self, net: Net, cancelled: Check) -> None:
        self.net, self.effort = net, 0
        self._cancelled = cancelled
        self._sides = (
            _grouped(net, net.heads, net.tails, net.weight),
            _grouped(net, net.tails, net.heads, net.weight),
        )
        first, second = net.siblings.T
        self._siblings = _grouped(net, first, second, np.ones(len(first)))
        self._width = np.bincount(net.layer, minlength=net.depth)
        padded = np.concatenate([[0], self._width, [0]])
        self._reach = np.maximum(np.maximum(padded[:-2], padded[2:]), self._width)
        self._members = np.argsort(net.layer, kind="stable")
        self._begin = np.cumsum(self._width) - self._width

    def __call__(self, place: Indices, rounds: int, within: Mask | None = None) -> Indices:
        """Better places, never with more crossings; ``place`` itself stays untouched.

        Among places with as few, inputs of one vertex prefer the order of their slots. Only the
        layers ``within`` are touched, where any are named.
        """
        place = place.copy()
        allowed = (self._width > 1) & (self._width <= WIDEST)
        if within is not None:
            allowed &= within
        active = self._faulty(place) & allowed
        for turn in range(rounds):
            changed = np.zeros(self.net.depth + 2, dtype=bool)
            for odd in (turn % 2, 1 - turn % 2):
                now = np.flatnonzero(active[odd::2]) * 2 + odd
                for layers in self._batches(now):
                    stop_if(self._cancelled)
                    better = layers[self._improve(place, layers)]
                    for beside in (0, 1, 2):
                        changed[better + beside] = True
            active = changed[1:-1] & allowed
            if not active.any():
                break
        return place

    def _faulty(self, place: Indices) -> Mask:
        """Layers next to crossings, or with inputs that stand against the order of slots."""
        found = np.zeros(self.net.depth + 1, dtype=bool)
        crossed = np.flatnonzero(gaps(self.net, place, self._cancelled))
        found[crossed] = found[crossed + 1] = True
        upset = place[self._siblings.here] > place[self._siblings.there]
        found[self.net.layer[self._siblings.here[upset]]] = True
        return found[:-1]

    def _batches(self, layers: Indices) -> Iterator[Indices]:
        """Layers of similar widths, so many that their tables are not too large."""
        kinds = np.ceil(np.log2(self._reach[layers] + 1) / 2)
        for kind in distinct(kinds):
            alike = layers[kinds == kind]
            cells = 2 * int(self._reach[alike].max()) ** 2
            size = max(1, CELLS // cells)
            self.effort += cells * len(alike) + CALLS
            yield from np.split(alike, range(size, len(alike), size))

    def _improve(self, place: Indices, layers: Indices) -> Mask:
        """Improve the orders of some layers, no two of them neighbours; which have changed."""
        width = int(self._width[layers].max())
        cost = np.zeros((len(layers), width, width))
        for side in self._sides:
            self._add_crossings(cost, place, side, layers)
        rows, which = self._siblings.of(layers)
        lean = place[self._siblings.here[rows]], place[self._siblings.there[rows]]
        np.add.at(cost, (which, lean[1], lean[0]), LEAN)
        order, moved = sifted(cost - cost.transpose(0, 2, 1))
        ranks = np.argsort(order, axis=1)
        counts = self._width[layers]
        which = np.repeat(np.arange(len(layers)), counts)
        inner = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
        members = self._members[self._begin[layers][which] + inner]
        place[members] = ranks[which, place[members]]
        return moved

    def _add_crossings(self, cost: Points, place: Indices, side: Grouped, layers: Indices) -> None:
        """Add to ``cost[i, a, b]`` the crossings of links of a and b when a stands before b."""
        rows, which = side.of(layers)
        if not len(rows):
            return
        here, there = place[side.here[rows]], place[side.there[rows]]
        joined = np.zeros((len(layers), int(there.max()) + 1, cost.shape[1]), dtype=np.float32)
        joined[which, there, here] = side.weight[rows]
        nearer = joined.copy()
        summed(nearer)
        nearer -= joined
        strip = max(STRIP, ONE_THREAD // (joined.shape[1] * joined.shape[2]))
        for start in range(0, cost.shape[2], strip):
            part = slice(start, start + strip)
            cost[:, :, part] += joined.transpose(0, 2, 1) @ nearer[:, :, part]


def summed(tables: npt.NDArray[np.floating]) -> None:
    """Replace each row of many tables by the sum of all rows up to it.

    Row by row, all tables at once: several times as fast as numpy's own sum along a middle axis.
    """
    for row in range(1, tables.shape[1]):
        tables[:, row] += tables[:, row - 1]


def _grouped(net: Net, here: Indices, there: Indices, weight: Numbers) -> Grouped:
    order = np.argsort(net.layer[here], kind="stable")
    cuts = np.searchsorted(net.layer[here[order]], np.arange(net.depth + 1))
    return Grouped(here[order], there[order], weight[order], cuts)


def sifted(saved: Points) -> tuple[Indices, Mask]:
    """Better orders of the members 0, 1, … of some layers, and which of these have changed.

    ``saved[i, a, b]`` says how many crossings layer i saves with b before a. The members that
    gain by moving do so one after the other, who gains most first.
    """
    count, width, _ = saved.shape
    wanting = _wanting(saved)
    restless = np.argsort(-wanting, axis=1, kind="stable")
    many = (wanting > LEAN / 2).sum(axis=1)
    order = np.tile(np.arange(width), (count, 1))
    moved = np.zeros(count, dtype=bool)
    for step in range(int(many.max())):
        layers = np.flatnonzero(many > step)
        moved[layers] |= _move(saved, order, layers, restless[layers, step])
    return order, moved


def _wanting(saved: Points) -> Points:
    """(i, a): how many crossings a saves at most by a move within layer i."""
    gains = np.cumsum(saved, axis=2)
    best = np.maximum(gains.max(axis=2), 0.0)
    return np.asarray(best - np.diagonal(gains, axis1=1, axis2=2), dtype=np.float64)


def _move(saved: Points, order: Indices, layers: Indices, member: Indices) -> Mask:
    """Move one member of each layer to its best gap, if that is better; which layers changed."""
    now = order[layers]
    rows = np.arange(len(layers))
    here = np.argmax(now == member[:, None], axis=1)
    gains = np.zeros((len(layers), now.shape[1] + 1))
    np.cumsum(saved[layers[:, None], member[:, None], now], axis=1, out=gains[:, 1:])
    best = gains.argmax(axis=1)
    better: Mask = gains[rows, best] > gains[rows, here] + LEAN / 2
    keys = np.tile(np.arange(now.shape[1], dtype=np.float64), (len(layers), 1))
    keys[rows[better], here[better]] = best[better] - 0.5
    order[layers] = np.take_along_axis(now, np.argsort(keys, axis=1), axis=1)
    return better
