"""Layering: how many steps of the flow each vertex lies from the start."""

from __future__ import annotations

import numpy as np

from inspector.layout.branches import regraft
from inspector.layout.cancel import Check, checked, never, stop_if
from inspector.layout.flow import Flow, Indices
from inspector.layout.tighten import tighten


def rank(flow: Flow, layer: Indices, cancelled: Check) -> Indices:
    """Layers no worse than those given; an edge always leads to a higher layer."""
    tight = np.array(tighten(flow, layer.tolist(), cancelled), dtype=np.intp)
    stop_if(cancelled)
    return regraft(flow, tight, cancelled)


def floated(flow: Flow, cancelled: Check = never) -> list[int]:
    """Layers, some below 0, with every input next to what needs it first.

    Longest path in execution order, then inputs that float freely (leaves, and what is made of
    leaves only) move next to their first consumer: a vertex moves when that shortens more edges
    than it stretches, or as many and it was executed nearer to its consumer.
    """
    layer = depths(flow, cancelled)
    stop_if(cancelled)
    every = flow.consumers
    stop_if(cancelled)
    cost, latest = _costs(flow, cancelled)
    stop_if(cancelled)
    executed = np.cumsum([bool(inputs) for inputs in flow.inputs]).tolist()
    for vertex in checked(reversed(range(len(flow))), cancelled):
        consumers = every[vertex]
        now = executed[vertex]
        near = consumers and executed[consumers[0]] - now < now - executed[latest[vertex]]
        if cost[vertex] < len(consumers) + bool(near) / 2:
            layer[vertex] = min(layer[consumer] for consumer in consumers) - 1
    return layer


def depths(flow: Flow, cancelled: Check = never) -> list[int]:
    """Edges on the longest path that leads to each vertex; 0 for leaves."""
    found: list[int] = []
    for inputs in checked(flow.inputs, cancelled):
        found.append(1 + max((found[vertex] for vertex in inputs), default=-1))
    return found


def _costs(flow: Flow, cancelled: Check) -> tuple[list[float], list[int]]:
    """What it costs to move each vertex on by a layer, with the inputs that only it uses.

    First how many input edges would grow longer: a leaf with many consumers draws one rail, of
    which each bears its share. Then the latest of the inputs that stay.
    """
    cost: list[float] = []
    latest: list[int] = []
    for inputs in checked(flow.inputs, cancelled):
        shares = {vertex: _share(flow, vertex, cost[vertex]) for vertex in inputs}
        cost.append(sum(shares.values()))
        staying = (v if share == 1.0 else latest[v] for v, share in shares.items())
        latest.append(max(staying, default=0))
    return cost, latest


def _share(flow: Flow, vertex: int, cost: float) -> float:
    users = len(flow.consumers[vertex])
    if users == 1:
        return min(cost, 1.0)
    return 1.0 if flow.inputs[vertex] else 1.0 / users
