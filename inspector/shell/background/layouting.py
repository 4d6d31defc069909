"""Layouts made in a thread of their own, so that the window never waits for one.

Nor does it wait for the layout's code, which needs networkx: that is loaded with the first one.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from inspector.drawing.sizes import card_sizes, measured
from inspector.layout.cache import Cache
from inspector.layout.cancel import Cancelled, Check, checked
from inspector.layout.geometry import EMPTY, Direction, Geometry, Page
from inspector.model.graphs.vertex import Graph
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from inspector.shell.background.slices import Slices
from inspector.theme.roles import Theme
from inspector.theme.tokens import THEMES

WHILE_RUNNING = 100
"""Milliseconds between two looks at a graph that is still growing."""
FEW = 4
"""New vertices are placed among others while the window waits: so many of them."""
ADDED = 20_000
"""More of them are placed in the thread: as long as the product of the numbers of new and old
vertices, which the work grows with, is no more. Otherwise the whole is laid out."""
WHILE_GROWING = 2_000
"""A graph of more vertices than this is laid out only when its program has ended, or waits."""
ENGINE, EXTENDER = "inspector.layout.engine", "inspector.layout.extend"
DIGRAPH = "inspector.model.graphs.digraph"
REDRAWS = ("theme", "direction")
"""Settings that change the size of cards or where they go."""

Sizes = Mapping[str, tuple[float, float]]


class Stage(Protocol):
    """What shows a graph in the place a layout gives it."""

    @property
    def page(self) -> Page:
        """What rows are made for."""

    def prepared(self, graph: Graph, geometry: Geometry) -> Any:
        """What has to be worked out to show this graph there; asked in the layout's thread."""

    def set_geometry(self, graph: Graph, geometry: Geometry, prepared: Any = None) -> None:
        """Show this graph there; ``prepared`` : what that takes is worked out already."""


@dataclass(frozen=True)
class Request:
    """One layout that is wanted; ``number`` grows, and only the newest is of interest.

    ``recording`` : the graph's own, as the session may show another by the time it is read.
    ``sizes`` of the cards are None where they are still to be measured. ``extends`` : what is new
    joins the layout ``keep``, of which nothing moves.
    """

    number: int
    graph: Graph
    recording: Recording
    sizes: Sizes | None
    direction: Direction
    page: Page
    keep: Geometry | None
    extends: bool = False


