"""From a recording to what is exported of it: the same picture that the window shows."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.drawing.sizes import card_sizes, page_for
from inspector.export.subject import Subject
from inspector.layout.engine import layout
from inspector.layout.geometry import Direction
from inspector.model.derivations.formulas import derivative_text
from inspector.model.graphs.digraph import digraph
from inspector.model.graphs.search import Haystack
from inspector.model.graphs.vertex import Graph
from inspector.model.looks.look import Colouring
from inspector.model.questions.explain import caption
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from inspector.model.settings import Settings
from inspector.theme.roles import Theme


@dataclass(frozen=True, slots=True)
class Request:
    """Which picture: at which step (None: the end), of what, which way, and how.

    ``only`` leaves nothing but what a search for it finds, with its neighbours; "" is everything.
    Every group is ``opened``, or closed; None: as in the window's first view.
    """

    step: int | None
    view: str
    direction: str
    theme: Theme
    colour: str = Colouring.KIND.value
    only: str = ""
    opened: bool | None = None


class NothingFoundError(ValueError):
    """Nothing is left to be drawn."""


def compose(recording: Recording, request: Request) -> Subject:
    """Lay out the graph of a recording at a step, ready to be written.

    Raises:
        NothingFoundError: where a part is asked for that the graph does not have.
    """
    session = Session(Settings({"view": request.view, "colour": request.colour}))
    session.open_recording(recording)
    if request.step is not None:
        session.go(request.step)
    if request.opened is not None:
        session.fold_all(request.opened)
    graph = session.graph
    sizes = card_sizes(graph, recording, request.theme)
    way, page = Direction(request.direction), page_for(request.theme)
    geometry = layout(digraph(graph), sizes, way, page=page)
    words = caption(recording, session.step, derivative_text)
    whole = Subject(graph, geometry, session.appearance, request.theme, words, recording.name)
    return whole.only(_found(graph, recording, request.only)) if request.only else whole


def _found(graph: Graph, recording: Recording, query: str) -> set[str]:
    """What a search finds, and what is joined to it by an edge."""
    hits = set(Haystack(graph, recording).find(query))
    if not hits:
        raise NothingFoundError(f"Nothing in the graph is called {query!r}.")
    beside = (edge for edge in graph.edges if edge.source in hits or edge.target in hits)
    return hits.union(*((edge.source, edge.target) for edge in beside))
