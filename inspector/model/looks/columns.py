"""How vertices look from afar, as arrays over all of a graph's vertices."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from inspector.model.graphs.gathered import Gathered
from inspector.model.graphs.vertex import Graph, Kind, Vertex
from inspector.model.looks.edge_columns import (
    FAINT,
    FREED,
    NEVER_YET,
    SHOWN,
    UNBORN,
    EdgeColumns,
    Flags,
    Indices,
    first_of,
    longs_of,
    number_of,
)
from inspector.model.looks.group_look import is_tracked
from inspector.model.looks.look import Phase
from inspector.model.looks.showing import changes
from inspector.model.recordings.chronicle import SPAN, Changes, Chronicle, Longs, Track
from inspector.model.recordings.measuring import SOUND, UNDEFINED, Codes, Floats

Array = npt.NDArray[Any]

PHASES = (Phase.UNBORN, Phase.FAINT, Phase.SHOWN, Phase.FREED)
"""What the codes of :meth:`Columns.phases` mean."""
LEAF, CONSTANT, ROOT, BASE, OPERATION = range(5)
"""What the codes of :meth:`Columns.palettes` mean."""


class Columns(EdgeColumns):
    """The looks of all vertices and edges of one graph, vectorised; rows are its own order.

    Follows its chronicle: answers hold for every step up to the recording's present end.
    """

    def __init__(self, graph: Graph, chronicle: Chronicle) -> None:
        super().__init__(graph, chronicle)
        self._followed = -1
        self._gathered = Gathered(graph)

    def follow(self) -> None:
        """Take over what the recording has gained."""
        read = self.chronicle.follow()
        if read != self._followed:
            self._followed = read
            self._gathered.forget()
            for name in ("freed", "values", "grads", "views", "failed", "saved", "arrived"):
                self.__dict__.pop(name, None)
            self.forget()

    @cached_property
    def _members(self) -> Columns:
        """The columns of everything that is folded into groups."""
        return Columns(Graph(self.graph.view, self._gathered.members, ()), self.chronicle)

    def _put(self, own: Array, rows: Indices, step: int, name: str) -> Array:
        """The answers of rows, with the largest of their members' for groups."""

        def ask() -> Array:
            inside = self._members
            inside.follow()
            return np.asarray(getattr(inside, name)(inside.everything(), step))

        return self._gathered.put(own, rows, step, name, ask)

    # What never changes.

    @cached_property
    def born(self) -> Longs:
        """The step after which each vertex exists."""
        return longs_of(vertex.born for vertex in self.graph.vertices)

    @cached_property
    def tensors(self) -> Longs:
        """The tensor each vertex shows."""
        return longs_of(vertex.tensor for vertex in self.graph.vertices)

    @cached_property
    def nodes(self) -> Longs:
        """The backward node of each vertex, −1 where it has none."""
        return longs_of(number_of(vertex.node) for vertex in self.graph.vertices)

    @cached_property
    def made(self) -> Flags:
        """Whether each vertex is an operation's result."""
        return np.array([vertex.op is not None for vertex in self.graph.vertices], dtype=bool)

    @cached_property
    def sorts(self) -> Codes:
        """What each vertex is drawn as, unless it is a view: see ``palettes``."""
        tracked = {key: is_tracked(group) for key, group in self.graph.groups.items()}
        sorts = [_sort(vertex, tracked.get(vertex.key)) for vertex in self.graph.vertices]
        return np.array(sorts, dtype=np.int8)

    @cached_property
    def faint(self) -> Flags:
        """Whether each vertex lies beyond a wall."""
        beyond = self.graph.beyond
        return np.array([vertex.key in beyond for vertex in self.graph.vertices], dtype=bool)

    @cached_property
    def holds(self) -> Flags:
        """Whether each vertex is the one that shows its tensor's own ``.grad``."""
        # Of several vertices of one tensor, the first.
        found = np.zeros(len(self.tensors), dtype=bool)
        found[np.unique(self.tensors, return_index=True)[1]] = True
        return found

    # What changes at steps.

    @cached_property
    def freed(self) -> Longs:
        """The step at which each vertex's buffers are freed."""
        own = np.where(self.made, self._freed(self.nodes), NEVER_YET)
        members = self._gathered.members
        if not members:
            return own
        inside = self._members
        return self._gathered.put(
            own, self.everything(), 0, "freed", lambda: inside.freed, least=True
        )

    @cached_property
    def grads(self) -> Track:
        """The gradients each vertex holds: whether there is one, its norm, what is wrong."""
        changed = self.chronicle.grads.changes()
        rows, places = _expanded(self.tensors, self.holds, changed)
        return Track(
            rows, changed.steps[places], changed.marks[places], changed.norms[places],
            changed.codes[places],
        )  # fmt: skip

    @cached_property
    def views(self) -> Track:
        """Whether each vertex's tensor is a view."""
        changed = self.chronicle.views.changes()
        everything = np.ones(len(self.tensors), dtype=bool)
        rows, places = _expanded(self.tensors, everything, changed)
        return Track(rows, changed.steps[places], changed.marks[places])

    @cached_property
    def values(self) -> Track:
        """The values each vertex shows: their norms, and what is wrong."""
        changed = self.chronicle.values.changes()
        leaf = np.array([vertex.kind is Kind.LEAF for vertex in self.graph.vertices], dtype=bool)
        rows, places = _expanded(self.tensors, leaf, changed)
        other = np.flatnonzero(~leaf)
        keys, own = _own(self.tensors, self.born, other[self.made[other]])
        more = [*self._others(other[~self.made[other]])]
        keys = np.concatenate([keys, longs_of(key for key, _ in more)])
        own = np.concatenate([own, longs_of(row for _, row in more)])
        found = _places(changed, keys)
        rows = np.concatenate([rows, own[found >= 0]])
        places = np.concatenate([places, found[found >= 0]])
        return Track(rows, changed.steps[places], changed.norms[places], changed.codes[places])

    @cached_property
    def arrived(self) -> Track:
        """The gradients that arrived at each vertex's node: their norms, what is wrong."""
        changed = self.chronicle.arrived.changes()
        rows, places = _expanded(self.nodes, self.nodes >= 0, changed)
        return Track(rows, changed.steps[places], changed.norms[places], changed.codes[places])

    @cached_property
    def saved(self) -> Longs:
        """The bytes each vertex's node saved for the backward pass."""
        changed = self.chronicle.saved.changes()
        rows, places = _expanded(self.nodes, self.made & (self.nodes >= 0), changed)
        held = np.zeros(len(self.nodes), dtype=np.int64)
        held[rows] = changed.marks[places]
        return held

    @cached_property
    def failed(self) -> Longs:
        """The step at which an error stops the program at each vertex."""
        nodes = first_of(self.chronicle.failed.changes(), self.nodes)
        ended = [vertex.kind is Kind.FAILED for vertex in self.graph.vertices]
        return np.where(ended, self.born, nodes)

    # Questions.

    def everything(self) -> Indices:
        """The numbers of all vertices."""
        return np.arange(len(self.graph.vertices))

    def phases(self, rows: Indices, step: int) -> Codes:
        """How present vertices are: places in ``PHASES``."""
        found = np.where(self.faint[rows], FAINT, SHOWN)
        found = np.where(self.freed[rows] <= step, FREED, found)
        return np.where(step < self.born[rows], UNBORN, found).astype(np.int8)

    def palettes(self, rows: Indices, step: int) -> Codes:
        """As what vertices are drawn: a leaf, a constant, a root, a view, an operation."""
        sorts = self.sorts[rows]
        views = (sorts == OPERATION) & self.viewing(rows, step)
        return np.where(views, BASE, sorts).astype(np.int8)

    def graded(self, rows: Indices, step: int) -> Flags:
        """Whether vertices hold a gradient."""
        places, known = self.grads.newest(rows, step)
        marks = self.grads.columns[0]
        own = np.asarray(known & (marks[places] > 0)) if len(marks) else known
        return self._put(own, rows, step, "graded")

    def viewing(self, rows: Indices, step: int) -> Flags:
        """Whether vertices' tensors are views."""
        places, known = self.views.newest(rows, step)
        marks = self.views.columns[0]
        return np.asarray(known & (marks[places] > 0)) if len(marks) else known

    def alarms(self, rows: Indices, step: int) -> Codes:
        """What is to be told of the values or gradients of vertices; an error counts as worst."""
        return self._put(self._wrong(rows, step), rows, step, "spreading")

    def spreading(self, rows: Indices, step: int) -> Codes:
        """What of it concerns the group around it; masks are filled with Inf on purpose."""
        return self._put(self._wrong(rows, step, UNDEFINED), rows, step, "spreading")

    def defects(self, rows: Indices, step: int) -> Codes:
        """What is wrong with the values or gradients of vertices, or of anything inside groups."""
        return self._put(self._unsound(rows, step), rows, step, "defects")

    def wrongs(self) -> frozenset[int]:
        """What is wrong with any value or gradient of any vertex ever, folded away or not."""
        own = frozenset(np.unique(self.values.columns[1]).tolist())
        own |= frozenset(np.unique(self.grads.columns[2]).tolist())
        if self._gathered.members:
            self._members.follow()
            own |= self._members.wrongs()
        return own

    def _wrong(self, rows: Indices, step: int, least: int = SOUND) -> Codes:
        """What is wrong with vertices themselves, with values only from ``least`` on."""
        failed = np.where(self.failed[rows] <= step, UNDEFINED, SOUND)
        return np.maximum(self._unsound(rows, step, least), failed).astype(np.int8)

    def _unsound(self, rows: Indices, step: int, least: int = SOUND) -> Codes:
        """The same of their numbers alone, whatever has failed."""
        found = _newest(self.values, 1, rows, step, SOUND)
        found = np.where(found >= least, found, SOUND)
        held = np.where(self.graded(rows, step), _newest(self.grads, 2, rows, step, SOUND), SOUND)
        return np.maximum(found, held).astype(np.int8)

    def magnitudes(self, rows: Indices, step: int) -> Floats:
        """The norms of the values that vertices show, NaN where they show none."""
        return self._put(_newest(self.values, 0, rows, step, np.nan), rows, step, "magnitudes")

    def gradients(self, rows: Indices, step: int) -> Floats:
        """The norms of the gradients that vertices hold or else received last; NaN for none."""
        received = _newest(self.arrived, 0, rows, step, np.nan)
        held = _newest(self.grads, 1, rows, step, np.nan)
        own = np.where(self.graded(rows, step), held, received)
        return self._put(own, rows, step, "gradients")

    def bytes_kept(self, rows: Indices, step: int) -> Floats:
        """The bytes that vertices' nodes keep for the backward pass, NaN before and after."""
        there = (self.born[rows] <= step) & (step < self.freed[rows]) & (self.saved[rows] > 0)
        own = np.where(there, self.saved[rows], np.nan)
        return self._put(own, rows, step, "bytes_kept")

    def measures(self, name: str) -> Floats:
        """Every measure of a sort that any vertex ever has, folded away or not."""
        if name == "gradients":
            own = [self.grads.columns[1], self.arrived.columns[0]]
        else:
            kept = self.saved.astype(np.float64)
            own = [self.values.columns[0] if name == "magnitudes" else kept]
        if self._gathered.members:
            self._members.follow()
            own.append(self._members.measures(name))
        return np.concatenate(own)

    def _freed(self, nodes: Longs) -> Longs:
        return first_of(self.chronicle.freed.changes(), nodes)

    def _others(self, rows: Indices) -> Iterable[tuple[int, int]]:
        """Keys of changes of the values of vertices that are neither leaves nor results."""
        for row in rows.tolist():
            vertex: Vertex = self.graph.vertices[row]
            for indices in changes(self.chronicle.recording, vertex):
                for index in indices:
                    yield vertex.tensor * SPAN + index + 1, row


