"""A moment: the state of a run after some of its events, found by search and never stored."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from inspector.model.moments.ledger import gradient_at, ledger
from inspector.model.moments.scopes import frames
from inspector.model.moments.states import (
    Frame,
    LedgerLine,
    Mode,
    NodePhase,
    NodeState,
    Span,
    TensorState,
)
from inspector.model.recordings.events import (
    Accumulate,
    AnyEvent,
    Created,
    Error,
    Given,
    GradMode,
    GradSet,
    Names,
    NodeBackward,
    Op,
    Printed,
    RequiresGrad,
    Resumed,
    Update,
)
from inspector.model.recordings.facts import Output, Value
from inspector.model.recordings.history import NEVER, count, latest, latest_of
from inspector.model.recordings.node_index import Pass
from inspector.model.recordings.recording import Recording

NAMINGS = 8
"""So many of those that named a tensor last are asked whether they still do."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The state after the first ``step`` events: a question asked of the log, not a copy of it.

    Every answer is a few bisections. It stays the same while the recording grows.
    """

    recording: Recording
    step: int

    @property
    def event(self) -> AnyEvent | None:
        """The event that led here, None at the start."""
        return self.recording.events[self.step - 1] if self.step else None

    @property
    def line(self) -> int:
        """The line of the source this step is about, 0 where there is none."""
        return self.recording.line_at(self.step - 1) if self.step else 0

    @property
    def span(self) -> Span | None:
        """The expression this step is about; a backward node's is that of its operation."""
        event = self.event
        if isinstance(event, NodeBackward):
            event = self._maker(event.node)
        if not isinstance(event, Op | Created | Error) or event.columns == (0, 0):
            return None
        start, stop = event.columns
        return Span(event.line, start, event.end_line or event.line, stop)

    def tensor(self, tensor: int) -> TensorState | None:
        """One tensor, None before it exists."""
        tensors = self.recording.tensors
        index = latest_of(tensors.produced, tensor, self.step)
        if index == NEVER:
            return None
        born = tensors.born[tensor]
        made = self.recording.events[index]
        shown = _shown(made, tensor)
        value, version = self._value(tensor, index, shown)
        return TensorState(
            id=tensor,
            name=self.name(tensor),
            value=value,
            grad=self._grad(tensor),
            requires_grad=self._requires_grad(tensor, index, shown),
            is_leaf=shown.is_leaf,
            node=made.node if isinstance(made, Op) else None,
            grad_fn=made.grad_fn if isinstance(made, Op) else "",
            accumulator=self._accumulator(tensor),
            version=version,
            view_of=shown.view_of,
            line=self.recording.line_at(born),
            retains_grad=tensors.retained.get(tensor, self.step) < self.step,
            born=born + 1,
        )

    def is_source(self, tensor: int) -> bool:
        """Whether a tensor is by now a leaf that requires grad."""
        index = latest_of(self.recording.tensors.produced, tensor, self.step)
        if index == NEVER:
            return False
        shown = _shown(self.recording.events[index], tensor)
        return shown.is_leaf and self._requires_grad(tensor, index, shown)

    def name(self, tensor: int) -> str | None:
        """The variable that names a tensor, one of the module if there ever was one.

        Of several that still do it is the first that never named anything else and is not an item
        of a list, or just the first; if none does any more, the last that did.
        """
        scopes = self.recording.scopes
        outer: Sequence[int] = scopes.outer_names.get(tensor, ())
        known = count(outer, self.step)
        past = outer[max(0, known - NAMINGS) : known]
        if not past:
            return self._bound(self._inner_name(scopes.inner_names.get(tensor, ())), tensor)
        past = past if past[0] == outer[0] else (outer[0], *past)
        names = [(index, self._bound(index, tensor)) for index in past]
        still = [(index, name) for index, name in names if name and self._still(index, name)]
        if len(still) < 2:
            return still[0][1] if still else names[-1][1]
        lasting = (name for index, name in still if "[" not in name and self._only(index, name))
        return next(lasting, still[0][1])

    def _bound(self, index: int, tensor: int) -> str | None:
        """The variable that an event bound to a tensor."""
        event = self.recording.events[index] if index != NEVER else None
        bound = event.bound if isinstance(event, Names) else ()
        return next((b.name for b in reversed(bound) if b.tensor == tensor), None)

    def _still(self, index: int, name: str) -> bool:
        """Whether a variable of the module has kept what this event bound it to."""
        bindings = self._bindings(index, name)
        return latest(bindings, self.step) == index

    def _only(self, index: int, name: str) -> bool:
        """Whether this event is the only one that bound a variable of the module."""
        return count(self._bindings(index, name), self.step) == 1

    def _bindings(self, index: int, name: str) -> Sequence[int]:
        """The events that bound the variable which this one did."""
        event = self.recording.events[index]
        function = event.function if isinstance(event, Names) else ""
        return self.recording.scopes.variables.get((0, function), {}).get(name, ())

    def _inner_name(self, indices: Sequence[int]) -> int:
        """Where a function that is still running last named it, else any function."""
        past = indices[: count(indices, self.step)][-NAMINGS:]
        returns = self.recording.scopes.returns
        for index in reversed(past):
            depth = getattr(self.recording.events[index], "depth", 0)
            if latest_of(returns, depth, self.step) < index:
                return index
        return past[-1] if past else NEVER

    def node(self, node: int) -> NodeState:
        """One backward node; of one not yet seen nothing is known but its id."""
        nodes = self.recording.nodes
        identity = nodes.identities.get(node)
        known = identity is not None and identity.at < self.step
        op = self._maker(node)
        phase, arrived, expected, pending = self._progress(node)
        return NodeState(
            id=node,
            name=identity.name if identity and known else "",
            phase=phase,
            arrived=arrived,
            expected=expected,
            pending=pending,
            freed=nodes.freed.get(node, self.step) < self.step,
            saved=op.saved if op else (),
            next=op.next if op else (),
            op=op,
            tensor=identity.tensor if identity and known else None,
        )

    def contributions(self, tensor: int) -> tuple[Accumulate, ...]:
        """The accumulations into a tensor's ``.grad`` so far, oldest first."""
        indices = self.recording.tensors.accumulations.get(tensor, ())
        events = (self.recording.events[i] for i in indices[: count(indices, self.step)])
        return tuple(event for event in events if isinstance(event, Accumulate))

    def ledger(self, tensor: int) -> tuple[LedgerLine, ...]:
        """Everything that has happened to a tensor's ``.grad``, oldest first."""
        return ledger(self.recording, tensor, self.step)

    def variables(self) -> tuple[Frame, ...]:
        """The running frames with their variables, the module first."""
        return frames(self.recording, self.step)

    @property
    def output(self) -> tuple[Printed, ...]:
        """What the program has written so far."""
        indices = self.recording.of_kind(Printed)
        return tuple(self.recording.at(Printed, i) for i in indices[: count(indices, self.step)])

    @property
    def backward(self) -> int | None:
        """The id of the running backward pass, the innermost of nested ones."""
        running = self._running()
        return running[-1] if running else None

    @property
    def grad_mode(self) -> Mode:
        """Whether operations are being recorded for backward, and why."""
        event = self.recording.last(GradMode, self.step)
        if event is None:
            return Mode(enabled=True, cause="", line=0)
        return Mode(event.enabled, event.cause, event.line)

    @property
    def error(self) -> Error | None:
        """The exception that has ended the program, or what was given to it last."""
        index = latest(self.recording.of_kind(Error), self.step)
        since = max(latest(self.recording.of_kind(kind), self.step) for kind in (Given, Resumed))
        return self.recording.at(Error, index) if index > since else None

    def _maker(self, node: int) -> Op | None:
        index = self.recording.nodes.makers.get(node, self.step)
        return self.recording.at(Op, index) if index < self.step else None

    def _value(self, tensor: int, index: int, shown: Created | Output) -> tuple[Value, int]:
        """The newest value and version: as made, or as an optimiser changed it since."""
        updated = latest_of(self.recording.tensors.updates, tensor, self.step)
        event = self.recording.events[updated] if updated > index else None
        if isinstance(event, Accumulate | GradSet) and event.after is not None:
            return event.after, 0
        if isinstance(event, Update) and event.tensor == tensor:
            return event.after, event.version
        if isinstance(event, Op | Update):
            shown = _shown(event, tensor)
        return shown.value, shown.version if isinstance(shown, Output) else 0

    def _requires_grad(self, tensor: int, index: int, shown: Created | Output) -> bool:
        asked = latest_of(self.recording.tensors.required, tensor, self.step)
        event = self.recording.events[asked] if asked > index else None
        return event.requires_grad if isinstance(event, RequiresGrad) else shown.requires_grad

    def _grad(self, tensor: int) -> Value | None:
        index = latest_of(self.recording.tensors.grads, tensor, self.step)
        event = self.recording.events[index] if index != NEVER else None
        return event.after if isinstance(event, Accumulate | GradSet) else None

    def _accumulator(self, tensor: int) -> int | None:
        nodes = self.recording.nodes
        node = nodes.accumulators.get(tensor)
        known = node is not None and nodes.identities[node].at < self.step
        return node if known else None

    def _running(self) -> tuple[int, ...]:
        nodes = self.recording.nodes
        position = count(nodes.open_at, self.step)
        return nodes.open_passes[position - 1] if position else ()

    def _pass_of(self, node: int) -> Pass | None:
        """The innermost running pass that will run, or has run, a node."""
        passes = (self.recording.nodes.passes[b] for b in reversed(self._running()))
        return next((running for running in passes if node in running.ready), None)

    def _progress(self, node: int) -> tuple[NodePhase, int, int, tuple[Value, ...]]:
        """Phase, arrived, expected and pending of a node in the running pass."""
        running = self._pass_of(node)
        if running is None:
            return NodePhase.IDLE, 0, 0, ()
        flow = self.recording.nodes.flow(running.backward)
        every = flow.arrivals.get(node, [])
        arrived = every[: bisect_left(every, (self.step, 0))]
        seeds = bisect_left(every, (running.begin + 1, 0))
        gradients = (gradient_at(self.recording, arrival) for arrival in arrived)
        pending = tuple(value for value in gradients if value is not None)
        phase = self._phase(flow.fired.get(node, self.step), len(arrived))
        return phase, len(arrived), running.ready[node].contributions + seeds, pending

    def _phase(self, fired: int, arrived: int) -> NodePhase:
        if fired >= self.step:
            return NodePhase.ARRIVING if arrived else NodePhase.WAITING
        return NodePhase.RUNNING if fired == self.step - 1 else NodePhase.DONE


def _shown(event: AnyEvent, tensor: int) -> Created | Output:
    """What the event that made or changed a tensor says about it."""
    if isinstance(event, Op):
        return next(one for one in (*event.outputs, *event.also) if one.tensor == tensor)
    if isinstance(event, Update):
        return next(output for output in event.also if output.tensor == tensor)
    assert isinstance(event, Created)
    return event
