"""The operations of a graph, and of graphs of gradients, in the order of their dependence.

A backward pass that is recorded (``create_graph``) reads what its nodes had saved. A result that
a node had kept comes out of it as another tensor of the same numbers and the same history: what
depends on the one depends on the other.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from inspector.model.recordings.events import Created, Op
from inspector.model.recordings.facts import Operand
from inspector.model.recordings.history import NEVER
from inspector.model.recordings.recording import Recording


def followed(recording: Recording, event: Op) -> Op:
    """An operation whose inputs are the results themselves that its operands were kept as."""
    if not any(_is_kept(recording, one) for one in event.inputs):
        return event
    return msgspec.structs.replace(
        event, inputs=tuple(_original(recording, event, one) for one in event.inputs)
    )


def operations(recording: Recording) -> Iterator[tuple[int, Op]]:
    """Every operation of a recording with its index, as it follows from those before it."""
    for index in recording.of_kind(Op):
        event = recording.events[index]
        if isinstance(event, Op):
            yield index, followed(recording, event)


def _is_kept(recording: Recording, operand: Operand) -> bool:
    return operand.tensor is not None and _kept(recording, operand.tensor) is not None


def _kept(recording: Recording, tensor: int) -> Created | None:
    """How a tensor appeared that has a history, though no operation made it."""
    made = recording.events[recording.tensors.born[tensor]]
    if isinstance(made, Created) and made.requires_grad and not made.is_leaf:
        return made
    return None


def _original(recording: Recording, event: Op, operand: Operand) -> Operand:
    kept = None if operand.tensor is None else _kept(recording, operand.tensor)
    for edge in event.next if kept is not None else ():
        index = NEVER if edge.node is None else recording.nodes.makers.get(edge.node, NEVER)
        made = recording.events[index] if index != NEVER else None
        outputs = made.outputs if isinstance(made, Op) else ()
        for output in outputs[edge.input_nr : edge.input_nr + 1]:
            if kept is not None and output.value == kept.value:
                return msgspec.structs.replace(operand, tensor=output.tensor)
    return operand
