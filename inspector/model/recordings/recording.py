"""The recording: an append-only log of events, indexed by what they touch."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from inspector.model.recordings.events import (
    Accumulate,
    AnyEvent,
    BackwardBegin,
    BackwardEnd,
    Created,
    End,
    Event,
    Freed,
    Given,
    GradSet,
    Held,
    Names,
    NodeBackward,
    Op,
    RequiresGrad,
    RetainGrad,
    Statement,
    Update,
)
from inspector.model.recordings.history import NEVER, latest, latest_of
from inspector.model.recordings.node_index import NodeIndex
from inspector.model.recordings.occasions import Firsts
from inspector.model.recordings.origin import Origin
from inspector.model.recordings.scope_index import ScopeIndex
from inspector.model.recordings.tensor_index import TensorIndex

Kind = TypeVar("Kind", bound=Event)
Index = Callable[[int, Any], None]
NONE = array("q")


class Recording:
    """Every event of one run, in order.

    It only ever grows, so a step never changes its meaning. ``tensors``, ``nodes`` and ``scopes``
    list the indices of events by the tensor, backward node or variable they touch; ``ops``
    gives the index of each operation's event by its id. ``origin`` says what made it.
    """

    def __init__(self, source: str = "", name: str = "<program>") -> None:
        self.source = source
        self.name = name
        self.origin = Origin()
        self.events: list[AnyEvent] = []
        self.ops = Firsts()
        self.tensors = TensorIndex()
        self.nodes = NodeIndex(self.events)
        self.scopes = ScopeIndex()
        self._kinds: dict[type, array[int]] = {}
        self._takers: dict[type, tuple[Callable[[int], None], Index | None]] = {}
        # Nothing in it refers to the recording: who lets go of a large one has the memory back.
        self._indexers = self._table()

    def __len__(self) -> int:
        return len(self.events)

    @property
    def complete(self) -> bool:
        """Whether the program has ended, and so has all that was given to it since."""
        ended, given = self.of_kind(End), self.of_kind(Given)
        return bool(ended) and (not given or given[-1] < ended[-1])

    def append(self, event: AnyEvent) -> None:
        """Add the next event and index it by what it touches."""
        self.extend((event,))

    def extend(self, events: Iterable[AnyEvent]) -> None:
        """Add several events in order, and index them by what they touch."""
        own, takers = self.events, self._takers
        index = len(own)
        for event in events:
            kind = type(event)
            taker = takers.get(kind)
            if taker is None:
                indices = self._kinds[kind] = array("q")
                taker = takers[kind] = indices.append, self._indexers.get(kind)
            own.append(event)
            note, indexer = taker
            note(index)
            if indexer is not None:
                indexer(index, event)
            index += 1

    def of_kind(self, kind: type) -> array[int]:
        """The indices of all events of one kind, ascending; not to be changed."""
        return self._kinds.get(kind, NONE)

    def every(self, kind: type[Kind]) -> Iterator[tuple[int, Kind]]:
        """All events of one kind with their indices, in order."""
        return ((index, self.at(kind, index)) for index in self.of_kind(kind))

    def last(self, kind: type[Kind], step: int) -> Kind | None:
        """The latest event of one kind that has happened at ``step``."""
        index = latest(self.of_kind(kind), step)
        return None if index == NEVER else self.at(kind, index)

    def at(self, kind: type[Kind], index: int) -> Kind:
        """The event at ``index``, which is of one kind.

        Raises:
            TypeError: it is of another.
        """
        event = self.events[index]
        if isinstance(event, kind):
            return event
        raise TypeError(f"event {index} is a {type(event).__name__}, not a {kind.__name__}")

    def op(self, op: int) -> Op:
        """The event of one operation; KeyError where there is none."""
        return self.at(Op, self.ops[op])

    def line_at(self, index: int) -> int:
        """The line the event at ``index`` is about: its own, or its statement's; 0 if unknown.

        Once what a statement calls has returned, that statement runs on.
        """
        own: int = getattr(self.events[index], "line", 0)
        if own:
            return own
        begun = latest_of(self.scopes.statements, self.depth_at(index), index)
        return self.at(Statement, begun).line if begun != NEVER else 0

    def depth_at(self, step: int) -> int:
        """How deep in functions of the program a step is; 0 in the module and before its start."""
        statements = self.scopes.statements
        begun = latest(self.of_kind(Statement), step)
        innermost = 0 if begun == NEVER else self.at(Statement, begun).depth
        if begun > self._left(innermost, step):
            return innermost
        depth, over = 0, latest_of(statements, 0, step)
        for level in range(1, innermost):
            begun = latest_of(statements, level, step)
            over = max(over, self._left(level, step))
            if begun > over:
                depth, over = level, begun
        return depth

    def _left(self, depth: int, step: int) -> int:
        """Where a call so deep has returned or yielded last."""
        scopes = self.scopes
        return max(latest_of(scopes.returns, depth, step), latest_of(scopes.waits, depth, step))

    def _table(self) -> dict[type, Index]:
        """Which index each kind of event goes to."""
        return {
            Created: self.tensors.created,
            Op: _of_ops(self.ops, self.tensors, self.nodes),
            RequiresGrad: self.tensors.requires_grad,
            RetainGrad: self.tensors.retain_grad,
            Update: self.tensors.update,
            Held: self.tensors.held,
            GradSet: self.tensors.grad_set,
            Accumulate: self.tensors.accumulate,
            BackwardBegin: self.nodes.begin,
            NodeBackward: self.nodes.ran,
            Freed: self.nodes.freed_by,
            BackwardEnd: self.nodes.end,
            Statement: self.scopes.statement,
            Names: self.scopes.names,
        }


def _of_ops(ops: Firsts, tensors: TensorIndex, nodes: NodeIndex) -> Index:
    """What adds an operation to all that it touches."""

    def add(index: int, event: Op) -> None:
        ops.setdefault(event.op, index)
        tensors.op(index, event)
        nodes.op(index, event)

    return add
