"""Counting crossings exactly."""

from __future__ import annotations

import numpy as np

from inspector.layout.flow import Indices
from inspector.layout.split import Net


def crossings(net: Net, place: Indices) -> int:
    """How many pairs of links cross when members stand at ``place`` (0, 1, …) in their layers."""
    if not len(net.tails):
        return 0
    layer = net.layer[net.tails]
    order = np.lexsort((place[net.heads], place[net.tails], layer))
    return inversions(layer[order], place[net.heads][order])


def upsets(net: Net, place: Indices) -> int:
    """How many neighbouring inputs stand against the order of their slots."""
    first, second = net.siblings[:, 0], net.siblings[:, 1]
    return int((place[first] > place[second]).sum())


def inversions(group: Indices, values: Indices) -> int:
    """Pairs inside a group (equal, neighbouring entries) whose first value is the greater.

    Radix method: from the highest bit down, values that agree so far stand together; each zero
    behind a one is an inversion found.
    """
    total = 0
    for bit in reversed(range(int(values.max()).bit_length())):
        one = values >> bit & 1
        ones = np.cumsum(one) - one
        starts = np.flatnonzero(np.concatenate([[True], group[1:] != group[:-1]]))
        before = ones - np.repeat(ones[starts], np.diff([*starts.tolist(), len(group)]))
        total += int(before[one == 0].sum())
        group = group * 2 + one
        order = np.argsort(group, kind="stable")
        values, group = values[order], group[order]
    return total
