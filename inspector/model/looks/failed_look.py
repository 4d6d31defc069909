"""How an operation looks that ended the program: what it was given, and that it failed."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.model.graphs.vertex import Kind, Vertex
from inspector.model.looks.look import Activity, Phase, VertexLook
from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import Error
from inspector.model.recordings.format import shape_text
from inspector.model.recordings.recording import Recording


def failed_look(vertex: Vertex, moment: Moment) -> VertexLook:
    """The look of an operation that raised: what shapes it was given stands in a value's place."""
    there = moment.step >= vertex.born
    return VertexLook(
        phase=Phase.SHOWN if there else Phase.UNBORN,
        kind=Kind.FAILED,
        title=vertex.label,
        symbol=vertex.label,
        grad_fn=vertex.grad_fn,
        value_text=shapes_given(vertex, moment.recording),
        activity=Activity.FORWARD if moment.step == vertex.born else Activity.NONE,
        alarm="error" if there else "",
    )


def shapes_given(vertex: Vertex, recording: Recording) -> str:
    """The shapes of what an operation was given that raised, as "2×3, 4×5"."""
    return ", ".join(_shapes(recording.events[vertex.born - 1], Moment(recording, vertex.born)))


def _shapes(event: object, moment: Moment) -> Iterator[str]:
    for tensor in event.operands if isinstance(event, Error) else ():
        state = moment.tensor(tensor)
        if state is not None:
            yield shape_text(state.value).partition(" ")[0]
