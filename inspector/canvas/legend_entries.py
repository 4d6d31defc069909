"""Which entries the legend needs: of a small graph found at once, of a large one bit by bit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from time import monotonic
from typing import TypeVar

from inspector.canvas.choreography import Choreography
from inspector.canvas.legend import Legend
from inspector.canvas.picture import Picture
from inspector.drawing.legend import Entry, entries
from inspector.model.graphs.generation import WHOLE
from inspector.model.looks.appearance import Appearance
from inspector.model.looks.look import EdgeLook, Flow, Phase, VertexLook
from inspector.model.session import Session

Thing = TypeVar("Thing")

SAMPLED = 100
"""So many first vertices and edges of a large graph are asked what the legend must explain, and
so many between there and its end."""
BUDGET = 0.008
"""Seconds of asking between two pictures."""


class LegendEntries:
    """Finds the entries for the graph that is shown, and gives them to the legend."""

    def __init__(
        self, session: Session, picture: Picture, show: Choreography, legend: Legend
    ) -> None:
        self._session, self._picture, self._show, self._legend = session, picture, show, legend
        self._explained = 0
        self._looks: Appearance | None = None
        self._asking: Iterator[None] = iter(())

    @property
    def busy(self) -> bool:
        """Whether some of the graph has still to be asked."""
        return self._looks is not None

    def begin(self) -> None:
        """Explain another graph; one that grows, whenever it has doubled."""
        count = len(self._picture.stage.vertices)
        running = self._session.running and count > WHOLE
        if running and self._explained <= count < 2 * self._explained:
            return
        self._explained = count
        self._looks = self._picture.appearance if running else self._show.final
        if self._looks is not None:
            self._asking = asked(self._looks)
        if count <= SAMPLED:
            self.finish()

    def advance(self) -> bool:
        """Ask some more; whether that was the last of it."""
        until = monotonic() + BUDGET
        while self._looks is not None and next(self._asking, self) is None:
            if monotonic() >= until:
                return False
        return self.finish()

    def finish(self) -> bool:
        """Ask all that is left, and explain it; whether there was anything to explain."""
        looks, self._looks = self._looks, None
        if looks is not None:
            self._legend.show_entries(kinds(looks, tags=self._tagged))
        return looks is not None

    def forget(self) -> None:
        """Ask no more: the graph is gone."""
        self._looks = None

    def recolour(self) -> None:
        """Explain the same graph in other colours."""
        self._looks = self._show.final
        self.finish()

    def at_step(self) -> None:
        """Of a small graph, explain only what is on the picture now."""
        looks = self._picture.appearance
        if looks is not None and len(looks.graph.vertices) <= WHOLE:
            self._legend.show_present(kinds_now(looks, tags=self._tagged))

    @property
    def _tagged(self) -> bool:
        """Whether some leaves are named by tags."""
        return len(self._picture.stage.tagged) > 0


def asked(looks: Appearance) -> Iterator[None]:
    """Have the looks found that the legend asks for, one after another; they are kept."""
    for vertex in _some(looks.graph.vertices):
        looks.vertex(vertex.key)
        yield
    for edge in _some(looks.graph.edges):
        looks.edge(edge.key)
        yield


def kinds(looks: Appearance, *, tags: bool = False) -> tuple[Entry, ...]:
    """What the legend must explain, at one step or another, of a graph that ends like this."""
    vertices, edges = _sample(looks)
    before = [replace(look, phase=Phase.UNBORN) for look in vertices[:1]]
    during = [EdgeLook(Phase.SHOWN, Flow.FORWARD) for _ in edges[:1]]
    return entries(vertices + before, edges + during, looks.key, tags=tags)


def kinds_now(looks: Appearance, *, tags: bool = False) -> tuple[Entry, ...]:
    """What the legend must explain at a step."""
    return entries(*_sample(looks), looks.key, tags=tags)


def _sample(looks: Appearance) -> tuple[list[VertexLook], list[EdgeLook]]:
    graph = looks.graph
    vertices = [looks.vertex(vertex.key) for vertex in _some(graph.vertices)]
    return vertices, [looks.edge(edge.key) for edge in _some(graph.edges)]


def _some(every: Sequence[Thing]) -> Sequence[Thing]:
    """The first ones, and others from all over the rest."""
    rest = every[SAMPLED:]
    return (*every[:SAMPLED], *rest[:: len(rest) // SAMPLED + 1])
