"""From a recording to what is exported of it: the same picture that the window shows."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.drawing.sizes import card_sizes
from inspector.export.subject import Subject
from inspector.layout.engine import layout
from inspector.layout.geometry import Direction
from inspector.model.explain import sentence
from inspector.model.look import Colouring
from inspector.model.recording import Recording
from inspector.model.session import Session
from inspector.model.settings import Settings
from inspector.theme.roles import Theme


@dataclass(frozen=True, slots=True)
class Request:
    """Which picture: at which step (None: the end), of what, which way, and how."""

    step: int | None
    view: str
    direction: str
    theme: Theme
    colour: str = Colouring.KIND.value


def compose(recording: Recording, request: Request) -> Subject:
    """Lay out the graph of a recording at a step, ready to be written."""
    session = Session(Settings({"view": request.view, "colour": request.colour}))
    session.open_recording(recording)
    if request.step is not None:
        session.go(request.step)
    graph = session.graph
    sizes = card_sizes(graph, recording, request.theme)
    geometry = layout(graph, sizes, Direction(request.direction))
    words = sentence(recording, session.step)
    return Subject(graph, geometry, session.appearance, request.theme, words, recording.name)
