"""Sweeping: several orders are improved side by side, one column of an array each.

The layer-by-layer method of Sugiyama, Tagawa and Toda (1981), with the weighted medians of
Gansner, Koutsofios, North and Vo (1993) for places; batching the orders makes several as cheap
as one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inspector.layout.cancel import Check, stop_if
from inspector.layout.flow import Indices, Mask
from inspector.layout.geometry import Points
from inspector.layout.split import Net

APART = 1 << 24
"""Keeps the neighbours of one member from those of the next while all are sorted at once."""
NUDGE = 1e-7
"""How little the present place counts: it tells equal wishes apart."""
CHECKED = 256
"""Layers between two questions whether to go on."""


@dataclass(frozen=True)
class Side:
    """The neighbours that the members of one layer have on one side, grouped by member.

    ``near`` : rows of the neighbours. ``group`` : (links, 1) an offset for each member's.
    ``linked`` : which members have neighbours; ``ends`` : (4, k) where the first, the lower and
    the upper middle and the last neighbour of each stand among the sorted.
    """

    near: Indices
    group: Points
    linked: Indices
    ends: Indices


class Links:
    """All links by the row of one end, ready to be cut into the sides of layers.

    ``here``, ``there`` : the rows of both ends. ``cuts`` : where each layer's rows begin.
    """

    def __init__(self, here: Indices, there: Indices, cuts: Indices) -> None:
        order = np.argsort(here, kind="stable")
        here, self._there = here[order], there[order]
        fresh = np.ones(len(here), dtype=bool)
        fresh[1:] = here[1:] != here[:-1]
        start = fresh.nonzero()[0]
        self._linked, degree = here[start], np.diff(np.append(start, len(here)))
        self._ends = start + np.stack([0 * degree, (degree - 1) // 2, degree // 2, degree - 1])
        self._group = (here * np.float64(APART))[:, None]
        self._cuts: list[int] = cuts.tolist()
        self._link_cuts: list[int] = np.searchsorted(here, cuts).tolist()
        self._member_cuts: list[int] = np.searchsorted(self._linked, cuts).tolist()

    def of(self, layer: int) -> Side:
        """Those that end in a layer."""
        first, last = self._link_cuts[layer : layer + 2]
        begin, end = self._member_cuts[layer : layer + 2]
        return Side(
            self._there[first:last],
            self._group[first:last],
            self._linked[begin:end] - self._cuts[layer],
            self._ends[:, begin:end] - first,
        )


class Sweeper:
    """A net prepared for sweeps over many orders at once."""

    def __init__(self, net: Net, cancelled: Check) -> None:
        self._cancelled = cancelled
        self._rows = np.argsort(net.layer, kind="stable")
        cuts = np.searchsorted(net.layer[self._rows], np.arange(net.depth + 1))
        self._cuts: list[int] = cuts.tolist()
        self._ranks = np.arange(net.width, dtype=np.float64)
        row = np.empty_like(self._rows)
        row[self._rows] = np.arange(len(net))
        tails, heads = row[net.tails], row[net.heads]
        self._before, self._behind = Links(heads, tails, cuts), Links(tails, heads, cuts)

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
                moved = self._arrange(place, i, onward=onward)
        found = np.empty(place.shape, dtype=np.intp)
        found[self._rows] = np.rint(place)
        return list(found.T.copy())

    def _arrange(self, place: Points, number: int, *, onward: bool) -> bool:
        """Order one layer; whether that changed anything."""
        begin, end = self._cuts[number : number + 2]
        size = end - begin
        if size == 1:
            return False
        links, others = self._before, self._behind
        if not onward:
            links, others = others, links
        side, here = links.of(number), place[begin:end]
        wish = here.copy()
        if len(side.linked) < size:
            _wish(wish, others.of(number), place)
        _wish(wish, side, place)
        order = (wish + here * NUDGE).argsort(axis=0, kind="stable")
        ranks = np.empty_like(here)
        ranks[order, np.arange(place.shape[1])] = self._ranks[:size, None]
        if np.array_equal(ranks, here):
            return False
        here[:] = ranks
        return True


def _wish(wish: Points, side: Side, place: Points) -> None:
    """Write the median of each member's neighbours; members without any keep their wish."""
    if not len(side.near):
        return
    ordered = np.sort(place[side.near] + side.group, axis=0)
    first, lower, upper, last = ordered[side.ends] - side.group[side.ends[0]]
    left, right = lower - first, last - upper
    reach = left + right
    alike = reach == 0.0
    share = (left + alike) / (reach + 2 * alike)
    wish[side.linked] = lower + (upper - lower) * share
