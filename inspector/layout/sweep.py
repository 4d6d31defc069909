"""Sweeping: several orders are improved side by side, one column of an array each.

The layer-by-layer method of Sugiyama, Tagawa and Toda (1981), with the weighted medians of
Gansner, Koutsofios, North and Vo (1993) for places; batching the orders makes several as cheap
as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from inspector.layout.cancel import Check, stop_if
from inspector.layout.flow import Indices, Mask
from inspector.layout.geometry import Points
from inspector.layout.split import Net

APART = 1 << 32
"""Keeps the neighbours of one member from those of the next while all are sorted at once."""
NUDGE = 1e-7
"""How little the present place counts: it tells equal wishes apart."""
CHECKED = 256
"""Layers between two questions whether to go on."""


@dataclass(frozen=True)
class Side:
    """The neighbours that the members of one layer have on one side, grouped by member.

    ``near`` : rows of the neighbours. ``group`` : (links, 1) an offset for each member's.
    ``linked`` : rows of the members that have neighbours; ``ends`` : (4, k) where the first, the
    lower and the upper middle and the last neighbour of each stand among the sorted.
    """

    near: Indices
    group: Points
    linked: Indices
    ends: Indices


@dataclass(frozen=True)
class Layer:
    """The rows of one layer, and its neighbours before and behind."""

    begin: int
    end: int
    before: Side
    behind: Side


class Sweeper:
    """A net prepared for sweeps over many orders at once."""

    def __init__(self, net: Net, cancelled: Check) -> None:
        self._net, self._cancelled = net, cancelled
        self._rows = np.argsort(net.layer, kind="stable")
        self._layers = _layers(net, self._rows)
        widest = max(layer.end - layer.begin for layer in self._layers)
        self._ranks = np.arange(widest, dtype=np.float64)

    def __call__(self, orders: list[Indices], crossed: Mask, *, onward: bool) -> list[Indices]:
        """Order each layer by the median places of its neighbours in the one just ordered.

        ``crossed`` : behind which layers anything crosses; the others fit already, and are left
        alone.
        """
        place = np.stack(orders, axis=1).astype(np.float64)[self._rows]
        moved = False
        layers = range(1, len(crossed)) if onward else range(len(crossed) - 1)[::-1]
        for turn, i in enumerate(layers):
            if turn % CHECKED == 0:
                stop_if(self._cancelled)
            if moved or crossed[i - 1 if onward else i]:
                moved = self._arrange(place, self._layers[i], onward=onward)
        found = np.empty(place.shape, dtype=np.intp)
        found[self._rows] = np.rint(place)
        return list(found.T.copy())

    def _arrange(self, place: Points, layer: Layer, *, onward: bool) -> bool:
        """Order one layer; whether that changed anything."""
        size = layer.end - layer.begin
        if size == 1:
            return False
        side, other = (layer.before, layer.behind) if onward else (layer.behind, layer.before)
        here = place[layer.begin : layer.end]
        wish = here.copy()
        if len(side.linked) < size:
            _wish(wish, other, place)
        _wish(wish, side, place)
        order = (wish + here * NUDGE).argsort(axis=0, kind="stable")
        ranks = np.empty_like(here)
        ranks[order, np.arange(place.shape[1])] = self._ranks[:size, None]
        if np.array_equal(ranks, here):
            return False
        here[:] = ranks
        return True


def _wish(wish: Points, side: Side, place: Points) -> None:
    """Write the median of each linked member's neighbours; the others keep what stands there."""
    if not len(side.near):
        return
    ordered = np.sort(place[side.near] + side.group, axis=0)
    first, lower, upper, last = ordered[side.ends] - side.group[side.ends[0]]
    left, right = lower - first, last - upper
    share = np.where(left + right > 0, left, 1.0) / np.where(left + right > 0, left + right, 2.0)
    wish[side.linked] = lower + (upper - lower) * share


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
    ends = first + np.stack([0 * degree, (degree - 1) // 2, degree // 2, degree - 1])
    group = (end * np.float64(APART))[:, None]
    links, groups = np.searchsorted(end, cuts).tolist(), np.searchsorted(linked, cuts).tolist()
    return [
        Side(other[a:b], group[a:b] - begin * APART, linked[c:d] - begin, ends[:, c:d] - a)
        for (a, b), (c, d), begin in zip(
            pairwise(links), pairwise(groups), cuts[:-1].tolist(), strict=True
        )
    ]
