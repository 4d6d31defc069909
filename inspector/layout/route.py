"""Routing: the points of every edge, from its source's border to its target's."""

from __future__ import annotations

import numpy as np

from inspector.layout.bands import Bands
from inspector.layout.cancel import Check, stop_if
from inspector.layout.curve import Stretches, curves
from inspector.layout.flow import Flow, Numbers
from inspector.layout.geometry import Points
from inspector.layout.ports import Ports
from inspector.layout.split import Net

EDGES = 8_192
"""Edges that are drawn at once, between two questions whether to go on."""


def route(
    flow: Flow, net: Net, ports: Ports, across: Numbers, band: Bands, cancelled: Check
) -> list[Points]:
    """Per edge of the flow an array of (along, across) points."""
    found: list[Points] = []
    for start in range(0, len(flow.edges), EDGES):
        stop_if(cancelled)
        some = slice(start, start + EDGES)
        found += curves(_stretches(flow, net, ports, across, band, some))
    return found


def _stretches(
    flow: Flow, net: Net, ports: Ports, across: Numbers, band: Bands, some: slice
) -> Stretches:
    """The straight stretches of some edges: out of the source, through layers, into the target."""
    tails, heads = flow.edges[some].T
    span = net.layer[heads] - net.layer[tails] + 1
    edge = np.repeat(np.arange(len(tails)), span)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(span) - span, span)
    first, last = step == 0, step == span[edge] - 1
    member = np.where(first, tails[edge], net.chain[tails[edge]] + step - 1)
    member[last] = heads
    layer = net.layer[member]
    begin, end = band.begin[layer], band.end[layer]
    half = flow.sizes[:, 0] / 2
    begin[first] = band.middle[layer[first]] + half[tails]
    end[last] = band.middle[layer[last]] - half[heads]
    offset = np.where(last, ports.port[some][edge], ports.lane[some][edge])
    return Stretches(edge, begin, end, across[member] + offset)
