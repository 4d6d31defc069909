"""Routing: the points of every edge, from its source's border to its target's."""

from __future__ import annotations

import numpy as np

from inspector.layout.bands import Bands
from inspector.layout.curve import LEVEL, Station, curve
from inspector.layout.flow import Flow, Numbers
from inspector.layout.geometry import Points
from inspector.layout.ports import Ports
from inspector.layout.split import Net


def route(flow: Flow, net: Net, ports: Ports, across: Numbers, band: Bands) -> list[Points]:
    """Per edge of the flow an array of (along, across) points."""
    columns = (flow.edges.tolist(), ports.lane.tolist(), ports.port.tolist())
    return [
        curve(_stations(flow, net, across, band, (tail, head), lane, port))
        for (tail, head), lane, port in zip(*columns, strict=True)
    ]


def _stations(
    flow: Flow,
    net: Net,
    across: Numbers,
    band: Bands,
    edge: tuple[int, int],
    lane: float,
    port: float,
) -> list[Station]:
    """The straight stretches of one edge: out of its source, through layers, into its target."""
    tail, head = edge
    first, last = int(net.layer[tail]), int(net.layer[head])
    leaves = float(band.middle[first] + flow.sizes[tail, 0] / 2)
    enters = float(band.middle[last] - flow.sizes[head, 0] / 2)
    rail = across[net.inner(tail, head)] + lane
    return [
        (leaves, float(band.end[first]), float(across[tail]) + lane),
        *_rail(rail, band, first + 1),
        (float(band.begin[last]), enters, float(across[head]) + port),
    ]


def _rail(across: Numbers, band: Bands, first: int) -> list[Station]:
    """Stretches of a rail from layer ``first`` on, level layers taken together."""
    if not len(across):
        return []
    breaks = np.flatnonzero(np.abs(np.diff(across)) > LEVEL) + 1
    starts = np.concatenate([[0], breaks])
    ends = np.concatenate([breaks, [len(across)]]) - 1
    columns = (band.begin[first + starts], band.end[first + ends], across[starts])
    return list(zip(*(column.tolist() for column in columns), strict=True))