class Layouting(QObject):
    """Keeps the stage's geometry in step with the session's graph.

    While a program runs, new vertices are added to the layout and what is on the screen stays.
    At its end the whole is laid out once, and so that it does not matter how fast it ran: the
    same program has the same picture each time. What the console adds later joins that. A newer
    request ends an older one. ``renewed`` is emitted when the whole has been laid out and is about
    to be shown.
    """

    renewed = Signal()
    _laid_out = Signal(object, object, object)
    _failed = Signal(object)

    def __init__(self, session: Session, stage: Stage, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._stage = session, stage
        self._geometry = EMPTY
        self._shown: Graph | None = None
        self._number = self._asked = 0
        self._waiting = self._behind = False
        self._keep = self._settled = False
        self._worker = ThreadPoolExecutor(1, "layout")
        self._cache = Cache()
        self._measuring = Slices[Request | None](self, self._submit, self._raise, ())
        self._due = QTimer(self, singleShot=True)
        self._due.timeout.connect(self._begin)
        self._laid_out.connect(self._show)
        self._failed.connect(self._raise)
        self._links = self._watch()
        self.request()

    def _watch(self) -> list[Callable[[], None]]:
        session = self._session
        return [
            session.recording_changed.connect(self._opened),
            session.view_changed.connect(self._another),
            session.graph_changed.connect(self._turned),
            session.folding_changed.connect(lambda: self.request(keep=True)),
            session.recording_grew.connect(self._grown),
            session.running_changed.connect(self._run_changed),
            session.settings_changed.connect(self._setting_changed),
        ]

    @property
    def geometry(self) -> Geometry:
        """Where everything is that is shown."""
        return self._geometry

    @property
    def busy(self) -> bool:
        """Whether a layout is wanted that is not shown yet."""
        return self._waiting or self._due.isActive()

    def request(self, keep: bool = False) -> None:
        """Lay the whole graph out anew, soon; ``keep`` its present order as far as it goes."""
        self._number += 1
        self._keep = keep
        self._due.start(0)

    def close(self) -> None:
        """End the thread; no further layout is shown."""
        for link in self._links:
            link()
        self._number += 1
        self._due.stop()
        self._measuring.stop()
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _opened(self) -> None:
        self._settled = False
        self._another()

    def _another(self) -> None:
        """The graph is another one: nothing of what is shown can stay."""
        self._shown, self._behind = None, False
        self._measuring.stop()
        self.request()

    def _turned(self) -> None:
        """The run goes on with another graph: a picture that is nearly ready is shown before.

        Where each turn of a loop is quicker than its layout, nothing would ever be seen else.
        """
        if self._session.running and self._waiting and self._asked == self._number:
            self._behind = True
        else:
            self._another()

    def _grown(self) -> None:
        if not self._due.isActive():
            self._due.start(WHILE_RUNNING)

    def _run_changed(self) -> None:
        if not self._session.running:
            if not self._settled:
                self._cache.clear()
            self.request(keep=self._settled)
            self._settled = True

    def _setting_changed(self, key: str) -> None:
        if key in REDRAWS:
            if key == "theme":
                self._cache.clear()
            self.request()

    def _begin(self) -> None:
        """Extend what is shown where that will do; otherwise ask the thread for the whole."""
        graph = self._session.graph
        if not self._session.running or self._asked != self._number:
            self._ask(graph)
        elif self._waiting:
            return  # what has been added meanwhile joins what is shown then
        elif not self._continues(graph):
            self._ask(graph)
        elif self._shown is None or extent(graph) != extent(self._shown):
            self._add(graph)

    def _add(self, graph: Graph) -> None:
        """Let new vertices join those that are shown: a few at once, more in the thread."""
        gained, size = self._gained(graph), len(graph.vertices)
        if gained <= FEW:
            self._extend(graph)
        elif gained * size <= ADDED:
            self._ask(graph, extends=True)
        elif size <= WHILE_GROWING or self._session.live.paused:
            self._ask(graph)

    def _ask(self, graph: Graph, extends: bool = False) -> None:
        """Give the thread the whole graph to lay out.

        A recording that still grows must not be read there: its cards are measured here, as many
        at a time as nobody has to wait for.
        """
        keeps = extends or (self._keep and self._shares(graph))
        keep = self._geometry if keeps else None
        direction = Direction(self._session.direction)
        self._asked = self._number
        self._waiting = True
        page, recording = self._stage.page, self._session.recording
        wanted = Request(self._number, graph, recording, None, direction, page, keep, extends)
        if self._session.running:
            self._measuring.begin(self._measured(wanted))
        else:
            self._measuring.stop()
            self._submit(wanted)

    def _measured(self, wanted: Request) -> Iterator[Request | None]:
        """Measure the cards one by one; then the same request with their sizes."""
        sizes: dict[str, tuple[float, float]] = {}
        known = _known(wanted.keep) if wanted.keep is not None and wanted.extends else ()
        for key, size in measured(wanted.graph, wanted.recording, self._theme(), known):
            sizes[key] = size
            yield None
        yield replace(wanted, sizes=sizes)

    def _submit(self, wanted: Request | None) -> None:
        if wanted is not None and wanted.number == self._number:
            self._worker.submit(self._lay_out, wanted)

    def _continues(self, graph: Graph) -> bool:
        """Whether ``graph`` is the one that is shown, with or without newer vertices."""
        shown = self._shown
        if shown is None or not shown.vertices or not graph.vertices:
            return False
        return shown.view is graph.view and shown.vertices[0].key == graph.vertices[0].key

    def _shares(self, graph: Graph) -> bool:
        """Whether anything of ``graph`` is shown: what a group held may stand before all else."""
        shown = self._shown
        if shown is None or shown.view is not graph.view:
            return False
        return not shown.by_key.keys().isdisjoint(graph.by_key)

    def _gained(self, graph: Graph) -> int:
        """How many vertices ``graph`` has beyond those that are laid out."""
        return len(graph.vertices) - len(self._geometry.index)

    def _extend(self, graph: Graph) -> None:
        sizes = self._measure(graph, self._session.recording, _known(self._geometry))
        self._geometry = import_module(EXTENDER).extend(self._geometry, graph, sizes)
        self._put(graph)

    def _measure(self, graph: Graph, recording: Recording, known: Container[str] = ()) -> Sizes:
        return card_sizes(graph, recording, self._theme(), known)

    def _theme(self) -> Theme:
        return THEMES[str(self._session.settings["theme"])]

    def _lay_out(self, wanted: Request) -> None:
        """In the thread: lay out, and hand over the result."""

        def superseded() -> bool:
            return wanted.number != self._number

        try:
            sizes = wanted.sizes or self._measure(wanted.graph, wanted.recording)
            if wanted.extends:
                geometry = import_module(EXTENDER).extend(wanted.keep, wanted.graph, sizes)
            else:
                geometry = self._known(wanted, sizes, superseded) or self._computed(
                    wanted, sizes, superseded
                )
            prepared = self._stage.prepared(wanted.graph, geometry)
        except Cancelled:
            return
        except Exception as error:
            self._failed.emit(error)
            raise
        self._laid_out.emit(wanted, geometry, prepared)

    def _known(self, wanted: Request, sizes: Sizes, cancelled: Check) -> Geometry | None:
        """The layout of an earlier turn of the same loop, unless it is this one that goes on."""
        if wanted.keep is not None:
            return None
        return self._cache.find(wanted.graph, sizes, wanted.direction, cancelled, wanted.page)

    def _computed(self, wanted: Request, sizes: Sizes, cancelled: Check) -> Geometry:
        graph, direction, page = wanted.graph, wanted.direction, wanted.page
        room = self._cache.widened(graph, sizes, direction, page)
        layout, digraph = import_module(ENGINE).layout, import_module(DIGRAPH).digraph
        multigraph = digraph(graph, partial(checked, cancelled=cancelled))
        geometry: Geometry = layout(multigraph, room, direction, cancelled, wanted.keep, page)
        self._cache.keep(graph, geometry)
        return geometry

    def _show(self, wanted: Request, geometry: Geometry, prepared: object) -> None:
        if wanted.number == self._number:
            self._waiting = False
            self._geometry = geometry
            if not wanted.extends:
                self.renewed.emit()
            self._put(wanted.graph, prepared)
            if self._behind:
                self._another()
            elif self._session.running:
                self._grown()

    def _put(self, graph: Graph, prepared: object = None) -> None:
        self._shown = graph
        self._stage.set_geometry(graph, self._geometry, prepared)

    def _raise(self, error: Exception) -> None:
        self._waiting = False
        raise error


def _known(geometry: Geometry) -> Container[str]:
    """The vertices and edges that a layout has a place for."""
    return geometry.index.keys() | geometry.routes.keys()


def extent(graph: Graph) -> tuple[int, int]:
    """How much there is to lay out; it only ever grows while a program runs."""
    return len(graph.vertices), len(graph.edges)
