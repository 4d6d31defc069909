"""Ordering: the members of each layer side by side, with few crossings.

Sweeps over several starting orders find good regions, sifting the best order of some of them,
and shaking betters the best of all.
"""

from __future__ import annotations

import numpy as np

from inspector.layout.cancel import Check
from inspector.layout.crossings import crossings, upsets
from inspector.layout.flow import Indices, Numbers
from inspector.layout.shake import shaken
from inspector.layout.sift import Sifter
from inspector.layout.split import Net
from inspector.layout.start import from_old, places, starts
from inspector.layout.sweep import Sweeper

ROUNDS = 20
SWEEPS, FEWEST = 8, 2
DEEP = 4_000
"""Layers that all sweeps together pass at most, but for the fewest."""
CHOSEN, MOST = 1_500, 12
"""Members of all orders that are sifted, and how many orders at most; two at least."""
SHAKES = 40
EFFORT = 6_000_000
"""Cells of all tables made while sifting: bounds the time without a clock, so results repeat."""


def order(net: Net, old: Numbers, cancelled: Check) -> Indices:
    """Place 0, 1, … of each member in its layer; the first of equally good orders wins.

    Where a former layout is known its order is the only start, so that little moves.
    """
    sifter = Sifter(net, cancelled)
    if not np.isnan(old).all():
        return sifter(places(net, from_old(net, old)), ROUNDS)
    known = _candidates(net, cancelled)
    best = sifter(known[0], ROUNDS)
    for place in known[1 : min(max(CHOSEN // len(net), 2), MOST)]:
        if not crossings(net, best) or sifter.effort > EFFORT // 2:
            break
        best = min(best, sifter(place, ROUNDS), key=lambda place: _faults(net, place))
    return _upright(net, shaken(net, best, sifter, EFFORT, SHAKES))


def _candidates(net: Net, cancelled: Check) -> list[Indices]:
    """Starting orders and what sweeping makes of them, the best first, without repetition."""
    orders = [places(net, key) for key in starts(net)]
    found = {place.tobytes(): place for place in orders}
    sweeper = Sweeper(net, cancelled)
    for turn in range(min(max(DEEP // net.depth, FEWEST), SWEEPS)):
        if not all(crossings(net, place) for place in orders):
            break
        orders = sweeper(orders, onward=turn % 2 == 0, swap_ties=turn // 2 % 2 == 1)
        found.update((place.tobytes(), place) for place in orders)
    return sorted((_upright(net, p) for p in found.values()), key=lambda p: _faults(net, p))


def _faults(net: Net, place: Indices) -> tuple[int, int]:
    return crossings(net, place), upsets(net, place)


def _upright(net: Net, place: Indices) -> Indices:
    """The order or its mirror image, whichever keeps more inputs in the order of slots."""
    mirrored = np.bincount(net.layer)[net.layer] - 1 - place
    return mirrored if upsets(net, mirrored) < upsets(net, place) else place
