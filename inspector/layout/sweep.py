"""Sweeping: all starting orders are improved side by side, one column of an array each.

The layer-by-layer barycentre method of Sugiyama, Tagawa and Toda (1981); batching the starts
makes several as cheap as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from inspector.layout.cancel import Check, stop_if
from inspector.layout.crossings import crossings
from inspector.layout.flow import Indices, Numbers
from inspector.layout.geometry import Points
from inspector.layout.split import Net

ROUNDS = 6


@dataclass(frozen=True)
class Side:
    """For the members of one layer: their neighbours on one side, grouped by member.

    ``near`` : neighbours. ``first`` : where each linked member's group begins in ``near``.
    ``linked`` : local numbers of the members that have neighbours; ``degree`` : how many.
    """

    near: Indices
    first: Indices
    linked: Indices
    degree: Numbers


@dataclass(frozen=True)
class Layer:
    """The members of one layer and their neighbours before and behind."""

    members: Indices
    before: Side
    behind: Side


def sweep(net: Net, starting: list[Indices], cancelled: Check) -> list[Indices]:
    """For every starting order the best one found from it."""
    layers = _layers(net)
    place = np.stack(starting, axis=1).astype(np.float64)
    best = [(crossings(net, start), start) for start in starting]
    for turn in range(ROUNDS):
        if min(count for count, _ in best) == 0:
            break
        stop_if(cancelled)
        _pass(layers, place, onward=turn % 2 == 0, swap_ties=turn // 2 % 2 == 1)
        columns = [np.rint(column).astype(np.intp) for column in place.T]
        found = [(crossings(net, column), column) for column in columns]
        best = [min(pair, key=lambda item: item[0]) for pair in zip(best, found, strict=True)]
    return [place for _, place in best]


def _pass(layers: list[Layer], place: Points, *, onward: bool, swap_ties: bool) -> None:
    """Order each layer by the mean place of its neighbours in the one just ordered."""
    nudge = -1e-7 if swap_ties else 1e-7
    for layer in layers[1:] if onward else layers[-2::-1]:
        size = len(layer.members)
        if size < 2:
            continue
        side, other = (layer.before, layer.behind) if onward else (layer.behind, layer.before)
        here = place[layer.members]
        wish = here.copy()
        _wish(wish, other, place)
        _wish(wish, side, place)
        order = np.argsort(wish + here * nudge, axis=0, kind="stable")
        ranks = np.broadcast_to(np.arange(size, dtype=np.float64)[:, None], here.shape)
        np.put_along_axis(here, order, ranks, axis=0)
        place[layer.members] = here


def _wish(wish: Points, side: Side, place: Points) -> None:
    """Write the barycentre of each linked member; the others keep what stands there."""
    if len(side.near):
        sums = np.add.reduceat(place[side.near], side.first, axis=0)
        wish[side.linked] = sums / side.degree[:, None]


def _layers(net: Net) -> list[Layer]:
    order = np.argsort(net.layer, kind="stable")
    cuts = np.searchsorted(net.layer[order], np.arange(net.depth + 1)).tolist()
    local = np.empty(len(net), dtype=np.intp)
    local[order] = np.arange(len(net))
    before = _Sorted(local[net.heads], net.tails)
    behind = _Sorted(local[net.tails], net.heads)
    return [
        Layer(order[a:b], before.between(a, b), behind.between(a, b)) for a, b in pairwise(cuts)
    ]


class _Sorted:
    """Links sorted by one end, to be cut into layers."""

    def __init__(self, end: Indices, other: Indices) -> None:
        order = np.argsort(end, kind="stable")
        self.end, self.other = end[order], other[order]

    def between(self, low: int, high: int) -> Side:
        """The links whose sorted end lies in ``low`` … ``high - 1``."""
        a, b = np.searchsorted(self.end, [low, high])
        linked, first, degree = np.unique(self.end[a:b], return_index=True, return_counts=True)
        return Side(self.other[a:b], first, linked - low, degree.astype(np.float64))
