"""Which events touch each backward node, and how gradients arrive at it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from inspector.model.recordings.events import (
    Accumulate,
    BackwardBegin,
    BackwardEnd,
    Freed,
    NextFunction,
    NodeBackward,
    Op,
    Ready,
)


class Arrival(NamedTuple):
    """Event ``at`` brought a gradient: a NodeBackward's outgoing, or a root's, number ``slot``."""

    at: int
    slot: int


class Identity(NamedTuple):
    """What a node is called and, for an AccumulateGrad, its tensor; known from event ``at`` on."""

    at: int
    name: str
    tensor: int | None


@dataclass(slots=True)
class Pass:
    """One backward pass, the ``number``-th from 1, between two event indices."""

    backward: int
    number: int
    begin: int
    ready: dict[int, Ready]
    end: int | None = None


class NodeIndex:
    """Indices of events by backward node, and what arrives at whom in which pass.

    ``arrivals`` and ``fired`` are keyed by (backward id, node id). As in PyTorch's engine an
    undefined gradient counts as arrived. ``open_at`` and ``open_passes`` tell, for each event that
    began or ended a pass, which passes run after it, the innermost last.
    """

    def __init__(self) -> None:
        self.makers: dict[int, int] = {}
        self.next: dict[int, tuple[NextFunction, ...]] = {}
        self.identities: dict[int, Identity] = {}
        self.accumulators: dict[int, int] = {}
        self.passes: dict[int, Pass] = {}
        self.arrivals: defaultdict[tuple[int, int], list[Arrival]] = defaultdict(list)
        self.fired: dict[tuple[int, int], int] = {}
        self.runs: defaultdict[int, list[int]] = defaultdict(list)
        self.freed: dict[int, int] = {}
        self.open_at: list[int] = []
        self.open_passes: list[tuple[int, ...]] = []
        self._node_of: dict[int, int | None] = {}

    def op(self, index: int, event: Op) -> None:
        """Index the node an operation made; the first to name a node is its maker."""
        node = event.node
        for output in event.outputs:
            self._node_of[output.tensor] = node
        if node is None or node in self.next:
            return
        self.makers[node] = index
        self.next[node] = event.next
        self._identify(index, node, event.grad_fn, None)
        for edge in event.next:
            if edge.node is not None:
                self._identify(index, edge.node, edge.name, edge.tensor)

    def begin(self, index: int, event: BackwardBegin) -> None:
        """Index a pass: who will run, and the gradients its roots are seeded with."""
        backward = event.backward
        for ready in event.nodes:
            self._identify(index, ready.node, ready.name, ready.tensor)
        nodes = {ready.node: ready for ready in event.nodes}
        self.passes[backward] = Pass(backward, len(self.passes) + 1, index, nodes)
        self._open(index, (*self._running(), backward))
        for slot, root in enumerate(event.roots):
            node = self._node_of.get(root)
            node = self.accumulators.get(root) if node is None else node
            if node is not None:
                self.arrivals[backward, node].append(Arrival(index, slot))

    def ran(self, index: int, event: NodeBackward) -> None:
        """Index a node that ran, and the arrivals it causes."""
        node = event.node
        self.runs[node].append(index)
        self.fired.setdefault((event.backward, node), index)
        for slot, edge in enumerate(self.next.get(node, ())):
            if edge.node is not None:
                self.arrivals[event.backward, edge.node].append(Arrival(index, slot))

    def accumulated(self, index: int, event: Accumulate) -> None:
        """Index the firing of an AccumulateGrad; a retained ``.grad`` fires nothing."""
        node = self.accumulators.get(event.tensor)
        if node is not None:
            self.fired.setdefault((event.backward, node), index)

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

    def _identify(self, index: int, node: int, name: str, tensor: int | None) -> None:
        if node not in self.identities:
            self.identities[node] = Identity(index, name, tensor)
            if tensor is not None:
                self.accumulators[tensor] = node

    def _running(self) -> tuple[int, ...]:
        return self.open_passes[-1] if self.open_passes else ()

    def _open(self, index: int, running: Iterable[int]) -> None:
        self.open_at.append(index)
        self.open_passes.append(tuple(running))
