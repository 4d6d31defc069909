"""Which gradients a backward pass sent to which nodes, read from its events on demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from inspector.model.recordings.events import Accumulate, AnyEvent, BackwardBegin, NodeBackward
from inspector.model.recordings.facts import NextFunction

MOST_KEPT = 64
"""Passes whose flow is remembered; to read one again takes a microsecond for each event in it."""


class Arrival(NamedTuple):
    """Event ``at`` brought a gradient: a NodeBackward's outgoing, or a root's, number ``slot``."""

    at: int
    slot: int


class Flow:
    """Which gradients arrived at which nodes in one pass, and when each node ran.

    ``arrivals``, ``fired`` and ``came`` are keyed by node. As in PyTorch's engine an undefined
    gradient counts as arrived. ``came`` : the node whose defined gradient was there first, None
    where the pass began with it. ``read`` : so many events of the recording are in it.
    """

    def __init__(self, backward: int, begin: int, seeds: Mapping[int, Sequence[int]]) -> None:
        self.backward = backward
        self.arrivals = {
            node: [Arrival(begin, slot) for slot in slots] for node, slots in seeds.items()
        }
        self.fired: dict[int, int] = {}
        self.came: dict[int, int | None] = {}
        self.read = begin
        self._seeds = seeds

    def follow(
        self,
        events: Sequence[AnyEvent],
        stop: int,
        following: Mapping[int, tuple[NextFunction, ...]],
        accumulators: Mapping[int, int],
    ) -> None:
        """Read on up to the event ``stop``; the nodes' edges and the leaves' nodes are known."""
        for index in range(self.read, stop):
            event = events[index]
            if isinstance(event, NodeBackward) and event.backward == self.backward:
                self._ran(index, event, following.get(event.node, ()))
            elif isinstance(event, Accumulate) and event.backward == self.backward:
                node = accumulators.get(event.tensor)
                if node is not None:
                    self.fired.setdefault(node, index)
            elif isinstance(event, BackwardBegin) and event.backward == self.backward:
                self._began(event)
        self.read = max(self.read, stop)

    def _began(self, event: BackwardBegin) -> None:
        defined = [gradient is not None for gradient in event.gradients]
        for node, slots in self._seeds.items():
            if any(defined[slot] for slot in slots if slot < len(defined)):
                self.came.setdefault(node, None)

    def _ran(self, index: int, event: NodeBackward, edges: Sequence[NextFunction]) -> None:
        self.fired.setdefault(event.node, index)
        defined = len(event.outgoing)
        for slot, edge in enumerate(edges):
            if edge.node is None:
                continue
            self.arrivals.setdefault(edge.node, []).append(Arrival(index, slot))
            if slot < defined and event.outgoing[slot] is not None:
                self.came.setdefault(edge.node, event.node)
