"""Aligning: which links are drawn dead straight, so that their members move as one block.

Rails (chains of dummies) are straight, and so is the main chain: from each vertex towards its
main input, the one with the longest history. Where two inputs are equally deep none is the
main one and the picture becomes symmetrical instead.
"""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from inspector.layout.flow import Flow, Indices
from inspector.layout.rank import depths
from inspector.layout.split import Net

RAIL, MAIN, JOIN = 3, 2, 1


def align(flow: Flow, net: Net, place: Indices) -> Indices:
    """The block of each member: members of one block stand on one line along the flow."""
    block = np.arange(len(net))
    for tail, head in sorted(_straight(net, place, _wishes(flow, net)), key=lambda link: link[0]):
        block[head] = block[tail]
    return np.unique(block, return_inverse=True)[1]


def _wishes(flow: Flow, net: Net) -> list[tuple[int, int, int]]:
    """Links worth being straight: (priority, tail, head)."""
    main = _main_links(flow, net)
    busy = {tail for tail, _ in main}
    links = zip(net.tails.tolist(), net.heads.tolist(), strict=True)
    found = [(MAIN, tail, head) for tail, head in main]
    for tail, head in links:
        if head >= net.real:
            inside = tail >= net.real
            if inside or tail not in busy:
                found.append((RAIL if inside else JOIN, tail, head))
    return found


def _main_links(flow: Flow, net: Net) -> list[tuple[int, int]]:
    """Each vertex's main input, paired with that input's main consumer if it is this vertex."""
    past = depths(flow)
    future = _heights(flow)
    into: list[list[int]] = [[] for _ in range(len(net))]
    for tail, head in zip(net.tails.tolist(), net.heads.tolist(), strict=True):
        into[head].append(tail)
    chosen: dict[int, list[int]] = {}
    for head in range(net.real):
        tail = _only_best(into[head], [_rank_of_input(net, past, tail) for tail in into[head]])
        if tail is not None:
            chosen.setdefault(tail, []).append(head)
    pairs = (
        (tail, _only_best(heads, [future[h] for h in heads])) for tail, heads in chosen.items()
    )
    return [(tail, head) for tail, head in pairs if head is not None]


def _rank_of_input(net: Net, past: list[int], tail: int) -> int:
    """Vertices next door before rails, deeper ones before shallow ones."""
    return past[tail] if tail < net.real else past[int(net.owner[tail])] - len(past)


def _only_best(items: list[int], worth: list[int]) -> int | None:
    best = max(worth, default=0)
    return items[worth.index(best)] if worth.count(best) == 1 else None


def _heights(flow: Flow) -> list[int]:
    """Edges on the longest path from each vertex to a result."""
    found = [0] * len(flow)
    for vertex in reversed(range(len(flow))):
        found[vertex] = 1 + max((found[c] for c in flow.consumers[vertex]), default=-1)
    return found


def _straight(
    net: Net, place: Indices, wishes: list[tuple[int, int, int]]
) -> list[tuple[int, int]]:
    """The wishes that can all be straight at once: no two share an end or cross."""
    wishes.sort(key=lambda wish: (net.layer[wish[1]], -wish[0], place[wish[1]]))
    chosen: list[tuple[int, int]] = []
    layer, tails, heads = -1, list[int](), list[int]()
    for _, tail, head in wishes:
        if net.layer[tail] != layer:
            layer, tails, heads = int(net.layer[tail]), [], []
        a, b = int(place[tail]), int(place[head])
        i = bisect_left(tails, a)
        if i == bisect_left(heads, b) and a not in tails[i : i + 1] and b not in heads[i : i + 1]:
            tails.insert(i, a)
            heads.insert(i, b)
            chosen.append((tail, head))
    return sorted(chosen, key=lambda link: net.layer[link[0]])
