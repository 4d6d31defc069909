"""What stands where in a part that may be broken into rows, and what goes into a row together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from inspector.layout.flow import Flow, Indices, Mask
from inspector.layout.geometry import Points

PRELUDE = 2
"""So many operations on leaves, as a weight's transposing, go with what needs their result."""


@dataclass(frozen=True)
class Cards:
    """The cards of a part, in flow axes.

    ``low``, ``high`` : (n, 2) their corners. ``leaf`` : which have no inputs; ``tag`` : which of
    these stand for others. ``early`` : leaves, and what is made of these alone to join what is
    not. ``band`` : the layer of each, as it can be seen: nothing stands between two of them.
    ``level`` : the layer that decides its row: that of what something early is first put into,
    or its own.
    """

    low: Points
    high: Points
    leaf: Mask
    tag: Mask
    early: Mask
    band: Indices
    level: Indices

    @cached_property
    def levels(self) -> tuple[Points, Points]:
        """The corners of what goes with each layer: (layers, 2)."""
        count = int(self.level.max()) + 1
        low, high = np.full((count, 2), np.inf), np.full((count, 2), -np.inf)
        np.minimum.at(low, self.level, self.low)
        np.maximum.at(high, self.level, self.high)
        return low, high


def cards(flow: Flow, centres: Points, tag: Mask) -> Cards:
    """What stands where in a part that is laid out. ``tag`` : which of it stand for leaves."""
    half = flow.sizes / 2
    low, high = centres - half, centres + half
    order = np.argsort(low[:, 0], kind="stable")
    reach = np.maximum.accumulate(high[order, 0])
    band = np.zeros(len(flow), dtype=np.intp)
    band[order[1:]] = np.cumsum(low[order[1:], 0] > reach[:-1])
    leaf = np.bincount(flow.edges[:, 1], minlength=len(flow)) == 0
    early = _early(flow, leaf)
    return Cards(low, high, leaf, tag, early, band, _level(flow, early, band))


def _early(flow: Flow, leaf: Mask) -> Mask:
    """Leaves, and operations on these alone whose result is put into another beside one more."""
    tails, heads = flow.links.T
    single = np.bincount(tails, minlength=len(flow)) == 1
    ready = leaf
    for _ in range(PRELUDE):
        late = np.zeros(len(flow), dtype=np.bool_)
        late[heads[~ready[tails]]] = True
        ready = leaf | (single & ~late)
    met = np.zeros(len(flow), dtype=np.bool_)
    met[heads[~ready[tails]]] = True
    for _ in range(PRELUDE):
        met[tails[met[heads] & ready[tails]]] = True
    early: Mask = leaf | (ready & met)
    return early


def _level(flow: Flow, early: Mask, band: Indices) -> Indices:
    tails, heads = flow.links[early[flow.links[:, 0]]].T
    level = band
    for _ in range(PRELUDE + 1):
        first = np.where(early, np.iinfo(np.intp).max, band)
        np.minimum.at(first, tails, level[heads])
        level = first
    return level
