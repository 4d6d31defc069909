"""Starting orders: walks through the net that already keep related members together."""

from __future__ import annotations

import numpy as np

from inspector.layout.cancel import OFTEN, Check, checked, stop_if
from inspector.layout.flow import Indices, Numbers, listed
from inspector.layout.split import Net


def starts(net: Net, cancelled: Check) -> list[Numbers]:
    """Several sort keys for the members of every layer, the most natural first.

    From the results back through the inputs by slot; from the leaves on; as executed.
    """
    return [
        _walk(len(net), net.heads, net.tails, cancelled),
        _walk(len(net), net.tails, net.heads, cancelled),
        net.owner.astype(np.float64),
    ]


def from_old(net: Net, old: Numbers, cancelled: Check) -> Numbers:
    """A key that keeps the members of a former layout in order; newcomers join relatives."""
    key = old[net.owner].copy()
    for a, b in ((net.tails, net.heads), (net.heads, net.tails)):
        for tail, head in checked(zip(a.tolist(), b.tolist(), strict=True), cancelled):
            if np.isnan(key[head]):
                key[head] = key[tail]
    return np.where(np.isnan(key), np.inf, key)


def _walk(count: int, at: Indices, towards: Indices, cancelled: Check) -> Numbers:
    """Preorder numbers of a depth-first walk over links ``at`` -> ``towards``, in their order."""
    order = np.argsort(at, kind="stable")
    stop_if(cancelled)
    following = listed(at[order], towards[order], count)
    number = [-1.0] * count
    stop_if(cancelled)
    first = np.ones(count, dtype=bool)
    first[towards] = False
    stack = np.flatnonzero(first)[::-1].tolist()
    stop_if(cancelled)
    visited = 0
    while stack:
        member = stack.pop()
        if number[member] < 0:
            number[member] = visited
            visited += 1
            if visited % OFTEN == 0:
                stop_if(cancelled)
            stack.extend(reversed(following[member]))
    return np.array(number)


def places(net: Net, key: Numbers) -> Indices:
    """Places 0, 1, … in each layer, by key; ties go by execution order."""
    order = np.lexsort((np.arange(len(net)), net.owner, key, net.layer))
    first = np.searchsorted(net.layer[order], np.arange(net.depth))
    found = np.empty(len(net), dtype=np.intp)
    found[order] = np.arange(len(net)) - first[net.layer[order]]
    return found
