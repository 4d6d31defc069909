"""Counting crossings exactly, all layers at once.

Radix method: from the highest bit of the places down, links whose heads agree so far stand
together, in the order of their tails; a zero behind a one is a crossing found.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from inspector.layout.cancel import Check, checked, never
from inspector.layout.flow import Indices, Mask, Numbers
from inspector.layout.split import Net


def gaps(net: Net, place: Indices, cancelled: Check = never) -> Numbers:
    """How many edges cross between each layer and the next, members being at ``place`` (0, 1, …).

    A link counts for all edges that run along it.
    """
    if not len(net.tails):
        return np.zeros(net.depth)
    order, layer = _in_order(net, place)
    return inversions(layer, place[net.heads][order], net.weight[order], net.depth, cancelled)


def crossed(net: Net, place: Indices, cancelled: Check = never) -> Mask:
    """Which links cross others."""
    found = np.zeros(len(net.tails), dtype=bool)
    if not len(found):
        return found
    order, layer = _in_order(net, place)
    for at, one, starts, counts in checked(_bits(layer, place[net.heads][order]), cancelled, 1):
        ones, zeros = np.cumsum(one), np.cumsum(1 - one)
        before = ones - np.repeat((ones - one)[starts], counts)
        behind = np.repeat(zeros[starts + counts - 1], counts) - zeros
        found[order[at]] |= np.where(one, behind, before) > 0
    return found


def inversions(
    group: Indices, values: Indices, weight: Numbers, groups: int, cancelled: Check = never
) -> Numbers:
    """The weighted number of inversions in each group: pairs whose first value is the greater.

    ``group`` ascends.
    """
    total = np.zeros(groups)
    for at, one, starts, counts in checked(_bits(group, values), cancelled, 1):
        heavy = weight[at] * one
        ones = np.cumsum(heavy) - heavy
        before = ones - np.repeat(ones[starts], counts)
        total += np.bincount(group[at], before * (weight[at] - heavy), groups)
    return total


def _in_order(net: Net, place: Indices) -> tuple[Indices, Indices]:
    """The links by layer and then by the places of their ends; their layers."""
    layer = net.layer[net.tails]
    order = np.lexsort((place[net.heads], place[net.tails], layer))
    return order, layer[order]


def _bits(group: Indices, values: Indices) -> Iterator[tuple[Indices, Indices, Indices, Indices]]:
    """A radix sort, bit by bit: the order so far, its bits, the groups' starts and their sizes."""
    at = np.arange(len(group))
    for bit in reversed(range(int(values.max()).bit_length())):
        one = values >> bit & 1
        starts = np.flatnonzero(np.concatenate([[True], group[1:] != group[:-1]]))
        yield at, one, starts, np.diff(starts, append=len(group))
        group = group * 2 + one
        order = np.argsort(group, kind="stable")
        values, group, at = values[order], group[order], at[order]
