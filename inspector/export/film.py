"""A stretch of a run, frame by frame: what films, pages and handouts are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from inspector.drawing.legend import Entry
from inspector.drawing.listing import listing, listing_size
from inspector.drawing.measures import baseline
from inspector.drawing.primitives import Box, Primitive, Text, moved
from inspector.drawing.scene import MARGIN, Picture, shared
from inspector.drawing.sizes import card_sizes
from inspector.export.cut import Cut, NoFilmError, steps
from inspector.export.subject import Subject
from inspector.layout.cache import Cache, Sizes
from inspector.layout.engine import layout
from inspector.layout.geometry import Direction, Geometry
from inspector.model.graphs.digraph import digraph
from inspector.model.graphs.graph import Scope
from inspector.model.graphs.vertex import Graph
from inspector.model.looks.aloud import summary
from inspector.model.looks.look import Phase
from inspector.model.questions.explain import sentence
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from inspector.model.settings import Settings
from inspector.theme.roles import Theme

SHAPE = 16 / 9
"""Width by height of most screens: pictures are arranged to fill one."""
LEAST = 12.0
"""So much of a program is seen at least, in type sizes."""
__all__ = ["Cut", "Film", "Frame", "NoFilmError", "film"]


@dataclass(frozen=True, slots=True)
class Frame:
    """One step: its picture, as large as that of every other frame, and what it says.

    ``line`` is the line of the program that runs, 0 where there is none; ``cards`` are the words
    of all cards that stand there by now. ``shown`` is what a legend of all frames explains.
    """

    step: int
    sentence: str
    line: int
    picture: Picture
    cards: tuple[str, ...]
    shown: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Film:
    """The frames of a recording at some steps, drawn when they are asked for."""

    recording: Recording
    steps: tuple[int, ...]
    cut: Cut
    theme: Theme

    @property
    def lines(self) -> list[str]:
        """The program, line by line."""
        return self.recording.source.rstrip().split("\n")

    def frames(self, legend: bool = True) -> Iterator[Frame]:
        """Every frame in order; the graph stands at the same place in all of them.

        ``legend`` : whether each has one.

        Everything is laid out before the first is drawn: of several turns of a loop, the one that
        needs most room decides where all of them stand.
        """
        cache = Cache()
        stages = (subject.stage() for subject in map(self._subjects(cache), self.steps))
        on = replace(shared(stages), legend=legend)
        subjects = self._subjects(cache)
        for step in self.steps:
            subject = subjects(step)
            line = self.recording.line_at(step - 1) if step else 0
            picture = self._framed(subject.picture(on), step, line)
            words, cards = sentence(self.recording, step), tuple(_aloud(subject))
            yield Frame(step, words, line, picture, cards, on.shown)

    def wearing(self, theme: Theme) -> Film:
        """The same in another theme."""
        return replace(self, theme=theme)

    def _subjects(self, cache: Cache) -> Callable[[int], Subject]:
        """What tells the graph at a step in its place, every graph laid out once."""
        recording, cut, theme = self.recording, self.cut, self.theme
        session = Session(Settings({"view": cut.view, "colour": cut.colour}))
        session.open_recording(recording)
        places: dict[Scope, Geometry] = {}

        def subject(step: int) -> Subject:
            session.go(step)
            graph, scope = session.graph, session.scope
            if scope not in places:
                sizes = card_sizes(graph, recording, theme)
                places[scope] = _geometry(graph, sizes, Direction(cut.direction), cache)
            words = sentence(recording, step) if cut.caption else ""
            looks = session.appearance
            return Subject(graph, places[scope], looks, theme, words, recording.name)

        return subject

    def _framed(self, graph: Picture, step: int, line: int) -> Picture:
        """The picture of a graph with the number of its step, and the program at its left."""
        theme, margin = self.theme, MARGIN
        count = f"step {step} of {len(self.recording)}"
        at = baseline(0, margin, theme.small)
        number = Text(graph.width - 12, at, count, theme.small, "muted", "end")
        parts: list[Primitive] = [*graph.primitives, *((number,) if self.cut.caption else ())]
        framed = Picture(tuple(parts), graph.width, graph.height)
        if not self.cut.source:
            return framed
        return max(self._beside(framed, line), self._above(framed, line), key=_fill)

    def _beside(self, graph: Picture, line: int) -> Picture:
        """The program at the left of the graph."""
        wide, high = listing_size(self.lines, self.theme)
        width = wide + MARGIN
        least = min(high + 2 * MARGIN, (width + graph.width) / SHAPE)
        height = max(graph.height, least)
        text = listing(self.lines, line, wide, height - 2 * MARGIN, self.theme)
        whole = (
            Box(0, 0, width + graph.width, height, fill="canvas"),
            Box(0, 0, width, height, fill="editor"),
            *moved(text, MARGIN / 2, MARGIN),
            *moved(graph.primitives, width, (height - graph.height) / 2),
        )
        return Picture(whole, width + graph.width, height)

    def _above(self, graph: Picture, line: int) -> Picture:
        """The program above the graph, as much of it as there is room for."""
        wide, high = listing_size(self.lines, self.theme)
        width = max(wide + MARGIN, graph.width)
        free = max(width / SHAPE - graph.height - MARGIN, LEAST * self.theme.code)
        rows = min(high, free)
        top = rows + MARGIN
        text = listing(self.lines, line, width - MARGIN, rows, self.theme)
        whole = (
            Box(0, 0, width, top + graph.height, fill="canvas"),
            Box(0, 0, width, top, fill="editor"),
            *moved(text, MARGIN / 2, MARGIN / 2),
            *moved(graph.primitives, (width - graph.width) / 2, top),
        )
        return Picture(whole, width, top + graph.height)


def _fill(picture: Picture) -> float:
    """How large a picture is shown on a screen."""
    return min(SHAPE / picture.width, 1 / picture.height)


def film(recording: Recording, cut: Cut, theme: Theme) -> Film:
    """The part of a recording that is asked for; raises NoFilmError where there is none."""
    return Film(recording, steps(recording, cut), cut, theme)


def _geometry(graph: Graph, sizes: Sizes, direction: Direction, cache: Cache) -> Geometry:
    """Where a graph is laid out: another turn of the same loop stands where the last one stood."""
    known = cache.find(graph, sizes, direction)
    if known is not None:
        return known
    made = layout(digraph(graph), cache.widened(graph, sizes, direction), direction)
    cache.keep(graph, made)
    return made


def _aloud(subject: Subject) -> Iterator[str]:
    """What every card says that is there."""
    for vertex in subject.graph.vertices:
        look = subject.looks.vertex(vertex.key)
        if look.phase is not Phase.UNBORN:
            yield summary(look)
