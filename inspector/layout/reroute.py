"""Rerouting: a path through the layers is taken out, and put back where it crosses least.

A single member hemmed in by its neighbours seldom gains by a move where a whole rail or chain
would: here all members of a path move together. Where each may stand, with all else still, is a
shortest way through the gaps of its layers, found exactly by dynamic programming. Paths too far
apart to have links in common are moved at the same time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inspector.layout.flow import Indices, Mask, Numbers
from inspector.layout.geometry import Points
from inspector.layout.paths import Paths
from inspector.layout.sift import summed
from inspector.layout.split import Net

REACH = 6
"""Gaps on either side of a member that are tried."""
WHIM = 0.02
"""Less than this tells gaps of equal cost apart: drifting among them leads out of dead ends."""
SEED = 1
SMALL = 20_000
"""Cells of tables that numpy adds up as fast along their middle axis."""
BARRED = 1e12
"""The cost of a gap that a layer does not have."""


@dataclass(frozen=True)
class Links:
    """The links into the layers of all members, and then those out of them.

    ``member`` : the row of the member; ``row`` : the same, and more by their number for a link
    that leads out. ``near``, ``far`` : places in the member's layer and in the other one, without
    the members of any path. ``own`` : whether the link is the member's; ``inner`` : whether its
    other end is a member of a path, too.
    """

    row: Indices
    member: Indices
    near: Indices
    far: Indices
    weight: Numbers
    own: Mask
    inner: Mask


@dataclass(frozen=True)
class Tables:
    """The crossings of each gap in a layer's window, were a member there and all else unmoved.

    ``alone`` : (members, w) by the links that leave the path; ``joint`` : (inner links, w, w) by
    the path's link from one gap to another in the next layer.
    """

    alone: Points
    joint: Points


class Router:
    """A net made ready to have its paths taken out and put back.

    ``effort`` counts the cells of all tables made so far: a measure of time without a clock.
    """

    def __init__(self, net: Net) -> None:
        self.effort = 0
        self._chance = np.random.default_rng(SEED)
        self._width = np.bincount(net.layer, minlength=net.depth)
        self._members = np.argsort(net.layer, kind="stable")
        self._begin = np.concatenate([[0], np.cumsum(self._width)])
        order = np.argsort(net.layer[net.tails], kind="stable")
        self._tails, self._heads = net.tails[order], net.heads[order]
        self._weight = net.weight[order]
        cuts = np.searchsorted(net.layer[self._tails], np.arange(net.depth + 1))
        self._cuts = np.concatenate([[0], cuts])

    def move(self, place: Indices, paths: Paths) -> None:
        """Move paths, in ``place``, to where they cross fewer links; never for the worse."""
        here, layer = place[paths.members], paths.layer
        width = self._width[layer]
        wide = min(2 * REACH + 1, int(width.max()))
        low = np.minimum(np.maximum(here - REACH, 0), np.maximum(width - wide, 0))
        links = self._links(place, paths, here)
        alone = _alone(links, low, wide)
        alone += self._chance.random(alone.shape) * WHIM
        alone[low[:, None] + np.arange(wide) >= width[:, None]] = BARRED
        tables = Tables(alone, _joint(links, paths, low, wide))
        self.effort += tables.joint.size
        found, best = _shortest(tables, paths)
        better = best < _cost(tables, paths, here - low)
        moved = np.flatnonzero(better[paths.path])
        self._put(place, layer[moved], here[moved], (found + low)[moved])

    def _links(self, place: Indices, paths: Paths, here: Indices) -> Links:
        """The links into the layer of every member, and then those out of it."""
        layer = np.concatenate([paths.layer, paths.layer + 1])
        rows, row = ranges(self._cuts[layer], self._cuts[layer + 1])
        count, start = len(here), paths.alive[0]
        other = np.full(2 * count, len(place))
        other[start:count] = here[paths.before]
        other[paths.before + count] = here[start:]
        into = row < count
        member = row - np.where(into, 0, count)
        tail, head = place[self._tails[rows]], place[self._heads[rows]]
        near, far = np.where(into, head, tail), np.where(into, tail, head)
        mine, its = here[member], other[row]
        own, inner = near == mine, far == its
        return Links(
            row, member, near - (near > mine), far - (far > its), self._weight[rows], own, inner
        )

    def _put(self, place: Indices, layer: Indices, old: Indices, new: Indices) -> None:
        rows, which = ranges(self._begin[layer], self._begin[layer + 1])
        members, old, new = self._members[rows], old[which], new[which]
        now = place[members]
        rest = now - (now > old)
        place[members] = np.where(now == old, new, rest + (rest >= new))


def ranges(begin: Indices, end: Indices) -> tuple[Indices, Indices]:
    """All integers of some ranges, and the number of the range that each is of."""
    counts = end - begin
    which = np.repeat(np.arange(len(begin)), counts)
    return np.arange(len(which)) - (np.cumsum(counts) - counts - begin)[which], which


def _alone(links: Links, low: Indices, wide: int) -> Points:
    """Crossings with links of others, for each member up to a constant."""
    side = np.flatnonzero(links.own & ~links.inner)
    cuts = np.searchsorted(links.row, np.arange(2 * len(low) + 1))
    row = links.row[side]
    rows, which = ranges(cuts[row], cuts[row + 1])
    sense = np.sign(links.far[rows] - links.far[side][which])
    sense *= ~(links.own | links.inner)[rows]
    weight = sense * links.weight[rows] * links.weight[side][which]
    return _sums(links.member[rows], links.near[rows], weight, low, wide)


def _sums(row: Indices, at: Indices, weight: Numbers, low: Indices, wide: int) -> Points:
    """Per row and gap of its window, the weights of what stands before the gap."""
    slot = np.maximum(at - low[row] + 1, 0)
    kept = slot < wide
    flat = row[kept] * wide + slot[kept]
    found = _tally(flat, weight[kept], len(low) * wide).reshape(len(low), wide)
    return np.cumsum(found, axis=1)


def _tally(number: Indices, weight: Numbers, count: int) -> Numbers:
    """The sum of the weights of each number, in integers, which `numpy.bincount` does not give."""
    return np.bincount(number, weight, count).astype(np.float64, copy=False)


def _joint(links: Links, paths: Paths, low: Indices, wide: int) -> Points:
    """Crossings of the paths' own links, for each link up to a constant.

    Links of two neighbours in a path to others cross as well: as if for each pair of them there
    were one link less, from the one's far end to the other's.
    """
    start = paths.alive[0]
    first, last = np.searchsorted(links.row, [start, len(low)]).tolist()
    row, weight = links.row[first:last] - start, links.weight[first:last]
    tail, head = links.far[first:last], links.near[first:last]
    own, inner = links.own[first:last], links.inner[first:last]
    mine = np.zeros(len(low) - start)
    mine[row[own & inner]] = weight[own & inner]
    plain = np.flatnonzero(~(own | inner))
    a, b = _pairs(row, np.flatnonzero(own & ~inner), np.flatnonzero(inner & ~own))
    rows = np.concatenate([row[plain], row[a]])
    tails = np.concatenate([tail[plain], tail[a]]) - low[paths.before][rows] + 1
    heads = np.concatenate([head[plain], head[b]]) - low[start:][rows] + 1
    weights = np.concatenate([weight[plain] * mine[row[plain]], -weight[a] * weight[b]])
    return _passed(rows, np.maximum(tails, 0), np.maximum(heads, 0), weights, (len(mine), wide))


def _pairs(row: Indices, some: Indices, others: Indices) -> tuple[Indices, Indices]:
    """Every pair of one and another of the same row."""
    begin, end = (np.searchsorted(row[others], row[some], side) for side in ("left", "right"))
    rows, which = ranges(begin, end)
    return some[which], others[rows]


def _passed(
    row: Indices, tail: Indices, head: Indices, weight: Numbers, shape: tuple[int, int]
) -> Points:
    """For each row and pair of gaps, the weights of links with one end before its gap, one behind.

    ``tail``, ``head`` : the first gaps that are behind the link's ends. A running sum over the
    gaps counts a link that is entered where each end is passed, and out twice where both are.
    """
    count, wide = shape
    side = wide + 1  # a last row and a last column for all that lies beyond
    tail, head = np.minimum(tail, wide) * side, np.minimum(head, wide)
    spot = row * (side * side)
    tail += spot
    flat = np.concatenate([tail, spot + head, tail + head])
    entered = np.concatenate([weight, weight, -2.0 * weight])
    found = _tally(flat, entered, count * side * side).reshape(count, side, side)
    if found.size < SMALL:
        np.cumsum(found, axis=1, out=found)
    else:
        summed(found)
    return np.cumsum(found[:, :wide, :wide], axis=2)


def _shortest(tables: Tables, paths: Paths) -> tuple[Indices, Numbers]:
    """The cheapest gap for each member, and the cost of each path."""
    costs, ways = [tables.alone[paths.rows(0)]], list[Points]()
    for step in range(1, len(paths.alive)):
        ways.append(costs[-1][: paths.alive[step], :, None] + tables.joint[paths.inner(step)])
        costs.append(ways[-1].min(axis=1) + tables.alone[paths.rows(step)])
    best = np.zeros(paths.alive[0])
    found = np.zeros(len(paths.members), dtype=np.intp)
    state = np.zeros(0, dtype=np.intp)
    for step in reversed(range(len(costs))):
        on, cost = len(state), costs[step]
        if on:
            state = ways[step][np.arange(on), :, state].argmin(axis=1)
        if on < len(cost):
            ending = cost[on:]
            best[on : len(cost)] = ending.min(axis=1)
            state = np.concatenate([state, ending.argmin(axis=1)])
        found[paths.rows(step)] = state
    return found, best


def _cost(tables: Tables, paths: Paths, here: Indices) -> Numbers:
    """What each path costs as it stands."""
    alone = tables.alone[np.arange(len(here)), here]
    start = paths.alive[0]
    joint = tables.joint[np.arange(len(here) - start), here[paths.before], here[start:]]
    return _tally(paths.path, alone, start) + _tally(paths.path[start:], joint, start)
