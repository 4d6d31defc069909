"""Which events touch each backward node, and how gradients arrive at it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from inspector.model.recordings.events import (
    AnyEvent,
    BackwardBegin,
    BackwardEnd,
    Freed,
    NodeBackward,
    Op,
)
from inspector.model.recordings.facts import NextFunction, Ready
from inspector.model.recordings.flows import MOST_KEPT, Arrival, Flow
from inspector.model.recordings.occasions import Firsts, Occasions, Told


class Identity(NamedTuple):
    """What a node is called and, for an AccumulateGrad, its tensor; known from event ``at`` on."""

    at: int
    name: str
    tensor: int | None


@dataclass(slots=True)
class Pass:
    """One backward pass, the ``number``-th from 1, between two event indices.

    ``seeds`` : at which nodes it began, with which of its roots.
    """

    backward: int
    number: int
    begin: int
    ready: dict[int, Ready]
    seeds: dict[int, list[int]]
    end: int | None = None


class NodeIndex:
    """Indices of events by backward node, and what arrives at whom in which pass.

    ``open_at`` and ``open_passes`` tell, for each event that began or ended a pass, which passes
    run after it, the innermost last. ``next`` and ``identities`` are read from the ``events``.
    """

    def __init__(self, events: Sequence[AnyEvent]) -> None:
        self.makers = Firsts()
        self.accumulators: dict[int, int] = {}
        self.passes: dict[int, Pass] = {}
        self.runs = Occasions()
        self.freed = Firsts()
        self.open_at: list[int] = []
        self.open_passes: list[tuple[int, ...]] = []
        self._events = events
        self._known = Firsts()
        self._made = Firsts()
        self._flows: dict[int, Flow] = {}
        self.next = Told(self.makers, self._next)
        self.identities = Told(self._known, self._identity)

    def op(self, index: int, event: Op) -> None:
        """Index the node an operation made; the first to name a node is its maker."""
        node = event.node
        for output in event.outputs:
            self._made.put(output.tensor, index)
        if node is None or node in self.makers:
            return
        self.makers.put(node, index)
        self._known.setdefault(node, index)
        known = self._known
        for edge in event.next:
            if edge.node is not None and edge.node not in known:
                self._identify(index, edge.node, edge.tensor)

    def begin(self, index: int, event: BackwardBegin) -> None:
        """Index a pass: who will run, and where its roots are."""
        backward = event.backward
        for ready in event.nodes:
            self._identify(index, ready.node, ready.tensor)
        nodes = {ready.node: ready for ready in event.nodes}
        seeds: dict[int, list[int]] = {}
        for slot, root in enumerate(event.roots):
            node = self._node_of(root)
            if node is not None:
                seeds.setdefault(node, []).append(slot)
        number = len(self.passes) + 1
        self._flows.pop(backward, None)
        self.passes[backward] = Pass(backward, number, index, nodes, seeds)
        self._open(index, (*self._running(), backward))

    def ran(self, index: int, event: NodeBackward) -> None:
        """Index a node that ran."""
        self.runs.add(event.node, index)

    def freed_by(self, index: int, event: Freed) -> None:
        """Index the nodes that let go of their saved tensors."""
        for node in event.nodes:
            self.freed.setdefault(node, index)

    def end(self, index: int, event: BackwardEnd) -> None:
        """Index the end of a pass."""
        ended = self.passes.get(event.backward)
        if ended is not None and ended.end is None:
            ended.end = index
        self._open(index, (b for b in self._running() if b != event.backward))

    def arrivals(self, backward: int, node: int) -> Sequence[Arrival]:
        """The gradients that arrive at a node in a pass, in order; not to be changed."""
        return self.flow(backward).arrivals.get(node, ())

    def fired(self, backward: int, node: int) -> int | None:
        """The event in which a node ran in a pass, or an AccumulateGrad added to its ``.grad``."""
        return self.flow(backward).fired.get(node)

    def flow(self, backward: int) -> Flow:
        """All that a pass brought to anybody, as far as it is recorded."""
        flow = self._flows.get(backward)
        running = self.passes.get(backward)
        if flow is None:
            if len(self._flows) >= MOST_KEPT:
                del self._flows[next(iter(self._flows))]
            begin, seeds = (running.begin, running.seeds) if running else (0, {})
            flow = self._flows[backward] = Flow(backward, begin, seeds)
        ended = running.end if running else None
        stop = len(self._events) if ended is None else ended
        if flow.read < stop:
            flow.follow(self._events, stop, self.next, self.accumulators)
        return flow

    def _identify(self, index: int, node: int, tensor: int | None) -> None:
        if node not in self._known:
            self._known.put(node, index)
            if tensor is not None:
                self.accumulators[tensor] = node

    def _identity(self, node: int, index: int) -> Identity:
        event = self._events[index]
        if isinstance(event, BackwardBegin):
            ready = next(ready for ready in event.nodes if ready.node == node)
            return Identity(index, ready.name, ready.tensor)
        assert isinstance(event, Op)
        if event.node == node:
            return Identity(index, event.grad_fn, None)
        edge = next(edge for edge in event.next if edge.node == node)
        return Identity(index, edge.name, edge.tensor)

    def _next(self, node: int, index: int) -> tuple[NextFunction, ...]:
        event = self._events[index]
        assert isinstance(event, Op)
        return event.next

    def _node_of(self, tensor: int) -> int | None:
        """The node at which a gradient of a tensor arrives now."""
        event = self._events[self._made[tensor]] if tensor in self._made else None
        node = event.node if isinstance(event, Op) else None
        return self.accumulators.get(tensor) if node is None else node

    def _running(self) -> tuple[int, ...]:
        return self.open_passes[-1] if self.open_passes else ()

    def _open(self, index: int, running: Iterable[int]) -> None:
        self.open_at.append(index)
        self.open_passes.append(tuple(running))
