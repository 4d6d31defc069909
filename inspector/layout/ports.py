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
    """Offsets across, per edge of the flow.

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
    port = np.zeros(len(tails))
    for edges in _by_head(flow):
        if len(edges) > 1:
            ordered = edges[np.argsort(place[last[edges]], kind="stable")]
            extent = float(flow.sizes[heads[edges[0]], 1])
            port[ordered] = spread(level[ordered], extent, pitch(flow, edges))
    return Ports(_lanes(flow), port, last)


def pitch(flow: Flow, edges: Indices) -> float:
    """How far apart the ends of some edges lie: parallel ones leave room for their words."""
    tails = flow.edges[edges, 0].tolist()
    parallel = len(set(tails)) < len(tails)
    return max(PITCH, float(flow.rooms[edges, 1].max())) if parallel else PITCH


def _by_head(flow: Flow) -> list[Indices]:
    cuts = np.searchsorted(flow.edges[:, 1], np.arange(1, len(flow)))
    return np.split(np.arange(len(flow.edges)), cuts)


def _lanes(flow: Flow) -> Numbers:
    """0 for an edge without parallels; the others side by side, none beyond its source."""
    lane = np.zeros(len(flow.edges))
    _, kind, count = np.unique(flow.edges, axis=0, return_inverse=True, return_counts=True)
    for parallel in np.flatnonzero(count > 1).tolist():
        edges = np.flatnonzero(kind == parallel)
        tail = flow.edges[edges[0], 0]
        level = np.zeros(len(edges), dtype=bool)
        lane[edges] = spread(level, float(flow.sizes[tail, 1]), pitch(flow, edges))
    return lane


def spread(level: Mask, extent: float, pitch: float = PITCH) -> Numbers:
    """Places on a border of this extent: level edges in its middle, the others on their sides."""
    even = np.arange(len(level)) - (len(level) - 1) / 2
    steps = even - even[level].mean() if level.any() else even
    reach = float(np.abs(steps).max())
    pitch = min(pitch, (extent / 2 - MARGIN) / reach) if reach else pitch
    return np.asarray(steps * pitch, dtype=np.float64)
