"""The session: the only mutable object of the model, and its signals.

Intentions arrive here as method calls; whatever is shown watches the signals and asks back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from inspector.model.derivations.teacher import Teacher
from inspector.model.graphs.ahead import Ahead
from inspector.model.graphs.folding import Folding
from inspector.model.graphs.graph import Scope
from inspector.model.graphs.vertex import Graph, View
from inspector.model.lessons.classroom import Classroom
from inspector.model.lessons.prediction import Prediction
from inspector.model.looks.appearance import Appearance
from inspector.model.looks.marks import Marks
from inspector.model.moments.bands import Bands
from inspector.model.moments.breakpoints import Breakpoint, Hits, moved, toggled
from inspector.model.moments.live import Live, asks
from inspector.model.moments.moment import Moment
from inspector.model.moments.navigation import Stops, next_stop
from inspector.model.moments.pieces import as_run
from inspector.model.moments.walking import beside
from inspector.model.questions.explain import sentence
from inspector.model.recordings.events import AnyEvent
from inspector.model.recordings.recording import Recording
from inspector.model.settings import Settings
from inspector.model.sight import Sight
from inspector.model.signal import Signal
from inspector.model.sources.document import Document
from inspector.model.trials.trial import Trials


class Session:
    """One document, its recording, and where in it the reader is and what they look at."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.document_changed: Signal[()] = Signal()
        self.recording_changed: Signal[()] = Signal()
        self.recording_grew: Signal[()] = Signal()
        self.step_changed: Signal[int, int] = Signal()
        self.selection_changed: Signal[()] = Signal()
        self.running_changed: Signal[()] = Signal()
        self.settings_changed: Signal[str] = Signal()
        self.view_changed: Signal[()] = Signal()
        self.graph_changed: Signal[()] = Signal()
        self.breakpoints_changed: Signal[()] = Signal()
        self.folding_changed: Signal[()] = Signal()
        self.answered: Signal[str | None] = Signal()
        self.remarked: Signal[()] = Signal()
        self.settings = settings or Settings()
        self.marks = Marks()
        self.live = Live()
        self.trials = Trials()
        self.teacher = Teacher()
        self.classroom = Classroom()
        self.prediction = Prediction(self.settings)
        self.settings.changed.connect(self._setting_changed)
        self._document = Document()
        self._recording = Recording()
        self._step = 0
        self._selection: str | None = None
        self._remark = ""
        self._running = self._follow = False
        self._type_share = 1.0
        self._breakpoints: tuple[Breakpoint, ...] = ()
        self._hits = Hits(self._recording)
        self._sight = Sight(self._recording, self.settings)

    @property
    def type_scale(self) -> float:
        """How large panels write: what the settings say, or less where the window is low."""
        return float(self.settings["font_scale"]) * self._type_share

    def fit_type(self, share: float) -> None:
        """Let panels write ``share`` times as large as the settings say."""
        if share != self._type_share:
            self._type_share = share
            self.settings_changed.emit("font_scale")

    @property
    def document(self) -> Document:
        """The program in the editor."""
        return self._document

    @property
    def recording(self) -> Recording:
        """The run that is shown; empty before the first."""
        return self._recording

    @property
    def step(self) -> int:
        """How many events of the recording have happened, from the reader's view."""
        return self._step

    @property
    def horizon(self) -> int:
        """The last step that may be shown: beyond it is what is to be predicted first."""
        return self.prediction.horizon(self._recording)

    @property
    def selection(self) -> str | None:
        """The key of the selected vertex."""
        return self._selection

    @property
    def running(self) -> bool:
        """Whether the program is still running."""
        return self._running

    @property
    def follow(self) -> bool:
        """Whether the step moves along with the running program."""
        return self._follow

    @property
    def stale(self) -> bool:
        """Whether the text has changed since the shown run."""
        return len(self._recording) > 0 and not as_run(self._recording, self._document.text)

    @property
    def view(self) -> View:
        """Which things are drawn as nodes."""
        return self._sight.view

    @property
    def direction(self) -> str:
        """Which way execution runs: "LR" or "TB"."""
        return str(self.settings["direction"])

    @property
    def moment(self) -> Moment:
        """The state of the run at the step."""
        return self._sight.moment

    @property
    def scope(self) -> Scope:
        """The steps of the generation that is shown: the one the step lies in."""
        return self._sight.scope

    @property
    def graph(self) -> Graph:
        """The graph of the shown generation, in the chosen view, with its groups folded."""
        return self._sight.graph

    @property
    def folding(self) -> Folding:
        """Which groups of the graph are open."""
        return self._sight.folding

    @property
    def bands(self) -> Bands:
        """The bands of the timeline, as far as they have been looked for."""
        return self._sight.bands

    @property
    def appearance(self) -> Appearance:
        """How the graph looks at the step."""
        return self._sight.appearance

    def looks_of(self, graph: Graph) -> Appearance:
        """How a graph of this recording looks at the start, in the chosen colours."""
        return self._sight.looks_of(graph)

    @property
    def sentence(self) -> str:
        """What the step does, with the formulas that are at hand, and which breakpoints hold."""
        told = sentence(self._recording, self._step, self.teacher.knows.formulas)
        held = "; ".join(one.title for one in self._hits.at(self._step - 1))
        return f"{self._remark}{f'Breakpoint: {held}. ' if held else ''}{told}"

    @property
    def said(self) -> str:
        """The remark that stands before what the step does; empty where there is none."""
        return self._remark

    def remark(self, text: str) -> None:
        """Say this before what the step does, until another is shown, chosen, or more happens."""
        self._remark = f"{text} "
        self.remarked.emit()

    @property
    def breakpoints(self) -> tuple[Breakpoint, ...]:
        """Where going on holds, in the order in which they were set."""
        return self._breakpoints

    @property
    def hits(self) -> Hits:
        """The recorded events at which the breakpoints hold."""
        return self._hits

    def open_document(self, document: Document) -> None:
        """Put another program, or another state of it, into the editor."""
        if document.text != self._document.text:
            self.classroom.look_at(document)
        self._put(document)

    def _put(self, document: Document) -> None:
        if document != self._document:
            self._document = document
            self.document_changed.emit()

    def edit(self, text: str) -> None:
        """Take over what was typed; breakpoints stay at their lines."""
        self.set_breakpoints(moved(self._breakpoints, self._document.text, text))
        self.classroom.reread(text)
        self._put(replace(self._document, text=text))

    def set_breakpoints(self, breakpoints: Sequence[Breakpoint]) -> None:
        """Hold at these from now on."""
        if tuple(breakpoints) != self._breakpoints:
            self._breakpoints = tuple(breakpoints)
            self._hits.hold_at(self._breakpoints)
            self.breakpoints_changed.emit()

    def toggle_breakpoint(self, one: Breakpoint) -> None:
        """Set a breakpoint, or take it away where it is set."""
        self.set_breakpoints(toggled(self._breakpoints, one))

    def new_run(self, source: str, name: str, follow: bool = True) -> None:
        """Begin an empty recording that :meth:`grow` fills while the program runs."""
        self._replace(Recording(source, name), step=0)
        self._follow = follow
        self._set_running(True)

    def open_recording(self, recording: Recording, ahead: Ahead | None = None) -> None:
        """Show a run that was recorded before, from its end; ``ahead`` has followed it already."""
        self._set_running(False)
        self._follow = False
        self._replace(recording, self.prediction.horizon(recording), ahead)

    def grow(self, events: Sequence[AnyEvent]) -> None:
        """Append what the running program did; the step goes along while it follows."""
        if not events:
            return
        self._recording.extend(events)
        self._settle(self.horizon if self._follow else self._step, grew=True)

    @property
    def waiting(self) -> bool:
        """Whether the running program waits for a line of input."""
        return self._running and asks(self._recording)

    def answer(self, text: str | None) -> None:
        """Give the program the line it waits for, or with None the end of its input."""
        if self.waiting:
            self.answered.emit(text)

    def resume(self) -> None:
        """The program, or what was given to it, runs on from the end of the recording."""
        self._set_running(True)
        self.follow_run()

    def catch_up(self) -> Iterator[None]:
        """Make a large graph of all that was run, a little at a time.

        So it is there when the program has ended, or while it waits.
        """
        yield from self._sight.catch_up()
        if self.live.paused:
            self.recording_grew.emit()

    def finish(self) -> None:
        """The program has ended."""
        self._follow = False
        self._set_running(False)

    def go(self, step: int) -> None:
        """Move to a step, as near as the recording allows; following ends."""
        self._follow = self._follow and step >= len(self._recording)
        self._move_to(step)

    def follow_run(self) -> None:
        """Go to the end, and along with the program as long as it runs."""
        self._follow = self._running
        self._move_to(len(self._recording))

    def move(self, stops: Stops, forward: bool) -> None:
        """Move to the next or previous stop of a sort, but past no question of a lesson."""
        to = next_stop(self._recording, self._step, stops, forward)
        if forward and stops is Stops.ANY:
            to = self.classroom.holds(self._recording, self._step, to)
        self.go(to)

    def move_to_hit(self, forward: bool) -> None:
        """Move to where a breakpoint holds next or held before, else to the end or the start."""
        self.go(beside(self._recording, self._step, [self._hits.all], forward))

    def select(self, key: str | None) -> None:
        """Select a vertex of the graph, or nothing; an unknown key selects nothing."""
        key = key if key in self.graph.by_key else None
        if key != self._selection:
            self._selection = key
            if self._remark:
                self._remark = ""
                self.remarked.emit()
            self.selection_changed.emit()

    def arrive(self, step: int) -> None:
        """Go to a step, and open the groups that it happens in."""
        self.go(step)
        self.visit()

    def visit(self) -> None:
        """Open the groups that the step has led into, and close again those that it has left."""
        if self.graph and self._sight.folding.visit(self._recording.events, self._step):
            self._redraw(self.folding_changed)

    def fold(self, key: str) -> None:
        """Open the group that a vertex stands for, or close the one around a vertex."""
        if self.graph and self._sight.folding.turn(key):
            self._redraw(self.folding_changed)

    def fold_all(self, opened: bool) -> None:
        """Open every group of the graph, or close every one."""
        if self.graph:
            self._sight.folding.turn_all(opened)
            self._redraw(self.folding_changed)

    def _move_to(self, step: int) -> None:
        step = max(0, min(step, self.horizon))
        if step != self._step:
            self._settle(step)

    def _settle(self, step: int, grew: bool = False) -> None:
        """Take on a new step or more events; tell only once everything fits together again."""
        old, self._step, self._remark = self._step, step, ""
        turned = self._sight.move(step, grew)
        dropped = turned and self._drop_selection()
        if turned:
            self.graph_changed.emit()
        if grew:
            self.recording_grew.emit()
        if old != step:
            self.step_changed.emit(old, step)
        if dropped:
            self.selection_changed.emit()

    def _drop_selection(self) -> bool:
        if self._selection is None or self._selection in self.graph.by_key:
            return False
        self._selection = None
        return True

    def _replace(self, recording: Recording, step: int, ahead: Ahead | None = None) -> None:
        self._recording, self._step, self._remark = recording, step, ""
        self._hits = Hits(recording, self._breakpoints)
        self._sight = Sight(recording, self.settings, step, self._sight, ahead)
        had_selection, self._selection = self._selection is not None, None
        self.marks.forget()
        self.recording_changed.emit()
        if had_selection:
            self.selection_changed.emit()

    def _set_running(self, running: bool) -> None:
        if running != self._running:
            self._running = running
            self._sight.settle()
            self.running_changed.emit()

    def _setting_changed(self, key: str) -> None:
        if key == "view":
            self._turn_view()
        if key == "colour":
            self._sight.recolour()
        self.settings_changed.emit(key)

    def _turn_view(self) -> None:
        """Draw the other things as nodes."""
        tensor = self._sight.tensor_of(self._selection)
        self._sight.turn()
        self._redraw(self.view_changed, tensor)

    def _redraw(self, signal: Signal[()], tensor: int | None = None) -> None:
        """Make another graph of the same run, and keep what is selected selected."""
        tensor = self._sight.tensor_of(self._selection) if tensor is None else tensor
        self._sight.redraw()
        vertex = None if tensor is None else self.graph.by_tensor.get(tensor)
        self._selection = None if vertex is None else vertex.key
        signal.emit()
        if tensor is not None:
            self.selection_changed.emit()
