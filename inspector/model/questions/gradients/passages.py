"""The runs of nodes through which a gradient came to a tensor: what arrived, and what went on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inspector.model.moments.defects import is_zero
from inspector.model.moments.ledger import gradient_at
from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.questions.gradients.upstream import leading_to
from inspector.model.recordings.events import Accumulate, GradSet, NodeBackward
from inspector.model.recordings.facts import Value
from inspector.model.recordings.history import count
from inspector.model.recordings.recording import Recording


@dataclass(frozen=True, slots=True)
class Passage:
    """One run of a node, the event at ``index``, on the way of a gradient to some tensor.

    ``arrived`` are the gradients that came over its edges; ``received`` is what it ran with, their
    sum unless a hook made something else of it; of what it ``sent`` only that on the way, through
    the next functions ``slots``.
    """

    index: int
    event: NodeBackward
    arrived: tuple[Value, ...]
    received: tuple[Value, ...]
    sent: tuple[Value, ...]
    slots: tuple[int, ...] = ()


def passages(moment: Moment, state: TensorState) -> Iterator[Passage]:
    """The runs of nodes that led to a tensor's ``.grad`` since it was cleared, in their order."""
    recording = moment.recording
    for backward in passes(moment, state.id):
        node = state.accumulator if state.is_leaf else state.node
        ways = leading_to(recording, backward, node)
        begin = recording.nodes.passes[backward].begin
        indices = recording.of_kind(NodeBackward)
        for index in indices[count(indices, begin) : count(indices, moment.step)]:
            event = recording.events[index]
            if isinstance(event, NodeBackward) and event.backward == backward:
                every = ways.get(event.node, ())
                slots = tuple(slot for slot in every if slot < len(event.outgoing))
                sent = tuple(v for slot in slots if (v := event.outgoing[slot]) is not None)
                if sent:
                    received = tuple(value for value in event.incoming if value is not None)
                    arrived = _arrived(recording, index, event)
                    yield Passage(index, event, arrived, received, sent, slots)


def passage_at(recording: Recording, index: int) -> Passage | None:
    """The run of a node that an event is, with all that it sent; None where it is none."""
    event = recording.events[index]
    if not isinstance(event, NodeBackward):
        return None
    sent = tuple(value for value in event.outgoing if value is not None)
    received = tuple(value for value in event.incoming if value is not None)
    return Passage(index, event, _arrived(recording, index, event), received, sent)


def _arrived(recording: Recording, index: int, event: NodeBackward) -> tuple[Value, ...]:
    """What the edges had brought when a node ran."""
    arrivals = recording.nodes.arrivals(event.backward, event.node)
    came = (gradient_at(recording, arrival) for arrival in arrivals if arrival.at < index)
    return tuple(value for value in came if value is not None)


def passes(moment: Moment, tensor: int) -> list[int]:
    """The backward passes that have added to a ``.grad`` since it was last cleared."""
    found: list[int] = []
    indices = moment.recording.tensors.grads.get(tensor, ())
    for index in indices[: count(indices, moment.step)]:
        event = moment.recording.events[index]
        if isinstance(event, GradSet):
            if not _is_scaled(event):
                found.clear()
        elif isinstance(event, Accumulate):
            found.append(event.backward)
    return list(dict.fromkeys(found))


def _is_scaled(event: GradSet) -> bool:
    """Whether what had been added up is still there, changed in place, as clipping does."""
    return event.how.startswith(".") and event.after is not None and not is_zero(event.after)
