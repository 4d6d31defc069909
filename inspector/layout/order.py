"""Ordering: the members of each layer side by side, with few crossings."""

from __future__ import annotations

import numpy as np

from inspector.layout.cancel import Check
from inspector.layout.crossings import crossings, upsets
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
    if not np.isnan(old).all():
        return sift(net, places(net, from_old(net, old)), ROUNDS, cancelled)
    candidates = [_upright(net, place) for place in _candidates(net, cancelled)]
    candidates.sort(key=lambda place: _faults(net, place))
    tries = max(1, min(WORK // len(net), len(candidates)))
    sifted = [sift(net, place, ROUNDS, cancelled) for place in candidates[:tries]]
    return min(sifted, key=lambda place: _faults(net, place))


def _candidates(net: Net, cancelled: Check) -> list[Indices]:
    """The starting orders and the best that sweeping makes of them, without repetition."""
    starting = [places(net, key) for key in starts(net)]
    swept = sweep(net, starting, cancelled)
    return list({place.tobytes(): place for place in starting + swept}.values())


def _faults(net: Net, place: Indices) -> tuple[int, int]:
    return crossings(net, place), upsets(net, place)


def _upright(net: Net, place: Indices) -> Indices:
    """The order or its mirror image, whichever keeps more inputs in the order of slots."""
    mirrored = np.bincount(net.layer)[net.layer] - 1 - place
    return mirrored if upsets(net, mirrored) < upsets(net, place) else place
