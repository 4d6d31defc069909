"""Which vertex a step is about, and so should stay in sight."""

from __future__ import annotations

from inspector.model.graphs.vertex import FAILED, Graph, Vertex
from inspector.model.recordings.events import (
    Accumulate,
    AnyEvent,
    BackwardBegin,
    BackwardEnd,
    Created,
    End,
    Error,
    Freed,
    GradSet,
    NodeBackward,
    Op,
    RequiresGrad,
    RetainGrad,
    Update,
)
from inspector.model.recordings.recording import Recording

SHOWN = (
    Created | Op | BackwardBegin | NodeBackward | Accumulate | Freed | BackwardEnd | GradSet
    | Update | Error
)  # fmt: skip
"""Events that change something on the canvas."""
LOOK_BACK = 200
"""So many events before a step are asked for the vertex it is about."""


def is_shown(event: AnyEvent) -> bool:
    """Whether an event changes anything on the canvas."""
    return isinstance(event, SHOWN)


def vertex_of(graph: Graph, event: AnyEvent | None) -> Vertex | None:
    """The vertex at which an event happens; None where it is about no single one."""
    match event:
        case Op(outputs=outputs) if outputs:
            return graph.by_tensor.get(outputs[0].tensor)
        case Created() | Accumulate() | GradSet() | Update() | RequiresGrad() | RetainGrad():
            return graph.by_tensor.get(event.tensor)
        case BackwardBegin(roots=roots) if roots:
            return graph.by_tensor.get(roots[0])
        case NodeBackward() | Error() if event.node is not None:
            return graph.by_node.get(event.node)
        case Error():
            return graph.by_key.get(FAILED)
    return None


def is_over(recording: Recording, step: int) -> bool:
    """Whether a run that has gone well is over at a step, which is about no vertex then."""
    last = recording.events[step - 1] if 0 < step == len(recording) else None
    return isinstance(last, End) and last.reason == "finished"


def outcome(graph: Graph, recording: Recording) -> Vertex | None:
    """What a finished run has come to: its error, or the latest root that gradients came from.

    What is computed after that only reports; without a root, the last of all is it.
    """
    if recording.of_kind(Error):
        return latest_vertex(graph, recording, len(recording))
    for index in reversed(recording.of_kind(BackwardBegin)):
        root = vertex_of(graph, recording.events[index])
        if root is not None:
            return root
    return latest_vertex(graph, recording, len(recording))


def latest_vertex(graph: Graph, recording: Recording, step: int) -> Vertex | None:
    """The vertex of the last event up to ``step`` that is about any."""
    for index in range(step - 1, max(-1, step - 1 - LOOK_BACK), -1):
        vertex = vertex_of(graph, recording.events[index])
        if vertex is not None:
            return vertex
    return None
