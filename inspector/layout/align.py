"""Aligning: which links are drawn dead straight, so that their members move as one block.

Rails (chains of dummies) are straight, and so is the main chain: from each vertex towards its
main input, the one that has come straight the farthest, next door or by a rail; of several, the
one with the longest history. So a running total is one line, and what is added hangs from it.
Where two inputs are alike none is the main one and the picture becomes symmetrical instead.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from inspector.layout.cancel import Check, checked, stop_if
from inspector.layout.flow import Flow, Indices, listed
from inspector.layout.rank import depths
from inspector.layout.split import Net

RAIL, MAIN, JOIN = 3, 2, 1
NOBODY, SEVERAL = -1, -2


def align(flow: Flow, net: Net, place: Indices, cancelled: Check) -> Indices:
    """The block of each member: members of one block stand on one line along the flow."""
    straight = _straight(net, place, _wishes(flow, net, cancelled), cancelled)
    block = list(range(len(net)))
    for tail, head in checked(straight, cancelled):
        block[head] = block[tail]
    return np.unique(block, return_inverse=True)[1]


def _wishes(flow: Flow, net: Net, cancelled: Check) -> Indices:
    """Links worth being straight: (k, 3) priority, tail, head."""
    main = np.array(_main_links(flow, net, cancelled), dtype=np.intp).reshape(-1, 2)
    stop_if(cancelled)
    busy = np.zeros(len(net), dtype=bool)
    busy[main[:, 0]] = True
    inside = net.dummy[net.tails]
    rails = np.flatnonzero(net.dummy[net.heads] & (inside | ~busy[net.tails]))
    priority = np.concatenate([np.full(len(main), MAIN), np.where(inside[rails], RAIL, JOIN)])
    tails = np.concatenate([main[:, 0], net.tails[rails]])
    return np.column_stack([priority, tails, np.concatenate([main[:, 1], net.heads[rails]])])


def _main_links(flow: Flow, net: Net, cancelled: Check) -> list[tuple[int, int]]:
    """Each vertex's main input, paired with that input's main consumer if it is this vertex.

    ``length`` : how many layers each member's straight line has passed so far.
    """
    past = np.array(depths(flow, cancelled))[net.owner].tolist()
    favourite = _favourites(net, np.array(_heights(flow, cancelled))).tolist()
    stop_if(cancelled)
    order = np.argsort(net.heads, kind="stable")
    inputs = listed(net.heads[order], net.tails[order], len(net))
    stop_if(cancelled)
    length = [1] * len(net)
    pairs = []
    for head in checked(np.argsort(net.layer, kind="stable").tolist(), cancelled):
        tails = inputs[head]
        if len(tails) == 1:
            main: int | None = tails[0]
        else:
            main = _only_best(tails, [(length[tail], past[tail]) for tail in tails])
        if main is None:
            continue
        rail = head >= net.real
        if main >= net.real or favourite[main] == (NOBODY if rail else head):
            length[head] += length[main]
            if not rail:
                pairs.append((main, head))
    return pairs


def _favourites(net: Net, future: Indices) -> Indices:
    """Each member's consumer in the next layer with the longest way on; `SEVERAL` are none."""
    near = np.flatnonzero(net.heads < net.real)
    tails, far = net.tails[near], future[net.heads[near]]
    order = np.lexsort((far, tails))
    tails, far, heads = tails[order], far[order], net.heads[near][order]
    last, equal = np.ones(len(tails), dtype=bool), np.zeros(len(tails), dtype=bool)
    last[:-1] = tails[1:] != tails[:-1]
    equal[1:] = ~last[:-1] & (far[1:] == far[:-1])
    found = np.full(len(net), NOBODY)
    found[tails[last]] = np.where(equal[last], SEVERAL, heads[last])
    return found


def _only_best(items: list[int], worth: Sequence[tuple[int, ...]]) -> int | None:
    if not items:
        return None
    best = max(worth)
    return items[worth.index(best)] if worth.count(best) == 1 else None


def _heights(flow: Flow, cancelled: Check) -> list[int]:
    """Edges on the longest path from each vertex to a result."""
    found = [0] * len(flow)
    for vertex in checked(reversed(range(len(flow))), cancelled):
        found[vertex] = 1 + max((found[c] for c in flow.consumers[vertex]), default=-1)
    return found


def _straight(
    net: Net, place: Indices, ranked: Indices, cancelled: Check
) -> list[tuple[int, int]]:
    """The wishes that can all be straight at once: no two share an end or cross."""
    rows = np.lexsort((place[ranked[:, 1]], -ranked[:, 0], net.layer[ranked[:, 1]]))
    links = ranked[rows]
    facts = (links[:, 1], links[:, 2], net.layer[links[:, 1]], *place[links[:, 1:]].T)
    chosen: list[tuple[int, int]] = []
    layer, tails, heads = -1, list[int](), list[int]()
    known = zip(*(fact.tolist() for fact in facts), strict=True)
    for tail, head, where, a, b in checked(known, cancelled):
        if where != layer:
            layer, tails, heads = where, [], []
        i = bisect_left(tails, a)
        if i == bisect_left(heads, b) and a not in tails[i : i + 1] and b not in heads[i : i + 1]:
            tails.insert(i, a)
            heads.insert(i, b)
            chosen.append((tail, head))
    return chosen
