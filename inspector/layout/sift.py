"""Sifting: members of a layer try all places in it and take the best, greatest gain first.

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
LEAN = 2.0**-12


def sift(net: Net, place: Indices, rounds: int, cancelled: Check) -> Indices:
    """Better places, never with more crossings; ``place`` itself stays untouched.

    Among places with as few, inputs of one vertex prefer the order of their slots.
    """
    layers = _ordered(net, place)
    links = _by_layer(net, net.tails)
    pairs = _by_layer(net, net.siblings[:, 0])
    place = place.copy()
    active = set(range(net.depth))
    for turn in range(rounds):
        changed: set[int] = set()
        for i in sorted(active, reverse=turn % 2 == 1):
            stop_if(cancelled)
            if not 2 <= len(layers[i]) <= WIDEST:
                continue
            cost = _crossings(net, layers, links, place, i)
            _lean(cost, place[net.siblings[pairs[i]]])
            better = _sift_layer(cost - cost.T)
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


def _by_layer(net: Net, members: Indices) -> list[Indices]:
    """Positions in ``members``, for each layer of theirs."""
    layer = net.layer[members]
    order = np.argsort(layer, kind="stable")
    return np.split(order, np.searchsorted(layer[order], np.arange(1, net.depth)))


def _crossings(
    net: Net, layers: list[Indices], links: list[Indices], place: Indices, i: int
) -> Points:
    """(w, w): crossings between the links of a and b while a stands before b."""
    size = len(layers[i])
    cost = np.zeros((size, size), dtype=np.float64)
    if i:
        out = links[i - 1]
        _add_crossings(cost, place[net.heads[out]], place[net.tails[out]], len(layers[i - 1]))
    if i + 1 < net.depth:
        out = links[i]
        _add_crossings(cost, place[net.tails[out]], place[net.heads[out]], len(layers[i + 1]))
    return cost


def _add_crossings(cost: Points, here: Indices, there: Indices, width: int) -> None:
    """Add to ``cost[a, b]`` the crossings between links of a and b when a stands before b."""
    joined = np.zeros((len(cost), width), dtype=np.float64)
    joined[here, there] = 1
    cost += joined @ (np.cumsum(joined, axis=1) - joined).T


def _lean(cost: Points, pairs: Indices) -> None:
    """A weight too small to cost a crossing: inputs prefer to stand in the order of slots."""
    np.add.at(cost, (pairs[:, 1], pairs[:, 0]), LEAN)


def _sift_layer(saved: Points) -> Indices | None:
    """A better order of the members 0, 1, …, of which ``saved[a, b]`` speaks for b before a.

    None when no move gains anything.
    """
    order = list(range(len(saved)))
    moved = False
    for member in _restless(saved):
        here = order.index(member)
        others = order[:here] + order[here + 1 :]
        target = _best_gap(saved[member, others], here)
        if target != here:
            others.insert(target, member)
            order, moved = others, True
    return np.array(order, dtype=np.intp) if moved else None


def _restless(saved: Points) -> list[int]:
    """The members that gain by moving, who gains most first."""
    if not (np.triu(saved) > LEAN / 2).any():
        return []
    gains = np.zeros((len(saved), len(saved) + 1))
    np.cumsum(saved, axis=1, out=gains[:, 1:])
    best = gains.max(axis=1) - gains.diagonal()
    greatest = np.argsort(-best, kind="stable")
    wanting: list[int] = greatest[best[greatest] > LEAN / 2].tolist()
    return wanting


def _best_gap(saved: Numbers, here: int) -> int:
    """The gap among the others that saves most; the present one unless another is better."""
    gains = np.concatenate([[0.0], saved]).cumsum()
    best = int(gains.argmax())
    return best if gains[best] > gains[here] + LEAN / 2 else here
