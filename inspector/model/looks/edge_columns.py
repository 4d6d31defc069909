"""How edges look from afar, as arrays over all of a graph's edges."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
import numpy.typing as npt

from inspector.model.graphs.vertex import Graph
from inspector.model.recordings.chronicle import Changes, Chronicle, Longs
from inspector.model.recordings.events import BackwardBegin
from inspector.model.recordings.history import NEVER, latest
from inspector.model.recordings.measuring import Codes

Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

UNASKED = -2
NEVER_YET = np.iinfo(np.int64).max
UNBORN, FAINT, SHOWN, FREED = range(4)
"""What the codes of phases mean."""
NO_FLOW, FORWARD, GRADIENT, DONE = range(4)
"""What the codes of :meth:`EdgeColumns.flows` mean."""


class EdgeColumns:
    """The looks of all edges of one graph, vectorised; rows are its own order."""

    def __init__(self, graph: Graph, chronicle: Chronicle) -> None:
        self.graph = graph
        self.chronicle = chronicle
        self._sent_pass = UNASKED
        self._sent = longs_of(())

    def forget(self) -> None:
        """The recording has grown: gradients may have been sent since."""
        self._sent_pass = UNASKED
        self.__dict__.pop("edge_freed", None)

    @cached_property
    def edge_born(self) -> Longs:
        """The step after which each edge exists."""
        return longs_of(edge.born for edge in self.graph.edges)

    @cached_property
    def edge_nodes(self) -> Longs:
        """The node that sends its gradient along each edge, −1 where none does."""
        return longs_of(number_of(edge.target_node) for edge in self.graph.edges)

    @cached_property
    def edge_slots(self) -> Longs:
        """The input slot of each edge."""
        return longs_of(edge.slot for edge in self.graph.edges)

    @cached_property
    def edge_faint(self) -> Flags:
        """Whether each edge comes from beyond a wall."""
        beyond = self.graph.beyond
        return np.array([edge.source in beyond for edge in self.graph.edges], dtype=bool)

    @cached_property
    def edge_freed(self) -> Longs:
        """The step at which each edge's target lets go of its buffers."""
        return first_of(self.chronicle.freed.changes(), self.edge_nodes)

    def edge_phases(self, rows: Indices, step: int) -> Codes:
        """How present edges are: places in ``PHASES``."""
        found = np.where(self.edge_faint[rows], FAINT, SHOWN)
        found = np.where(self.edge_freed[rows] <= step, FREED, found)
        return np.where(step < self.edge_born[rows], UNBORN, found).astype(np.int8)

    def flows(self, rows: Indices, step: int) -> Codes:
        """What moves along edges, or has moved in the newest backward pass."""
        sent = self._sent_in(step)[rows]
        found = np.where(sent < step, DONE, NO_FLOW)
        found = np.where(sent == step, GRADIENT, found)
        return np.where(self.edge_born[rows] == step, FORWARD, found).astype(np.int8)

    def _sent_in(self, step: int) -> Longs:
        """The step at which the newest backward pass sends its gradient along each edge."""
        begun = latest(self.chronicle.recording.of_kind(BackwardBegin), step)
        if begun != self._sent_pass:
            self._sent_pass = begun
            self._sent = self._sends(begun)
        return self._sent

    def _sends(self, begun: int) -> Longs:
        found = np.full(len(self.graph.edges), NEVER_YET)
        event = self.chronicle.recording.events[begun] if begun != NEVER else None
        if not isinstance(event, BackwardBegin) or not len(found):
            return found
        end = self.chronicle.recording.nodes.passes[event.backward].end
        runs = self.chronicle.arrived.changes().between(begun, end)
        sent = self.chronicle.sent.changes().between(begun, end)
        own = runs.steps[runs.marks == event.backward]
        mine = np.isin(sent.steps, own)
        ids, slots, steps = sent.ids[mine], sent.marks[mine], sent.steps[mine]
        wide = int(max(slots.max(initial=0), self.edge_slots.max())) + 1
        keys = ids * wide + slots
        # Of several runs of one node in a pass the first counts.
        keys, first = np.unique(keys, return_index=True)
        wanted = self.edge_nodes * wide + self.edge_slots
        places = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
        if len(keys):
            found = np.where(keys[places] == wanted, steps[first][places], found)
        return np.where(self.edge_nodes < 0, NEVER_YET, found)


def longs_of(numbers: Iterable[int]) -> Longs:
    """Whole numbers as an array."""
    return np.fromiter(numbers, dtype=np.int64)


def number_of(node: int | None) -> int:
    """A node's number, −1 for none."""
    return -1 if node is None else node


def first_of(changed: Changes, nodes: Longs) -> Longs:
    """The first step at which each of ``nodes`` changes."""
    ids = changed.sorted_ids
    if not len(ids):
        return np.full(len(nodes), NEVER_YET)
    places = np.minimum(np.searchsorted(ids, nodes), len(ids) - 1)
    return np.where(ids[places] == nodes, changed.steps[changed.order[places]], NEVER_YET)
