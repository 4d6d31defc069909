"""Ordering: the members of each layer side by side, with few crossings."""

from __future__ import annotations

import numpy as np

from inspector.layout.cancel import Check
from inspector.layout.crossings import crossings
from inspector.layout.flow import Indices, Numbers
from inspector.layout.sift import sift
from inspector.layout.split import Net
from inspector.layout.start import from_old, places, starts
from inspector.layout.sweep import sweep

ROUNDS = 8
WORK = 6_000  # members sifted: bounds the time without a clock, so that results repeat


def order(net: Net, old: Numbers, cancelled: Check) -> Indices:
    """Place 0, 1, … of each member in its layer; the first of equally good orders wins.

    Where a former layout is known its order is the only start, so that little moves.
    """
    if np.isnan(old).all():
        return _best(net, starts(net), cancelled)
    return _settle(net, places(net, from_old(net, old)), cancelled)


def _settle(net: Net, place: Indices, cancelled: Check) -> Indices:
    return sift(net, place, ROUNDS, cancelled)


def _best(net: Net, keys: list[Numbers], cancelled: Check) -> Indices:
    starting = [places(net, key) for key in keys]
    candidates = sweep(net, starting, cancelled)
    candidates += [(crossings(net, start), start) for start in starting]
    candidates.sort(key=lambda item: item[0])
    best, found = candidates[0]
    for _, candidate in candidates[: max(1, WORK // len(net))]:
        if best == 0:
            break
        sifted = sift(net, candidate, ROUNDS, cancelled)
        count = crossings(net, sifted)
        if count < best:
            best, found = count, sifted
    return found
