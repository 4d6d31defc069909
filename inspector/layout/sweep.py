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


@dataclass(frozen=True)
class Links:
    """All links, sorted by the row of one end, ``here``."""

    here: Indices
    there: Indices

    @classmethod
    def by(cls, end: Indices, other: Indices) -> Links:
        """Sorted by the first."""
        order = np.argsort(end, kind="stable")
        return cls(end[order], other[order])

    def of(self, begin: int, end: int) -> Side:
        """Those that end in some rows."""
        first, last = np.searchsorted(self.here, (begin, end)).tolist()
        here = self.here[first:last] - begin
        fresh = np.ones(len(here), dtype=bool)
        fresh[1:] = here[1:] != here[:-1]
        start = fresh.nonzero()[0]
        linked, degree = here[start], np.diff(start, append=len(here))
        ends = start + np.stack([0 * degree, (degree - 1) // 2, degree // 2, degree - 1])
        return Side(self.there[first:last], (here * np.float64(APART))[:, None], linked, ends)


class Sweeper:
    """A net prepared for sweeps over many orders at once."""

    def __init__(self, net: Net, cancelled: Check) -> None:
        self._cancelled = cancelled
        self._rows = np.argsort(net.layer, kind="stable")
        self._cuts = np.searchsorted(net.layer[self._rows], np.arange(net.depth + 1)).tolist()
        self._ranks = np.arange(net.width, dtype=np.float64)
        row = np.empty_like(self._rows)
        row[self._rows] = np.arange(len(net))
        tails, heads = row[net.tails], row[net.heads]
        self._before, self._behind = Links.by(heads, tails), Links.by(tails, heads)
        self._layers: dict[int, Layer] = {}

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
        layer = self._layers.get(number)
        if layer is None:
            sides = self._before.of(begin, end), self._behind.of(begin, end)
            layer = self._layers[number] = Layer(begin, end, *sides)
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
