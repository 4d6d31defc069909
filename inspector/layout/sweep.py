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
from inspector.layout.flow import Indices
from inspector.layout.geometry import Points
from inspector.layout.split import Net

ROUNDS = 6


@dataclass(frozen=True)
class Side:
    """The neighbours that the members of one layer have on one side, grouped by member.

    ``near`` : rows of the neighbours. ``first`` : where each linked member's group begins in it.
    ``linked`` : rows of the members that have neighbours; ``degree`` : (k, 1) how many.
    """

    near: Indices
    first: Indices
    linked: Indices
    degree: Points


@dataclass(frozen=True)
class Layer:
    """The rows of one layer, and its neighbours before and behind."""

    begin: int
    end: int
    before: Side
    behind: Side


def sweep(net: Net, starting: list[Indices], cancelled: Check) -> list[Indices]:
    """For every starting order the best one found from it."""
    rows = np.argsort(net.layer, kind="stable")
    layers = _layers(net, rows)
    place = np.stack(starting, axis=1).astype(np.float64)[rows]
    best = [(crossings(net, start), start) for start in starting]
    for turn in range(ROUNDS):
        if min(count for count, _ in best) == 0:
            break
        stop_if(cancelled)
        _pass(layers, place, onward=turn % 2 == 0, swap_ties=turn // 2 % 2 == 1)
        found = np.empty(place.shape, dtype=np.intp)
        found[rows] = np.rint(place)
        pairs = zip(best, [(crossings(net, column), column) for column in found.T], strict=True)
        best = [min(pair, key=lambda item: item[0]) for pair in pairs]
    return [place for _, place in best]


def _pass(layers: list[Layer], place: Points, *, onward: bool, swap_ties: bool) -> None:
    """Order each layer by the mean place of its neighbours in the one just ordered."""
    nudge = -1e-7 if swap_ties else 1e-7
    columns = np.arange(place.shape[1])
    ranks = np.arange(max(layer.end - layer.begin for layer in layers), dtype=np.float64)
    for layer in layers[1:] if onward else layers[-2::-1]:
        size = layer.end - layer.begin
        if size < 2:
            continue
        side, other = (layer.before, layer.behind) if onward else (layer.behind, layer.before)
        here = place[layer.begin : layer.end]
        wish = here.copy()
        if len(side.linked) < size:
            _wish(wish, other, place)
        _wish(wish, side, place)
        order = (wish + here * nudge).argsort(axis=0, kind="stable")
        here[order, columns] = ranks[:size, None]


def _wish(wish: Points, side: Side, place: Points) -> None:
    """Write the barycentre of each linked member; the others keep what stands there."""
    if len(side.near):
        sums = np.add.reduceat(place[side.near], side.first, axis=0)
        wish[side.linked] = sums / side.degree


def _layers(net: Net, rows: Indices) -> list[Layer]:
    cuts = np.searchsorted(net.layer[rows], np.arange(net.depth + 1))
    row = np.empty(len(net), dtype=np.intp)
    row[rows] = np.arange(len(net))
    before = _sides(row[net.heads], row[net.tails], cuts)
    behind = _sides(row[net.tails], row[net.heads], cuts)
    bounds = pairwise(cuts.tolist())
    return [Layer(a, b, *sides) for (a, b), *sides in zip(bounds, before, behind, strict=True)]


def _sides(end: Indices, other: Indices, cuts: Indices) -> list[Side]:
    """The links, grouped by one end and cut into layers."""
    order = np.argsort(end, kind="stable")
    end, other = end[order], other[order]
    linked, first, degree = np.unique(end, return_index=True, return_counts=True)
    links, groups = np.searchsorted(end, cuts).tolist(), np.searchsorted(linked, cuts).tolist()
    return [
        Side(
            other[a:b],
            first[c:d] - a,
            linked[c:d] - begin,
            degree[c:d, None].astype(np.float64),
        )
        for (a, b), (c, d), begin in zip(
            pairwise(links), pairwise(groups), cuts[:-1].tolist(), strict=True
        )
    ]
