"""What is told of a backward pass before it runs: from where it starts, and what it will reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from inspector.model.recordings.events import BackwardBegin
from inspector.model.recordings.packing import Begin
from inspector.runner.recording.graph import Graph, runs_user_code
from inspector.runner.recording.values import values_of

if TYPE_CHECKING:
    from engine.node import Node
    from engine.tensor import Tensor


def beginning(
    number: int,
    graph: Graph,
    starts: tuple[Sequence[Tensor], Sequence[Any]],
    dependencies: Mapping[Node, int],
    how: tuple[bool, bool, bool],
    line: int,
) -> Begin:
    """The event of pass ``number``, which ``starts`` from roots with gradients.

    ``dependencies`` : how many gradients arrive at each node it reaches. ``how`` : whether it
    retains the graph, makes one itself, and accumulates.
    """
    roots, gradients = starts
    known = graph.numbers
    numbers = [known.get(node.sequence_nr) or graph.node(node) for node in dependencies]
    event = BackwardBegin(
        number, tuple(map(graph.tensor, roots)), values_of(gradients), (), *how, line
    )
    return Begin(
        event,
        tuple(numbers),
        tuple([type(node).__name__ for node in dependencies]),
        tuple(dependencies.values()),
        tuple([graph.variable(n) if n.is_accumulator else None for n in dependencies]),
    )


def is_quiet(dependencies: Mapping[Node, int]) -> bool:
    """Whether a pass never comes to lines of the program's."""
    unusual = [node for node in dependencies if node.extras is not None or node.op is None]
    return not any(map(runs_user_code, unusual))
