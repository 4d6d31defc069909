"""What can look different after a change of step: read from the events in between."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from inspector.canvas.spatial import Indices
from inspector.canvas.stage import Stage
from inspector.model.recordings.events import (
    Accumulate,
    AnyEvent,
    BackwardBegin,
    BackwardEnd,
    Created,
    Error,
    Freed,
    GradSet,
    Names,
    NodeBackward,
    Op,
    RequiresGrad,
    RetainGrad,
    Update,
)

MANY = 400
"""So many events touch so much that asking every vertex is as quick."""
OF_TENSOR = Created | RequiresGrad | RetainGrad | Accumulate | GradSet | Update


@dataclass(frozen=True, slots=True)
class Touched:
    """Numbers of the vertices and edges that may look different."""

    vertices: set[int] = field(default_factory=set)
    edges: set[int] = field(default_factory=set)


def touched(
    stage: Stage, events: Sequence[AnyEvent], old: int, new: int
) -> tuple[Indices, Indices]:
    """Numbers of the vertices and edges whose looks may differ between two steps.

    Never too few: what begins or ends a backward pass, or changes memory in place, touches all.
    """
    low, high = sorted((old, new))
    found = Touched()
    # The event that led to the lower step counts too: what it lit is lit no more.
    for step in range(max(low, 1), high + 1):
        if high - low > MANY or not _touch(found, stage, events[step - 1], step):
            return np.arange(len(stage.vertices)), np.arange(len(stage.edges))
    return _sorted(found.vertices), _sorted(found.edges)


def _touch(found: Touched, stage: Stage, event: AnyEvent, step: int) -> bool:
    """Add what an event touches; False where that is everything."""
    match event:
        case BackwardBegin() | BackwardEnd() | Op(in_place=True):
            return False
        case Op():
            for output in event.outputs:
                found.vertices.update(stage.of_tensor.of(output.tensor))
            found.edges.update(stage.born.of(step))
        case Names():
            for binding in event.bound:
                found.vertices.update(stage.of_tensor.of(binding.tensor))
        case NodeBackward():
            _gradient(found, stage, event.node)
        case Freed():
            _nodes(found, stage, event.nodes)
        case Error() if event.node is not None:
            _nodes(found, stage, (event.node,))
        case _ if isinstance(event, OF_TENSOR):
            found.vertices.update(stage.of_tensor.of(event.tensor))
    return True


def _gradient(found: Touched, stage: Stage, node: int) -> None:
    _nodes(found, stage, (node,))
    for number in stage.into_node.of(node):
        found.vertices.add(int(stage.ends[number, 0]))
        found.vertices.update(stage.of_node.of(stage.edges[number].source_node))


def _nodes(found: Touched, stage: Stage, nodes: Iterable[int]) -> None:
    for node in nodes:
        found.vertices.update(stage.of_node.of(node))
        found.edges.update(stage.into_node.of(node))


def _sorted(numbers: set[int]) -> Indices:
    return np.array(sorted(numbers), dtype=np.intp)
