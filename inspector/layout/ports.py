"""Ports: where on their borders the edges of a vertex begin and end.

An edge leaves from the middle of its source: it carries one value, whoever uses it. Each input
has a port of its own, in the order in which the edges come in, so that two inputs stay two.
"""

from __future__ import annotations

import numpy as np

from inspector.layout.flow import Flow, Indices, Numbers
from inspector.layout.geometry import Points
from inspector.layout.split import Net

PITCH = 18.0
MARGIN = 10.0  # kept free at the corners of a card


def ports(flow: Flow, net: Net, across: Numbers) -> tuple[Numbers, Numbers]:
    """Per edge: the place across where it begins and where it ends."""
    tails, heads = flow.edges[:, 0], flow.edges[:, 1]
    lane = lanes(flow)
    span = net.layer[heads] - net.layer[tails]
    last = np.where(span > 1, net.chain[tails] + span - 2, tails)
    ends = np.empty(len(tails))
    groups = np.split(np.arange(len(tails)), np.searchsorted(heads, np.arange(1, len(flow))))
    for head, edges in enumerate(groups):
        if len(edges):
            wish = across[last[edges]] + lane[edges]
            ends[edges] = across[head] + _spread(wish - across[head], float(flow.sizes[head, 1]))
    return across[tails] + lane, ends


def lanes(flow: Flow) -> Numbers:
    """How far each edge runs beside its line: 0 unless it has parallels."""
    lane = np.zeros(len(flow.edges))
    _, kind, count = np.unique(flow.edges, axis=0, return_inverse=True, return_counts=True)
    for parallel in np.flatnonzero(count > 1).tolist():
        edges = np.flatnonzero(kind == parallel)
        lane[edges] = _evenly(len(edges), PITCH)
    return lane


def _evenly(count: int, pitch: float) -> Numbers:
    return np.linspace(-pitch, pitch, count) * (count - 1) / 2 if count > 1 else np.zeros(count)


def _spread(wish: Numbers, extent: float) -> Numbers:
    """Offsets from a card's centre, in the order of the wishes, one pitch apart.

    An edge that comes in level keeps the middle; the others gather on the side they come from.
    """
    count = len(wish)
    pitch = min(PITCH, (extent - 2 * MARGIN) / max(count - 1, 1))
    order: Indices = np.argsort(wish, kind="stable")
    offsets: Points = np.empty(count)
    offsets[order] = _evenly(count, pitch) - _level(np.sort(wish), pitch, extent)
    return offsets


def _level(wish: Numbers, pitch: float, extent: float) -> float:
    """The shift that brings the one level edge to the middle, if the card has the room."""
    level = np.flatnonzero(np.abs(wish) < 1.0)
    if len(level) != 1:
        return 0.0
    even = _evenly(len(wish), pitch)
    shift = float(even[level[0]])
    fits = np.abs(even - shift).max() <= extent / 2 - MARGIN / 2
    return shift if fits else 0.0