def _sort(vertex: Vertex, group_tracked: bool | None) -> int:
    if vertex.kind is Kind.LEAF:
        return LEAF
    tracked = vertex.node is not None if group_tracked is None else group_tracked
    if vertex.kind is Kind.CONSTANT or not tracked:
        return CONSTANT
    return ROOT if vertex.is_root else OPERATION


def _expanded(ids: Longs, chosen: Flags, changed: Changes) -> tuple[Longs, Longs]:
    """Every chosen row with every change of its thing: rows and places of changes, side by side.

    The changes are searched for the rows' things, not the other way round: there are a hundred
    times more.
    """
    rows = np.flatnonzero(chosen)
    first = np.searchsorted(changed.sorted_ids, ids[rows], side="left")
    counts = np.searchsorted(changed.sorted_ids, ids[rows], side="right") - first
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(rows, counts), changed.order[np.repeat(first, counts) + within]


def _own(tensors: Longs, born: Longs, rows: Indices) -> tuple[Longs, Longs]:
    """Keys of the very changes that made some results, and their rows."""
    return tensors[rows] * SPAN + born[rows], rows.astype(np.int64)


def _places(changed: Changes, keys: Longs) -> Longs:
    """Where the changes of some keys stand, −1 where there are none; of equal ones the first."""
    every = changed.keys
    if not len(every):
        return np.full(len(keys), -1, dtype=np.int64)
    found = np.minimum(np.searchsorted(every, keys), len(every) - 1)
    return np.where(every[found] == keys, changed.order[found], -1)


def _newest(track: Track, column: int, rows: Indices, step: int, missing: float) -> Floats:
    places, known = track.newest(rows, step)
    values = track.columns[column]
    if not len(values):
        return np.full(len(rows), missing)
    return np.where(known, values[places], missing)
