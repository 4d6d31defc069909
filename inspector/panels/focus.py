"""Which vertex a panel is about: the selected one, or the one this step is about."""

from __future__ import annotations

from inspector.model.events import (
    Accumulate,
    AnyEvent,
    BackwardBegin,
    Created,
    Error,
    GradSet,
    NodeBackward,
    Op,
    RequiresGrad,
    RetainGrad,
    Update,
)
from inspector.model.moment import Moment
from inspector.model.session import Session
from inspector.model.vertex import Graph, Vertex

_LOOK_BACK = 200


def focused(session: Session) -> Vertex | None:
    """The selected vertex; without one, that of the last step that had any."""
    graph, moment = session.graph, session.moment
    if session.selection is not None:
        return graph.by_key.get(session.selection)
    events = moment.recording.events
    for index in range(moment.step - 1, max(-1, moment.step - 1 - _LOOK_BACK), -1):
        vertex = vertex_of(graph, events[index])
        if vertex is not None:
            return vertex
    return None


def vertex_of(graph: Graph, event: AnyEvent) -> Vertex | None:
    """The vertex that an event is about, None where it is about none that is drawn."""
    if isinstance(event, NodeBackward):
        return graph.by_node.get(event.node)
    if isinstance(event, Error):
        return None if event.node is None else graph.by_node.get(event.node)
    if isinstance(event, Op):
        return graph.by_tensor.get(event.outputs[0].tensor) if event.outputs else None
    if isinstance(event, BackwardBegin):
        return graph.by_tensor.get(event.roots[0]) if event.roots else None
    if isinstance(event, Created | Accumulate | GradSet | Update | RequiresGrad | RetainGrad):
        return graph.by_tensor.get(event.tensor)
    return None


def last_of_line(graph: Graph, moment: Moment, line: int) -> Vertex | None:
    """The last vertex that a line has made by now, or will make."""
    of_line = [vertex for vertex in graph.vertices if vertex.line == line]
    born = [vertex for vertex in of_line if vertex.born <= moment.step]
    return next(reversed(born or of_line), None)
