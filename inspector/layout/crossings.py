"""Counting crossings exactly."""

from __future__ import annotations

import numpy as np

from inspector.layout.flow import Indices, Numbers
from inspector.layout.split import Net


def crossings(net: Net, place: Indices) -> int:
    """How many pairs of edges cross when members stand at ``place`` (0, 1, …) in their layers."""
    return int(gaps(net, place).sum())


def gaps(net: Net, place: Indices) -> Numbers:
    """How many edges cross behind each layer; a link counts for all edges that run along it."""
    if not len(net.tails):
        return np.zeros(net.depth)
    layer = net.layer[net.tails]
    order = np.lexsort((place[net.heads], place[net.tails], layer))
    return inversions(layer[order], place[net.heads][order], net.weight[order], net.depth)


def upsets(net: Net, place: Indices) -> int:
    """How many neighbouring inputs stand against the order of their slots."""
    first, second = net.siblings[:, 0], net.siblings[:, 1]
    return int((place[first] > place[second]).sum())


def inversions(group: Indices, values: Indices, weight: Numbers, groups: int) -> Numbers:
    """Per group, pairs whose first value is the greater, each as often as its weights say.

    ``group`` ascends. Radix method: from the highest bit down, values that agree so far stand
    together; each zero behind a one is an inversion found.
    """
    total = np.zeros(groups)
    home = group
    for bit in reversed(range(int(values.max()).bit_length())):
        one = values >> bit & 1
        heavy = weight * one
        ones = np.cumsum(heavy) - heavy
        starts = np.flatnonzero(np.concatenate([[True], group[1:] != group[:-1]]))
        before = ones - np.repeat(ones[starts], np.diff(starts, append=len(group)))
        total += np.bincount(home, before * (weight - heavy), groups)
        group = group * 2 + one
        order = np.argsort(group, kind="stable")
        values, group, weight, home = values[order], group[order], weight[order], home[order]
    return total
