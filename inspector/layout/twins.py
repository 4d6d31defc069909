"""Twins: members of a layer with the same neighbours, which may change places unseen.

No line crosses more or less for it, so that sweeps and sifting leave them in any order: the turns
of a loop, say, whose results are stacked. They stand in the order in which they are put in.
"""

from __future__ import annotations

import numpy as np

from inspector.layout.flow import Indices, Mask
from inspector.layout.split import Net


def in_turn(net: Net, place: Indices) -> Indices:
    """The same order but for twins: by the slots of what they are put into, then as executed."""
    slot = np.full(len(net), len(net.heads))
    np.minimum.at(slot, net.tails, np.argsort(np.argsort(net.heads, kind="stable")))
    found = place.copy()
    for twins in _twins(net):
        ordered = sorted(twins, key=lambda member: (slot[member], member))
        found[ordered] = np.sort(place[twins])
    return found


def _twins(net: Net) -> list[list[int]]:
    """Vertices of one layer with the same inputs and the same consumers."""
    alike = np.flatnonzero(_alike(net)[: net.real]).tolist()
    inputs: dict[int, list[int]] = {member: [] for member in alike}
    consumers: dict[int, list[int]] = {member: [] for member in alike}
    for tail, head in zip(net.tails.tolist(), net.heads.tolist(), strict=True):
        if head in inputs:
            inputs[head].append(tail)
        if tail in consumers:
            consumers[tail].append(head)
    found: dict[tuple[int, ...], list[int]] = {}
    for member in alike:
        ends = (*sorted(inputs[member]), -1, *sorted(consumers[member]))
        found.setdefault((int(net.layer[member]), *ends), []).append(member)
    return [twins for twins in found.values() if len(twins) > 1]


def _alike(net: Net) -> Mask:
    """Which members share their layer, their first neighbours and their last with another."""
    ends = [net.layer]
    for mine, other in ((net.heads, net.tails), (net.tails, net.heads)):
        first, last = np.full(len(net), len(net)), np.full(len(net), -1)
        np.minimum.at(first, mine, other)
        np.maximum.at(last, mine, other)
        ends += [first, last]
    _, kind, count = np.unique(np.stack(ends), axis=1, return_inverse=True, return_counts=True)
    alike: Mask = count[kind.ravel()] > 1
    return alike
