"""Routing: the points of every edge, from its source's border to its target's."""

from __future__ import annotations

import numpy as np

from inspector.layout.bands import Bands
from inspector.layout.curve import Stretches, curves
from inspector.layout.flow import Flow, Numbers
from inspector.layout.geometry import Points
from inspector.layout.ports import Ports
from inspector.layout.split import Net


def route(flow: Flow, net: Net, ports: Ports, across: Numbers, band: Bands) -> list[Points]:
    """Per edge of the flow an array of (along, across) points."""
    return curves(_stretches(flow, net, ports, across, band))


def _stretches(flow: Flow, net: Net, ports: Ports, across: Numbers, band: Bands) -> Stretches:
    """The straight stretches of each edge: out of its source, through layers, into its target."""
    tails, heads = flow.edges.T
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
    offset = np.where(last, ports.port[edge], ports.lane[edge])
    return Stretches(edge, begin, end, across[member] + offset)
