"""What a backward pass brought to whom: read from its events when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from inspector.model.recordings.events import Accumulate, AnyEvent, NextFunction, NodeBackward

MOST_KEPT = 64
"""Passes whose flow is remembered; to read one again takes a microsecond for each event in it."""


class Arrival(NamedTuple):
    """Event ``at`` brought a gradient: a NodeBackward's outgoing, or a root's, number ``slot``."""

    at: int
    slot: int


class Flow:
    """Which gradients arrived at which nodes in one pass, and when each node ran.

    ``arrivals`` and ``fired`` are keyed by node. As in PyTorch's engine an undefined gradient
    counts as arrived. ``read``: so many events of the recording are in it.
    """

    def __init__(self, backward: int, begin: int, seeds: Mapping[int, Sequence[int]]) -> None:
        self.backward = backward
        self.arrivals = {
            node: [Arrival(begin, slot) for slot in slots] for node, slots in seeds.items()
        }
        self.fired: dict[int, int] = {}
        self.read = begin

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
                self._ran(index, event.node, following.get(event.node, ()))
            elif isinstance(event, Accumulate) and event.backward == self.backward:
                node = accumulators.get(event.tensor)
                if node is not None:
                    self.fired.setdefault(node, index)
        self.read = max(self.read, stop)

    def _ran(self, index: int, node: int, edges: Sequence[NextFunction]) -> None:
        self.fired.setdefault(node, index)
        for slot, edge in enumerate(edges):
            if edge.node is not None:
                self.arrivals.setdefault(edge.node, []).append(Arrival(index, slot))
