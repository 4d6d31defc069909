"""Which vertex a panel is about: the selected one, or the one this step is about."""

from __future__ import annotations

from collections.abc import Collection

from inspector.model.graphs.step_vertex import latest_vertex
from inspector.model.graphs.vertex import Graph, Vertex
from inspector.model.moments.moment import Moment
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session


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


def jump(session: Session, step: int, nodes: Collection[int]) -> None:
    """Go to a step, and dim all but the vertices of some backward nodes."""
    session.go(step)
    lit = vertices_of(session.graph, session.recording, nodes)
    if len(lit) > 1:
        session.marks.light(lit)


def vertices_of(graph: Graph, recording: Recording, nodes: Collection[int]) -> list[str]:
    """The keys of the vertices of backward nodes; of an AccumulateGrad its leaf's."""
    wanted, identities = set(nodes), recording.nodes.identities
    leaves = {identities[node].tensor for node in wanted if node in identities}
    return [v.key for v in graph.vertices if v.node in wanted or v.tensor in leaves]
