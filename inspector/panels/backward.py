"""The backward engine at work: its queue, and what the graph keeps in memory for it."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import with_words
from inspector.model.moments.wording import counted, listed
from inspector.model.questions.queue import Queue, Waiting, queue
from inspector.model.questions.saved_memory import Holder, SavedMemory, bytes_text
from inspector.model.session import Session
from inspector.panels.focus import jump, vertices_of
from inspector.panels.panel import Panel
from inspector.panels.sections import Details, Section
from inspector.widgets.choices import Choice, Choices
from inspector.widgets.labels import plain
from inspector.widgets.step_curve import StepCurve

SHOWN = 12
"""So many nodes are listed that wait, and that keep something."""
SHORT = 3
"""So many nodes that another waits for are named."""
_EMPTY = "Run a program (F5): the queue of its backward pass and its memory appear here."
_NO_PASS = "No backward pass runs at this step. Step into one: its nodes stand here, in turn."


class BackwardPanel(Panel):
    """Which nodes are ready and which wait at this step, and what saved tensors take in memory."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "backwardPanel")
        self.turn = plain("", "prose")
        self.queue = Choices("Queue of the backward pass")
        self.memory = plain("", "prose")
        self.area = StepCurve("Bytes saved for backward, over steps")
        self.holders = Choices("Nodes that hold memory")
        self.details = Details("Backward")
        ready, kept = Section("Queue"), Section("Saved for backward")
        for section, widgets in (
            (ready, (self.turn, self.queue)),
            (kept, (self.memory, self.area, self.holders)),
        ):
            for widget in widgets:
                section.add(widget)
            self.details.add(section)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.details)
        self.area.chosen.connect(session.arrive)
        self._holding = SavedMemory(session.recording)
        self.watch(session.recording_changed, session.recording_grew, session.step_changed)
        self.watch(session.view_changed, session.folding_changed)
        self.dress()

    def wear(self) -> None:
        self.area.wear(self.theme, self.scale)

    def refresh(self) -> None:
        session = self.session
        if session.recording is not self._holding.recording:
            self._holding = SavedMemory(session.recording)
        self._holding.follow()
        self.details.show_hint("" if len(session.recording) else _EMPTY)
        self._show_queue(session.moment)
        self._show_memory(session.moment)

    def _show_queue(self, moment: Moment) -> None:
        found = queue(moment)
        self.turn.setText(_NO_PASS if found is None else _headline(found))
        self.queue.setVisible(found is not None)
        if found is not None:
            nodes = [one for one in (found.running, *found.ready) if one is not None]
            nodes += found.waiting
            self.queue.show_choices(
                [
                    Choice(
                        with_words(moment.recording, _row(one, found)),
                        partial(self._light, one.node),
                    )
                    for one in nodes
                ]
            )

    def _show_memory(self, moment: Moment) -> None:
        holding = self._holding
        held = holding.holders(moment)
        most, step = holding.peak(moment.step)
        now = f"{bytes_text(holding.total(moment.step))} kept by {counted(len(held), 'node')} now"
        self.memory.setText(f"{now}; at most {bytes_text(most)}, at step {step:,}.")
        last = self.session.horizon
        self.area.show_curve(*holding.until(last), last, moment.step)
        rows = [Choice(_kept(moment, one), partial(self._light, one.node)) for one in held[:SHOWN]]
        self.holders.show_choices(rows)
        self.holders.setVisible(bool(held))

    def _light(self, node: int) -> None:
        """Select the node that a row is about."""
        session = self.session
        keys = vertices_of(session.graph, session.recording, (node,))
        if keys:
            session.select(keys[0])
        else:
            jump(session, session.step, (node,))


def _headline(found: Queue) -> str:
    ready, waiting = len(found.turns), found.late
    run = f"{found.done} of {counted(found.total, 'node')} have run"
    return f"Backward {found.backward}: {run}, {ready} ready, {waiting} waiting."


def _row(one: Waiting, found: Queue) -> str:
    line = f", line {one.line}" if one.line else ""
    came = f"{one.arrived}/{one.expected}"
    if one is found.running:
        return f"▶ {one.name}{line}: {came}, runs"
    if one in found.ready:
        return f"{found.ready.index(one) + 1}. {one.name}{line}: {came}, ready"
    missing = f", waits for {listed(one.missing)}" if 0 < len(one.missing) <= SHORT else ""
    return f"◌ {one.name}{line}: {came}{missing}"


def _kept(moment: Moment, one: Holder) -> str:
    state = moment.node(one.node)
    line = f", line {state.op.line}" if state.op and state.op.line else ""
    shared = one.nbytes - one.alone
    alone = f" ({bytes_text(shared)} of it kept by others too)" if shared else ""
    return with_words(moment.recording, f"{bytes_text(one.nbytes)}  {state.name}{line}{alone}")
