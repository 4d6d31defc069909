"""Which vertex a panel is about: the selected one, or the one this step is about."""

from __future__ import annotations

from inspector.canvas.active import latest_vertex
from inspector.model.moment import Moment
from inspector.model.session import Session
from inspector.model.vertex import Graph, Vertex


def focused(session: Session) -> Vertex | None:
    """The selected vertex; without one, that of the last step that had any."""
    if session.selection is not None:
        return session.graph.by_key.get(session.selection)
    return latest_vertex(session.graph, session.recording, session.step)


def last_of_line(graph: Graph, moment: Moment, line: int) -> Vertex | None:
    """The last vertex that a line has made by now, or will make."""
    of_line = [vertex for vertex in graph.vertices if vertex.line == line]
    born = [vertex for vertex in of_line if vertex.born <= moment.step]
    return next(reversed(born or of_line), None)
