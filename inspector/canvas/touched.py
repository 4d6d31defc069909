"""Which vertices and edges a change of step may alter, found from the events in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from inspector.canvas.spatial import Indices
from inspector.canvas.stage import Stage
from inspector.model.distinct import distinct
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
    """What some events have to do with: tensors, backward nodes, gradients sent, steps."""

    tensors: set[int] = field(default_factory=set)
    nodes: set[int] = field(default_factory=set)
    senders: set[int] = field(default_factory=set)
    births: set[int] = field(default_factory=set)


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
        if high - low > MANY or not _touch(found, events[step - 1], step):
            return np.arange(len(stage.vertices)), np.arange(len(stage.edges))
    return _shown(found, stage)


def _touch(found: Touched, event: AnyEvent, step: int) -> bool:
    """Add what an event touches; False where that is everything."""
    match event:
        case BackwardBegin() | BackwardEnd() | Op(in_place=True):
            return False
        case Op():
            found.tensors.update(output.tensor for output in event.outputs)
            found.births.add(step)
        case Names():
            found.tensors.update(bound.tensor for bound in event.bound if bound.tensor is not None)
        case NodeBackward():
            found.nodes.add(event.node)
            found.senders.add(event.node)
        case Freed():
            found.nodes.update(event.nodes)
        case Error() if event.node is not None:
            found.nodes.add(event.node)
        case Error():
            return False  # the operation that failed is no tensor's, and no node's
        case _ if isinstance(event, OF_TENSOR):
            found.tensors.add(event.tensor)
    return True


def _shown(found: Touched, stage: Stage) -> tuple[Indices, Indices]:
    """The vertices and edges that show it, each once and in ascending order."""
    into = stage.into_node.of_any(found.senders)
    sources = [stage.edges[number].source_node for number in into.tolist()]
    nodes = found.nodes.union(node for node in sources if node is not None)
    vertices = (
        stage.of_tensor.of_any(found.tensors), stage.of_node.of_any(nodes), stage.ends[into, 0],
    )  # fmt: skip
    edges = stage.into_node.of_any(found.nodes), stage.born.of_any(found.births)
    return distinct(np.concatenate(vertices)), distinct(np.concatenate(edges))
