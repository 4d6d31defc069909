"""What a moment answers: plain facts about one tensor, node, frame or contribution."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from inspector.model.recordings.arrays import Array
from inspector.model.recordings.events import Op
from inspector.model.recordings.facts import Binding, NextFunction, Saved, Value


class NodePhase(Enum):
    """How far a node is in the running backward pass."""

    IDLE = "idle"
    WAITING = "waiting"
    ARRIVING = "arriving"
    RUNNING = "running"
    DONE = "done"


class Span(NamedTuple):
    """A range of the source: lines from 1, columns from 0 in characters, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Mode(NamedTuple):
    """Whether operations are recorded for backward, what switched that, and at which line."""

    enabled: bool
    cause: str
    line: int


@dataclass(frozen=True, slots=True)
class TensorState:
    """One tensor at one moment.

    ``name`` is the variable last bound to it. ``node`` and ``grad_fn`` are None and "" for a leaf,
    whose AccumulateGrad node, once there is one, is ``accumulator``. ``line`` is where it was
    born, ``born`` the first step at which it exists.
    """

    id: int
    name: str | None
    value: Value
    grad: Value | None
    requires_grad: bool
    is_leaf: bool
    node: int | None
    grad_fn: str
    accumulator: int | None
    version: int
    view_of: int | None
    line: int
    retains_grad: bool
    born: int


@dataclass(frozen=True, slots=True)
class NodeState:
    """One backward node at one moment.

    ``arrived`` of ``expected`` contributions are there in the running pass, a root's seed counted
    in both; ``pending`` are the values of those that are defined. ``tensor`` is an
    AccumulateGrad's variable; ``op`` the operation that made any other node.
    """

    id: int
    name: str
    phase: NodePhase
    arrived: int
    expected: int
    pending: tuple[Value, ...]
    freed: bool
    saved: tuple[Saved, ...]
    next: tuple[NextFunction, ...]
    op: Op | None
    tensor: int | None


@dataclass(frozen=True, slots=True)
class Frame:
    """The variables of one running function, and which of them the last statement changed."""

    function: str
    depth: int
    bindings: tuple[Binding, ...]
    changed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Contribution:
    """One gradient that came over one edge of the graph.

    ``node`` is the node it came from, through its next function ``slot``; None for the seed of a
    root. ``path`` are the names of the nodes it came by, root first.
    """

    step: int
    node: int | None
    name: str
    slot: int
    value: Value
    path: str


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One change of a tensor's ``.grad``.

    Made by backward pass number ``backward`` (from 1), ``how`` is "backward" and ``incoming`` the
    sum of ``parts``; cleared, zeroed or assigned, ``how`` is the call that did it, ``incoming`` is
    None and ``backward`` counts the passes so far. ``step`` is the first at which it has happened.
    ``arrived`` is the sum of the parts where a hook made something else of it. ``in_place`` tells
    whether ``.grad`` stays the tensor that it was.
    """

    step: int
    backward: int
    how: str
    before: Value | None
    incoming: Value | None
    after: Value | None
    path: str
    parts: tuple[Contribution, ...]
    line: int
    arrived: Array | None = field(default=None, compare=False)
    in_place: bool = False
