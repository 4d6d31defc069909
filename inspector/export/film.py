"""A stretch of a run, frame by frame: what films, pages and handouts are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from inspector.drawing.curves import Point
from inspector.drawing.legend import Entry
from inspector.drawing.legibility import level_for
from inspector.drawing.levels import Level
from inspector.drawing.measures import wrapped
from inspector.drawing.scene import Picture, Stage, shared, spoken
from inspector.drawing.sizes import card_sizes
from inspector.export.cut import Cut, NoFilmError, steps
from inspector.export.framing import beside, numbered
from inspector.export.subject import Subject
from inspector.layout.cache import Cache, Sizes
from inspector.layout.engine import layout
from inspector.layout.geometry import WIDE, Direction, Geometry, Page
from inspector.model.derivations.formulas import derivative_text
from inspector.model.graphs.digraph import digraph
from inspector.model.graphs.graph import Scope
from inspector.model.graphs.step_vertex import latest_vertex
from inspector.model.graphs.vertex import Graph
from inspector.model.looks.aloud import summary
from inspector.model.looks.look import Phase
from inspector.model.moments.moment import Moment
from inspector.model.questions.explain import caption, sentence
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from inspector.model.settings import Settings
from inspector.theme.roles import Theme
from inspector.theme.tokens import LIGHT

ROOM, HIGH = 1200.0, 520.0
"""The largest graph that is shown as it is: with words around it, it fills 1280 by 720 pixels."""
MOST = 1.5
"""So much more room has a theme of larger type, made for 1920 by 1080."""
__all__ = ["Cut", "Film", "Frame", "NoFilmError", "film"]


@dataclass(frozen=True, slots=True)
class Frame:
    """One step: its picture, as large as that of every other frame, and what it says.

    ``line`` is the line of the program that runs, 0 where there is none, ``backward`` whether a
    backward pass runs with it; ``cards`` are the words of all cards that stand there by now.
    ``shown`` is what a legend of all frames explains. ``spot`` is the middle of the card that the
    step is about, or the last one before it, where nothing but the graph is in the picture.
    """

    step: int
    sentence: str
    line: int
    picture: Picture
    cards: tuple[str, ...]
    shown: tuple[Entry, ...] = ()
    backward: bool = False
    spot: Point | None = None


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

    def frames(self, legend: bool = True, level: Level | None = Level.CARD) -> Iterator[Frame]:
        """Every frame in order; the graph stands at the same place in all of them.

        ``legend`` : whether each has one. ``level`` : how much its cards say; None for as much as
        can be read where a whole frame fills a screen.

        Everything is laid out before the first is drawn: of several turns of a loop, the one that
        needs most room decides where all of them stand.
        """
        cache = Cache()
        stages = (subject.stage() for subject in map(self._subjects(cache), self.steps))
        on = self._worded(replace(shared(stages), legend=legend))
        on = replace(on, level=level_for(1 / on.larger, LIGHT) if level is None else level)
        subjects = self._subjects(cache)
        for step in self.steps:
            subject = subjects(step)
            line = self.recording.line_at(step - 1) if step else 0
            backward = Moment(self.recording, step).backward is not None
            picture = self._framed(subject.picture(on), step, line, on.larger, backward)
            words, cards = sentence(self.recording, step, derivative_text), tuple(_aloud(subject))
            spot = None if self.cut.source or self.cut.caption else self._spot(subject, step, on)
            yield Frame(step, words, line, picture, cards, on.shown, backward, spot)

    def wearing(self, theme: Theme) -> Film:
        """The same in another theme."""
        return replace(self, theme=theme)

    def _worded(self, stage: Stage) -> Stage:
        """A stage with words that can still be read when all of it is on a screen."""
        large = min(MOST, self.theme.caption / LIGHT.caption)
        larger = max(1.0, stage.room / (ROOM * large), stage.high / (HIGH * large))
        if larger == 1.0 or not stage.lines:
            return replace(stage, larger=larger)
        size = self.theme.caption * larger
        said = {sentence(self.recording, step, derivative_text) for step in self.steps}
        lines = max(len(wrapped(words, stage.room, size, bold=True)) for words in said)
        return replace(stage, larger=larger, lines=lines)

    def _framed(
        self, graph: Picture, step: int, line: int, larger: float, backward: bool
    ) -> Picture:
        """The picture of a graph with the number of its step, and the program beside it."""
        theme = spoken(self.theme, larger)
        if self.cut.caption:
            graph = numbered(graph, f"step {step} of {len(self.recording)}", theme)
        if not self.cut.source:
            return graph
        return beside(graph, self.lines, line, theme, backward)

    def _spot(self, subject: Subject, step: int, on: Stage) -> Point | None:
        """The middle of the card that a step, or the last one before it, is about."""
        vertex = latest_vertex(subject.graph, self.recording, step)
        return None if vertex is None else subject.spot(vertex.key, on)

    def _subjects(self, cache: Cache) -> Callable[[int], Subject]:
        """What tells the graph at a step in its place, every graph laid out once."""
        recording, cut, theme = self.recording, self.cut, self.theme
        session = Session(Settings({"view": cut.view, "colour": cut.colour}))
        session.open_recording(recording)
        session.folding.choose(cut.groups)
        places: dict[Scope, Geometry] = {}

        def subject(step: int) -> Subject:
            session.go(step)
            if cut.opened is not None and session.scope not in places:
                _fold(session, cut.opened, cut.levels)
            graph, scope = session.graph, session.scope
            if scope not in places:
                sizes = card_sizes(graph, recording, theme)
                places[scope] = _geometry(graph, sizes, Direction(cut.direction), cache, WIDE)
            words = caption(recording, step, derivative_text) if cut.caption else ""
            looks = session.appearance
            return Subject(graph, places[scope], looks, theme, words, recording.name)

        return subject


def film(recording: Recording, cut: Cut, theme: Theme) -> Film:
    """The part of a recording that is asked for; raises NoFilmError where there is none."""
    return Film(recording, steps(recording, cut), cut, theme)


def _fold(session: Session, opened: bool, levels: int) -> None:
    """Open or close every group, and open so many levels from outside."""
    session.fold_all(opened)
    for _ in range(levels):
        for key in tuple(session.graph.groups) if session.graph else ():
            session.fold(key)


def _geometry(
    graph: Graph, sizes: Sizes, direction: Direction, cache: Cache, page: Page
) -> Geometry:
    """Where a graph is laid out: another turn of the same loop stands where the last one stood."""
    known = cache.find(graph, sizes, direction, page=page)
    if known is not None:
        return known
    room = cache.widened(graph, sizes, direction, page)
    made = layout(digraph(graph), room, direction, page=page)
    cache.keep(graph, made)
    return made


def _aloud(subject: Subject) -> Iterator[str]:
    """What every card says that is there."""
    for vertex in subject.graph.vertices:
        look = subject.looks.vertex(vertex.key)
        if look.phase is not Phase.UNBORN:
            yield summary(look)
