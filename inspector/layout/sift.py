"""Sifting: every member of a layer tries all places in it and takes the best.

Exact crossing numbers for each pair of members come from one matrix product a layer; a layer
whose pairs all stand the better way round is left alone. After Matuszewski, Schönfeld and
Molitor, "Using sifting for k-layer straightline crossing minimization" (1999).
"""

from __future__ import annotations

import numpy as np

from inspector.layout.cancel import Check, stop_if
from inspector.layout.flow import Indices, Numbers
from inspector.layout.geometry import Points
from inspector.layout.split import Net

WIDEST = 600


def sift(net: Net, place: Indices, rounds: int, cancelled: Check) -> Indices:
    """Better places, never with more crossings; ``place`` itself stays untouched."""
    layers = _ordered(net, place)
    links = _links_by_layer(net)
    place = place.copy()
    active = set(range(net.depth))
    for turn in range(rounds):
        changed: set[int] = set()
        for i in sorted(active, reverse=turn % 2 == 1):
            stop_if(cancelled)
            if not 2 <= len(layers[i]) <= WIDEST:
                continue
            better = _sift_layer(_preference(net, layers, links, place, i), turn % 2 == 1)
            if better is not None:
                layers[i] = layers[i][better]
                place[layers[i]] = np.arange(len(better))
                changed |= {i - 1, i, i + 1}
        active = changed & set(range(net.depth))
        if not active:
            break
    return place


def _ordered(net: Net, place: Indices) -> list[Indices]:
    order = np.lexsort((place, net.layer))
    return np.split(order, np.searchsorted(net.layer[order], np.arange(1, net.depth)))


def _links_by_layer(net: Net) -> list[Indices]:
    """Numbers of the links that leave each layer."""
    layer = net.layer[net.tails]
    order = np.argsort(layer, kind="stable")
    return np.split(order, np.searchsorted(layer[order], np.arange(1, net.depth)))


def _preference(
    net: Net, layers: list[Indices], links: list[Indices], place: Indices, i: int
) -> Points | None:
    """(w, w): crossings saved by having b before a, for members a and b as they stand now.

    None where no exchange can save any.
    """
    size = len(layers[i])
    cost = np.zeros((size, size), dtype=np.float64)
    if i:
        out = links[i - 1]
        _add_crossings(cost, place[net.heads[out]], place[net.tails[out]], len(layers[i - 1]))
    if i + 1 < net.depth:
        out = links[i]
        _add_crossings(cost, place[net.tails[out]], place[net.heads[out]], len(layers[i + 1]))
    saved = cost - cost.T
    return saved if (np.triu(saved) > 0).any() else None


def _add_crossings(cost: Points, here: Indices, there: Indices, width: int) -> None:
    """Add to ``cost[a, b]`` the crossings between links of a and b when a stands before b."""
    joined = np.zeros((len(cost), width), dtype=np.float64)
    joined[here, there] = 1
    cost += joined @ (np.cumsum(joined, axis=1) - joined).T


def _sift_layer(saved: Points | None, backwards: bool) -> Indices | None:
    """A better order of the members 0, 1, …; None when this one is as good."""
    if saved is None:
        return None
    size = len(saved)
    order = list(range(size))
    moved = False
    for member in reversed(range(size)) if backwards else range(size):
        here = order.index(member)
        others = order[:here] + order[here + 1 :]
        target = _best_gap(saved[member, others], here)
        if target != here:
            others.insert(target, member)
            order, moved = others, True
    return np.array(order, dtype=np.intp) if moved else None


def _best_gap(saved: Numbers, here: int) -> int:
    """The gap among the others that saves most; the present one unless another is better."""
    gains = np.concatenate([[0], np.cumsum(saved)])
    best = int(gains.argmax())
    return best if gains[best] > gains[here] + 0.5 else here
