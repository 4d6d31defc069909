"""Sifting: members of a layer try all places in it and take the best, greatest gain first.

Exact crossing numbers for each pair of members come from one table a layer; a layer next to
which nothing crosses is left alone. After Matuszewski, Schönfeld and Molitor, "Using sifting
for k-layer straightline crossing minimization" (1999).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from inspector.layout.cancel import Check, stop_if
from inspector.layout.crossings import gaps
from inspector.layout.flow import Indices, Numbers
from inspector.layout.geometry import Points
from inspector.layout.split import Net

WIDEST = 1_500
LEAN = 2.0**-12
CALLS = 4_000
"""The time of a table of no size, in cells."""


@dataclass(frozen=True)
class Links:
    """The links of one layer on one side: own ends ascending, the others' and their weights."""

    here: Indices
    there: Indices
    weight: Points


class Sifter:
    """A net cut into layers, to improve many orders of it.

    ``effort`` counts the cells of all tables made so far: a measure of time without a clock.
    """

    def __init__(self, net: Net, cancelled: Check) -> None:
        self.net, self.effort = net, 0
        self._cancelled = cancelled
        self._before = _links(net, net.heads, net.tails)
        self._behind = _links(net, net.tails, net.heads)
        self._pairs = _by_layer(net, net.siblings[:, 0])

    def __call__(
        self, place: Indices, rounds: int, within: Iterable[int] | None = None
    ) -> Indices:
        """Better places, never with more crossings; ``place`` itself stays untouched.

        Among places with as few, inputs of one vertex prefer the order of their slots. Only the
        layers ``within`` are touched, where any are named.
        """
        place = place.copy()
        layers = _ordered(self.net, place)
        allowed = set(range(self.net.depth) if within is None else within)
        active = self._faulty(place) & allowed
        for turn in range(rounds):
            changed: set[int] = set()
            for i in sorted(active, reverse=turn % 2 == 1):
                if self._improve(layers, place, i):
                    changed |= {i - 1, i, i + 1}
            active = changed & allowed
            if not active:
                break
        return place

    def _faulty(self, place: Indices) -> set[int]:
        """Layers next to crossings, or with inputs that stand against the order of slots."""
        crossed = np.flatnonzero(gaps(self.net, place))
        first, second = self.net.siblings[:, 0], self.net.siblings[:, 1]
        upset = self.net.layer[first[place[first] > place[second]]]
        return {*crossed.tolist(), *(crossed + 1).tolist(), *upset.tolist()}

    def _improve(self, layers: list[Indices], place: Indices, i: int) -> bool:
        """Put one layer into a better order; whether there was one."""
        if not 2 <= len(layers[i]) <= WIDEST:
            return False
        stop_if(self._cancelled)
        cost = self._crossings(layers, place, i)
        _lean(cost, place[self.net.siblings[self._pairs[i]]])
        better = _sift_layer(cost - cost.T)
        if better is None:
            return False
        layers[i] = layers[i][better]
        place[layers[i]] = np.arange(len(better))
        return True

    def _crossings(self, layers: list[Indices], place: Indices, i: int) -> Points:
        """(w, w): crossings between the links of a and b while a stands before b."""
        size = len(layers[i])
        cost = np.zeros((size, size))
        for links, beside in ((self._before, i - 1), (self._behind, i + 1)):
            if len(links[i].here):
                self.effort += CALLS + (size + len(links[i].here)) * len(layers[beside])
                _add_crossings(cost, place, links[i], len(layers[beside]))
        return cost


def sift(net: Net, place: Indices, rounds: int, cancelled: Check) -> Indices:
    """Sift one order of a net."""
    return Sifter(net, cancelled)(place, rounds)


def _ordered(net: Net, place: Indices) -> list[Indices]:
    order = np.lexsort((place, net.layer))
    return np.split(order, np.searchsorted(net.layer[order], np.arange(1, net.depth)))


def _by_layer(net: Net, members: Indices) -> list[Indices]:
    """Positions in ``members``, for each layer of theirs."""
    layer = net.layer[members]
    order = np.argsort(layer, kind="stable")
    return np.split(order, np.searchsorted(layer[order], np.arange(1, net.depth)))


def _links(net: Net, here: Indices, there: Indices) -> list[Links]:
    order = np.lexsort((here, net.layer[here]))
    here, there, weight = here[order], there[order], net.weight[order, None]
    cuts = np.searchsorted(net.layer[here], np.arange(net.depth + 1)).tolist()
    return [
        Links(here[a:b], there[a:b], weight[a:b]) for a, b in zip(cuts, cuts[1:], strict=False)
    ]


def _add_crossings(cost: Points, place: Indices, links: Links, width: int) -> None:
    """Add to ``cost[a, b]`` the crossings between links of a and b when a stands before b."""
    here, there = place[links.here], place[links.there]
    joined = np.zeros((width, len(cost)))
    joined[there, here] = links.weight[:, 0]
    nearer = np.cumsum(joined, axis=0) - joined
    starts = np.flatnonzero(np.concatenate([[True], here[1:] != here[:-1]]))
    cost[here[starts]] += np.add.reduceat(nearer[there] * links.weight, starts, axis=0)


def _lean(cost: Points, pairs: Indices) -> None:
    """A weight too small to cost a crossing: inputs prefer to stand in the order of slots."""
    if len(pairs):
        np.add.at(cost, (pairs[:, 1], pairs[:, 0]), LEAN)


def _sift_layer(saved: Points) -> Indices | None:
    """A better order of the members 0, 1, …, of which ``saved[a, b]`` speaks for b before a.

    None when no move gains anything.
    """
    order = list(range(len(saved)))
    moved = False
    for member in _restless(saved):
        here = order.index(member)
        others = order[:here] + order[here + 1 :]
        target = _best_gap(saved[member, others], here)
        if target != here:
            others.insert(target, member)
            order, moved = others, True
    return np.array(order, dtype=np.intp) if moved else None


def _restless(saved: Points) -> list[int]:
    """The members that gain by moving, who gains most first."""
    gains = np.zeros((len(saved), len(saved) + 1))
    np.cumsum(saved, axis=1, out=gains[:, 1:])
    best = gains.max(axis=1) - gains.diagonal()
    wanting = np.flatnonzero(best > LEAN / 2)
    greatest: list[int] = wanting[np.argsort(-best[wanting], kind="stable")].tolist()
    return greatest


def _best_gap(saved: Numbers, here: int) -> int:
    """The gap among the others that saves most; the present one unless another is better."""
    gains = np.concatenate([[0.0], saved]).cumsum()
    best = int(gains.argmax())
    return best if gains[best] > gains[here] + LEAN / 2 else here
