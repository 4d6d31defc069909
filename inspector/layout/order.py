"""Ordering: the members of each layer side by side, with few crossings.

Sweeps over several starting orders find good regions, sifting betters the best of them member
by member, and rerouting path by path.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from inspector.layout.cancel import Check, stop_if
from inspector.layout.crossings import crossed, gaps
from inspector.layout.flow import Indices, Mask, Numbers
from inspector.layout.paths import bundles
from inspector.layout.reroute import Router
from inspector.layout.sift import Sifter
from inspector.layout.split import Net, repeated
from inspector.layout.start import from_old, places, starts
from inspector.layout.sweep import Sweeper
from inspector.layout.twins import in_turn

FIRST, LAST = 2, 20
"""Rounds of sifting at most, before and after rerouting."""
SIFTED, REROUTED = 60_000, 40_000
"""Members that all rounds of sifting visit at most, and of the largest net that is rerouted."""
SWEEPS = 2
DEEP = 1_000
"""Layers at crossings that all sweeps together pass at most: rerouting is better at deep nets."""
MEMBERS, MOST = 1_500, 8
"""Members of all orders that are bettered, but for the first, and how many orders at most."""
EFFORT = 700_000
"""Cells of all tables made while rerouting: bounds the time without a clock, so results repeat."""
WORTH = 0.02
"""What share of the crossings a round of rerouting must save to be followed by another."""
AT_ONCE = 10_000
"""Members of orders that are looked at side by side."""
SEED = 1


def order(net: Net, old: Numbers, cancelled: Check) -> Indices:
    """Place 0, 1, … of each member in its layer; the first of equally good orders wins.

    Where a former layout is known its order is the only start, so that little moves.
    """
    known = np.bincount(net.island[net.layer[: net.real]], ~np.isnan(old))[net.island] > 0
    place = _ordered(net, old, known, cancelled)
    return place if known.all() else np.where(known[net.layer], place, in_turn(net, place))


def _ordered(net: Net, old: Numbers, known: Mask, cancelled: Check) -> Indices:
    """The order before twins are told apart. ``known`` : layers of which there was a layout."""
    sifter = Sifter(net, cancelled)
    if known.all():
        return sifter(places(net, from_old(net, old, cancelled)), _rounds(net, LAST))
    place = _upright(net, _bettered(net, cancelled), cancelled)
    if known.any():
        place = np.where(known[net.layer], places(net, from_old(net, old, cancelled)), place)
    sifted = sifter(place, _rounds(net, LAST))
    if np.array_equal(sifted, place):
        return place
    # What was shown stays as it was, and is not turned over.
    return np.where(known[net.layer], sifted, _upright(net, sifted, cancelled))


def _bettered(net: Net, cancelled: Check) -> Indices:
    """The best of some orders after sifting; those of a small net are sifted at once."""
    found = _candidates(net, cancelled)
    best = _best(net, found)
    if not np.min([known.faults[0] for known in found], axis=0).any():
        return best
    found.sort(key=lambda known: tuple(known.faults.sum(axis=1)))
    tried = [best, *(known.place for known in found)][: min(max(MEMBERS // len(net), 1), MOST)]
    many = repeated(net, len(tried))
    place = Sifter(many, cancelled)(np.concatenate(tried), max(_rounds(net, FIRST), 1))
    if len(net) <= REROUTED:
        place = _rerouted(many, place, cancelled)
    return _best(net, _known(net, np.split(place, len(tried)), cancelled))


def _rounds(net: Net, most: int) -> int:
    """How many rounds of sifting a net is worth."""
    return min(SIFTED // len(net), most)


def _candidates(net: Net, cancelled: Check) -> list[Known]:
    """Starting orders, and these after sweeping."""
    now = _known(net, [places(net, key) for key in starts(net, cancelled)], cancelled)
    found, fewest, effort = list(now), np.inf, 0
    sweeper = Sweeper(net, cancelled)
    for turn in range(SWEEPS):
        crossed = np.logical_or.reduce([known.behind > 0 for known in now])
        effort += int(crossed.sum())
        before, fewest = fewest, min(known.crossings for known in now)
        if not 0 < fewest < before or effort > DEEP:
            break
        swept = sweeper([known.place for known in now], crossed, onward=turn % 2 == 0)
        now = _known(net, swept, cancelled)
        found.extend(now)
    return found


def _rerouted(net: Net, place: Indices, cancelled: Check) -> Indices:
    """The order after rerouting, with no more crossings than before."""
    chance, router = np.random.default_rng(SEED), Router(net)
    place, now, before = place.copy(), gaps(net, place, cancelled).sum(), np.inf
    while now < before * (1 - WORTH) and router.effort < EFFORT:
        for paths in bundles(net, _restless(net, place, cancelled), chance, cancelled):
            stop_if(cancelled)
            router.move(place, paths)
        now, before = gaps(net, place, cancelled).sum(), now
    return place


def _restless(net: Net, place: Indices, cancelled: Check) -> Mask:
    """The members whose links cross others."""
    found = np.zeros(len(net), dtype=bool)
    links = crossed(net, place, cancelled)
    found[net.tails[links]] = found[net.heads[links]] = True
    return found


@dataclass(frozen=True)
class Known:
    """An order, how many edges cross behind each layer in it, and its faults.

    ``faults`` : (2, islands) crossings, and inputs that stand against the order of their slots.
    """

    place: Indices
    behind: Numbers
    faults: Numbers

    @property
    def crossings(self) -> float:
        """All of them."""
        return float(self.behind.sum())


def _known(net: Net, orders: list[Indices], cancelled: Check) -> list[Known]:
    """The crossings and faults of some orders; those of a small net are counted at once."""
    some = max(AT_ONCE // len(net), 1)
    starts = range(0, len(orders), some)
    batches = [_side_by_side(net, orders[i : i + some], cancelled) for i in starts]
    return [known for batch in batches for known in batch]


def _side_by_side(net: Net, orders: list[Indices], cancelled: Check) -> Iterator[Known]:
    many, place = repeated(net, len(orders)), np.concatenate(orders)
    behind = gaps(many, place, cancelled).reshape(len(orders), net.depth)
    islands = int(net.island[-1]) + 1
    first, second = net.siblings.T
    home = net.island[net.layer[first]]
    for each, crossing in zip(orders, behind, strict=True):
        upset = home[each[first] > each[second]]
        crossings = np.bincount(net.island, crossing, islands)
        yield Known(each, crossing, np.stack([crossings, np.bincount(upset, minlength=islands)]))


def _best(net: Net, found: list[Known]) -> Indices:
    """For each connected part the order with the fewest faults, the first of equals."""
    if len(found) == 1:
        return found[0].place
    crossings, upsets = np.stack([known.faults for known in found], axis=1)
    fewest = crossings.min(axis=0)
    chosen = np.where(crossings == fewest, upsets, np.inf).argmin(axis=0)[net.island[net.layer]]
    best: Indices = np.stack([known.place for known in found])[chosen, np.arange(len(net))]
    return best


def _upright(net: Net, place: Indices, cancelled: Check) -> Indices:
    """The order or its mirror image, whichever keeps more inputs in the order of slots."""
    mirrored = np.bincount(net.layer)[net.layer] - 1 - place
    return _best(net, _known(net, [place, mirrored], cancelled))
