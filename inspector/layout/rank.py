"""Layering: how many steps of the flow each vertex lies from the start."""

from __future__ import annotations

import numpy as np

from inspector.layout.flow import Flow, Indices


def rank(flow: Flow) -> Indices:
    """Layer of every vertex, from 0; an edge always leads to a higher layer.

    Longest path in execution order, then inputs that float freely (leaves, and private chains
    that begin at leaves) move next to their first consumer: a vertex moves when that shortens
    more edges than it stretches.
    """
    layer = depths(flow)
    stretched = _stretched(flow)
    for vertex in reversed(range(len(flow))):
        consumers = flow.consumers[vertex]
        if stretched[vertex] < len(consumers):
            layer[vertex] = min(layer[consumer] for consumer in consumers) - 1
    ranks = np.array(layer, dtype=np.intp)
    return ranks - ranks.min() if len(ranks) else ranks


def depths(flow: Flow) -> list[int]:
    """Edges on the longest path that leads to each vertex; 0 for leaves."""
    found: list[int] = []
    for inputs in flow.inputs:
        found.append(1 + max((found[vertex] for vertex in inputs), default=-1))
    return found


def _stretched(flow: Flow) -> list[int]:
    """Input edges that grow longer when a vertex moves away together with what only it uses."""
    found: list[int] = []
    for inputs in flow.inputs:
        shared = [len(flow.consumers[vertex]) > 1 for vertex in inputs]
        found.append(
            sum(1 if s else min(found[v], 1) for v, s in zip(inputs, shared, strict=True))
        )
    return found
