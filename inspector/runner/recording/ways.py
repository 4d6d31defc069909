"""What the fast paths of recording share, and the slow paths that they fall back on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from engine.tensor import Tensor
from inspector.model.recordings.events import NodeBackward
from inspector.model.recordings.events import Op as OpEvent
from inspector.model.recordings.facts import Value
from inspector.runner.following.lines import Lines
from inspector.runner.recording.graph import Graph
from inspector.runner.recording.sent import Values
from inspector.runner.sending.sink import Sink
from inspector.runner.sending.sites import Counter

if TYPE_CHECKING:
    from engine.node import Node
    from engine.op import Op

Inputs: TypeAlias = Sequence[tuple[str, Any]]
LongOp: TypeAlias = "Callable[[Op, Inputs, Sequence[Tensor], bool], OpEvent | None]"
LongNode: TypeAlias = "Callable[[Node, Sequence[Any], Sequence[Any]], NodeBackward | None]"


@dataclass(frozen=True, slots=True)
class Ways:
    """The parts of one recorder; none of its ways ever raises.

    ``measured`` is the value of a tensor or array (and of what a view shows), ``numbered`` the id
    of a tensor, ``moved`` the values of gradients: each None where it cannot be had. ``op`` and
    ``node_ran`` tell at length, and give the event.
    """

    counter: Counter
    graph: Graph
    sink: Sink
    lines: Lines
    measured: Callable[..., Value | None]
    numbered: Callable[[Tensor], int | None]
    moved: Callable[[Sequence[Any]], Values | None]
    op: LongOp
    node_ran: LongNode
