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


def align(flow: Flow, net: Net, place: Indices, cancelled: Check) -> Indices:
    """The block of each member: members of one block stand on one line along the flow."""
    straight = _straight(net, place, _wishes(flow, net, cancelled), cancelled)
    block = np.arange(len(net))
    for tail, head in checked(straight, cancelled):
        block[head] = block[tail]
    return np.unique(block, return_inverse=True)[1]


def _wishes(flow: Flow, net: Net, cancelled: Check) -> list[tuple[int, int, int]]:
    """Links worth being straight: (priority, tail, head)."""
    main = _main_links(flow, net, cancelled)
    busy = {tail for tail, _ in main}
    links = zip(net.tails.tolist(), net.heads.tolist(), strict=True)
    found = [(MAIN, tail, head) for tail, head in main]
    for tail, head in checked(links, cancelled):
        if head >= net.real:
            inside = tail >= net.real
            if inside or tail not in busy:
                found.append((RAIL if inside else JOIN, tail, head))
    return found


def _main_links(flow: Flow, net: Net, cancelled: Check) -> list[tuple[int, int]]:
    """Each vertex's main input, paired with that input's main consumer if it is this vertex.

    ``length`` : how many layers each member's straight line has passed so far.
    """
    past = np.array(depths(flow, cancelled))[net.owner].tolist()
    future = _heights(flow, cancelled)
    stop_if(cancelled)
    inputs = _by(net.heads, net.tails, len(net))
    stop_if(cancelled)
    outputs = _by(net.tails, net.heads, len(net))
    stop_if(cancelled)
    length = [1] * len(net)
    pairs = []
    for head in checked(np.argsort(net.layer, kind="stable").tolist(), cancelled):
        tails = inputs[head]
        main = _only_best(tails, [(length[tail], past[tail]) for tail in tails])
        if main is None:
            continue
        rivals = [other for other in outputs[main] if other < net.real]
        if head >= net.real:
            chosen = main >= net.real or not rivals
        else:
            chosen = main >= net.real or _only_best(rivals, [(future[r],) for r in rivals]) == head
            pairs += [(main, head)] * chosen
        length[head] += length[main] * chosen
    return pairs


def _by(key: Indices, value: Indices, count: int) -> list[list[int]]:
    """The values by their keys."""
    order = np.argsort(key, kind="stable")
    return listed(key[order], value[order], count)


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
    net: Net, place: Indices, wishes: list[tuple[int, int, int]], cancelled: Check
) -> list[tuple[int, int]]:
    """The wishes that can all be straight at once: no two share an end or cross."""
    ranked = np.array(wishes, dtype=np.intp).reshape(-1, 3)
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
