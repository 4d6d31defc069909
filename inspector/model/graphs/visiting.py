"""The vertex that a step is at: the one it works on, or will work on next."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.model.graphs.step_vertex import vertex_of
from inspector.model.graphs.vertex import Graph, Vertex
from inspector.model.recordings.events import (
    Accumulate,
    AnyEvent,
    BackwardBegin,
    Error,
    NodeBackward,
    Op,
)

COMPUTING = Op | BackwardBegin | NodeBackward | Accumulate | Error
"""Events at which something is computed, or fails to be."""
AHEAD = 200
"""So many events after a step are asked for the first that computes something."""


def visited(graph: Graph, events: Sequence[AnyEvent], step: int) -> Vertex | None:
    """The vertex at which the step's event happens, else the next one's; None where none is near.

    A statement computes nothing by itself: it is where its first operation will be.
    """
    for event in events[max(step - 1, 0) : step + AHEAD]:
        vertex = vertex_of(graph, event) if isinstance(event, COMPUTING) else None
        if vertex is not None:
            return vertex
    return None
