"""The vertex that a step is at: the one it works on, or will work on next."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.model.graphs.vertex import FAILED, Graph, Vertex
from inspector.model.recordings.events import (
    Accumulate,
    AnyEvent,
    BackwardBegin,
    Error,
    NodeBackward,
    Op,
)

AHEAD = 200
"""So many events after a step are asked for the first that computes something."""


def visited(graph: Graph, events: Sequence[AnyEvent], step: int) -> Vertex | None:
    """The vertex at which the step's event happens, else the next one's; None where none is near.

    A statement computes nothing by itself: it is where its first operation will be.
    """
    for event in events[max(step - 1, 0) : step + AHEAD]:
        vertex = _at(graph, event)
        if vertex is not None:
            return vertex
    return None


def _at(graph: Graph, event: AnyEvent) -> Vertex | None:
    match event:
        case Op(outputs=outputs) if outputs:
            return graph.by_tensor.get(outputs[0].tensor)
        case BackwardBegin(roots=roots) if roots:
            return graph.by_tensor.get(roots[0])
        case NodeBackward():
            return graph.by_node.get(event.node)
        case Accumulate():
            return graph.by_tensor.get(event.tensor)
        case Error():
            return graph.by_key.get(FAILED)
    return None
