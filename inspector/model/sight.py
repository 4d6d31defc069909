"""What is seen of a recording at a step: its graph, folded, and how that looks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from operator import itemgetter

from inspector.model.graphs.ahead import Ahead
from inspector.model.graphs.folding import Folding
from inspector.model.graphs.generation import divided
from inspector.model.graphs.graph import Scope, picture
from inspector.model.graphs.tracing import Tracer
from inspector.model.graphs.vertex import Graph, View
from inspector.model.looks.appearance import Appearance
from inspector.model.looks.colouring import Shading
from inspector.model.looks.columns import Columns
from inspector.model.looks.look import Colouring
from inspector.model.looks.showing import Scales
from inspector.model.moments.moment import Moment
from inspector.model.piecemeal import Work, done
from inspector.model.recordings.recording import Recording
from inspector.model.settings import Settings

PROMPT = 300
"""Up to so many vertices a growing graph is made anew whenever it is asked for."""
AT_REST = 1_000
"""One of more vertices waits for the end of the run: to make it would hold the window up."""


class Sight:
    """The sight of one recording: all of it follows from that, and is found when first asked for.

    ``before`` is the sight of the run before this one, whose open groups stay open; ``ahead`` has
    followed the recording already.
    """

    def __init__(
        self,
        recording: Recording,
        settings: Settings,
        step: int = 0,
        before: Sight | None = None,
        ahead: Ahead | None = None,
    ) -> None:
        self._recording = recording
        self._settings = settings
        self._step = step
        opened: Folding | None = before.folding if before else None
        if ahead is None or ahead.recording is not recording:
            ahead = Ahead(recording, self.view)
        self.folding: Folding = Folding(recording.source, opened, ahead.calls)
        self._passes, self._chronicle = ahead.passes, ahead.chronicle
        self.bands = ahead.bands
        self._scales = Scales(recording)
        self._tracers: dict[View, Tracer] = {ahead.view: ahead.tracer}
        self._moment: Moment | None = None
        self._scope: Scope | None = None
        self._scopes: tuple[Scope, ...] = ()
        self._graph: Graph | None = None
        self._whole: Graph | None = None
        self._made_of: tuple[View, Scope, int] | None = None
        self._built = 0
        self._looks: Appearance | None = None
        self._appearance: Appearance | None = None

    @property
    def view(self) -> View:
        """Which things are drawn as nodes."""
        return View(self._settings["view"])

    @property
    def moment(self) -> Moment:
        """The state of the run at the step."""
        if self._moment is None:
            self._moment = Moment(self._recording, self._step)
        return self._moment

    @property
    def scope(self) -> Scope:
        """The steps of the generation that is shown: the one the step lies in."""
        if self._scope is None:
            scopes = self._scopes = self._scopes or self._divide()
            place = bisect_left(scopes, self._step, key=itemgetter(1))
            self._scope = scopes[min(place, len(scopes) - 1)]
        return self._scope

    @property
    def graph(self) -> Graph:
        """The graph of the shown generation, in the chosen view, with its groups folded.

        While it grows, a large one lags behind: to make it anew with every few events would take
        ever longer.
        """
        return done(self._make()) if self._graph is None else self._graph

    def catch_up(self) -> Iterator[None]:
        """Make the graph of all there is, a little at a time; the one before is shown meanwhile.

        Where somebody has asked for another by then, that is up to date, and this one is dropped.
        """
        before = self._graph
        for _ in self._make() if self._built < len(self._recording) else ():
            yield
            if self._graph is not before:
                return

    def _make(self) -> Work[Graph]:
        built = len(self._recording)
        made_of = self.view, self.scope, built
        whole = self._whole if self._made_of == made_of else None
        if whole is None:
            whole = yield from picture(self._tracer(), self.scope)
        graph = yield from self.folding.fold(whole, self._recording.events)
        self._graph, self._appearance = graph, None
        self._whole, self._made_of, self._built = whole, made_of, built
        return graph

    @property
    def appearance(self) -> Appearance:
        """How the graph looks at the step."""
        if self._appearance is None:
            graph, looks = self.graph, self._looks
            if looks is None or looks.graph is not graph:
                looks = self.looks_of(graph)
            self._appearance = self._looks = looks.at(self._step)
        return self._appearance

    def looks_of(self, graph: Graph) -> Appearance:
        """How a graph of this recording looks at the start, in the chosen colours."""
        shading = Shading(Columns(graph, self._chronicle), Colouring(self._settings["colour"]))
        return Appearance(graph, self._recording, 0, self._scales, shading)

    def tensor_of(self, key: str | None) -> int | None:
        """The tensor that a vertex stands for, in whichever view it was drawn."""
        vertex = self.graph.by_key.get(key or "") if self._graph else None
        if vertex is not None:
            return vertex.tensor
        drafts = (tracer.draft(key or "") for tracer in self._tracers.values())
        return next((draft.tensor for draft in drafts if draft is not None), None)

    def move(self, step: int, grew: bool = False) -> bool:
        """Look at another step; whether that shows another graph, and not just a grown one."""
        self._step = step
        self._moment = self._appearance = None
        if grew:
            self._scopes = ()
            self.folding.follow(self._recording.events)
            self._chronicle.follow()
        before, self._scope = self.scope, None
        start, stop = self.scope
        another = start != before[0] or stop < before[1]
        if another or (self._is_behind if grew else stop != before[1]):
            self._graph = None
        return another

    def settle(self) -> None:
        """The recording grows no more for now: nothing lags behind it."""
        if self._built < len(self._recording):
            self.redraw()

    @property
    def _is_behind(self) -> bool:
        """Whether so much has been added that a graph is to be made anew."""
        added = len(self._recording) - self._built
        size = len(self._whole.vertices) if self._whole is not None else 0
        return size <= PROMPT or (2 * size < added and size < AT_REST)

    def redraw(self) -> None:
        """The same steps in other groups."""
        self._graph = self._appearance = None

    def recolour(self) -> None:
        """The same graph in other colours."""
        self._appearance = self._looks = None

    def turn(self) -> None:
        """The same steps in another view."""
        self._scope, self._scopes = None, ()
        self.redraw()

    def _tracer(self) -> Tracer:
        tracer = self._tracers.setdefault(self.view, Tracer(self.view))
        tracer.follow(self._recording.events)
        return tracer

    def _divide(self) -> tuple[Scope, ...]:
        self._passes.follow(self._recording.events)
        return divided(self._tracer(), self._passes)
