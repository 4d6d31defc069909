"""Ports: where on their borders the edges of a vertex begin and end.

An edge leaves from the middle of its source: it carries one value, whoever uses it. Each input
has a port of its own, in the order in which the edges come in, so that two inputs stay two.
Parallel edges run side by side all the way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inspector.layout.flow import Flow, Indices, Mask, Numbers
from inspector.layout.split import Net

PITCH = 18.0
MARGIN = 10.0  # kept free at the corners of a card


@dataclass(frozen=True)
class Ports:
    """The offsets, across the flow, at which each edge leaves its source and enters its target.

    ``lane`` : from the line of its source and rail. ``port`` : from the centre of its target.
    ``last`` : the member from which the edge enters its target.
    """

    lane: Numbers
    port: Numbers
    last: Indices


def ports(flow: Flow, net: Net, place: Indices, block: Indices) -> Ports:
    """Ports in the order of the incoming edges; one in line with its target keeps the middle."""
    tails, heads = flow.edges[:, 0], flow.edges[:, 1]
    span = net.layer[heads] - net.layer[tails]
    last = np.where(span > 1, net.chain[tails] + span - 2, tails)
    level = block[last] == block[heads]
    _, kind, count = np.unique(tails * len(flow) + heads, return_inverse=True, return_counts=True)
    parallel = count[kind] > 1
    crowded = np.bincount(heads[parallel], minlength=len(flow)) > 0
    extent = flow.sizes[:, 1]
    port = _fanned(heads, place[last], level, extent[heads], _pitch(flow, heads, crowded[heads]))
    level = np.zeros(len(tails), dtype=bool)
    lane = _fanned(kind, heads, level, extent[tails], _pitch(flow, kind, parallel))
    return Ports(lane, port, last)


def _pitch(flow: Flow, group: Indices, crowded: Mask) -> Numbers:
    """How far apart the ends of a group's edges lie: parallel ones leave room for their words."""
    room = np.full(int(group.max(initial=0)) + 1, PITCH)
    np.maximum.at(room, group[crowded], flow.rooms[crowded, 1])
    return room[group]


def _fanned(
    group: Indices, place: Indices, level: Mask, extent: Numbers, pitch: Numbers
) -> Numbers:
    """`spread` for many groups of edges at once."""
    if not len(group):
        return np.zeros(0)
    order = np.lexsort((place, group))
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    counts = np.diff(starts, append=len(order))
    row = np.repeat(np.arange(len(starts)), counts)
    even = np.arange(len(order)) - (starts + (counts - 1) / 2)[row]
    calm = level[order]
    middle = np.bincount(row, even * calm) / np.maximum(np.bincount(row, calm), 1)
    steps = even - middle[row]
    reach = np.maximum.reduceat(np.abs(steps), starts)[row]
    most = (extent[order] / 2 - MARGIN) / np.where(reach > 0, reach, 1.0)
    found = np.empty(len(order))
    found[order] = steps * np.minimum(pitch[order], most)
    return found


def spread(level: Mask, extent: float) -> Numbers:
    """Places on a border of this extent: level edges in its middle, the others on their sides."""
    even = np.arange(len(level)) - (len(level) - 1) / 2
    steps = even - even[level].mean() if level.any() else even
    reach = float(np.abs(steps).max())
    pitch = min(PITCH, (extent / 2 - MARGIN) / reach) if reach else PITCH
    return np.asarray(steps * pitch, dtype=np.float64)
