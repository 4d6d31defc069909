"""What leads to a tensor: its ancestors, and the nodes whose gradients travel to it."""

from __future__ import annotations

from collections import defaultdict

from inspector.model.moments.defects import is_defective
from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import Op
from inspector.model.recordings.history import NEVER, count, latest_of
from inspector.model.recordings.recording import Recording


def maker(moment: Moment, tensor: int | None) -> Op | None:
    """The operation that made a tensor what it is at a moment; None where none did."""
    if tensor is None:
        return None
    index = latest_of(moment.recording.tensors.produced, tensor, moment.step)
    event = moment.recording.events[index] if index != NEVER else None
    return event if isinstance(event, Op) else None


def before(moment: Moment, op: Op) -> Moment:
    """The moment at which an operation is about to run."""
    return Moment(moment.recording, moment.recording.ops[op.op])


def given(op: Op) -> list[int]:
    """The tensors among an operation's inputs, in their order."""
    return [one.tensor for one in op.inputs if one.tensor is not None]


def ancestors(moment: Moment, tensor: int) -> set[int]:
    """The tensor and every tensor its value was computed from, by any operation so far."""
    recording, found, waiting = moment.recording, {tensor}, [tensor]
    while waiting:
        indices = recording.tensors.produced.get(waiting.pop(), ())
        for index in indices[: count(indices, moment.step)]:
            event = recording.events[index]
            if isinstance(event, Op):
                new = {one.tensor for one in event.inputs if one.tensor is not None} - found
                found |= new
                waiting.extend(new)
    return found


def ill_ancestors(moment: Moment, tensor: int) -> set[int]:
    """The tensor, and those among its ancestors from which NaN or Inf came to it without a gap."""
    recording, found, waiting = moment.recording, {tensor}, [tensor]
    while waiting:
        indices = recording.tensors.produced.get(waiting.pop(), ())
        for index in indices[: count(indices, moment.step)]:
            event, before = recording.events[index], Moment(recording, index)
            given = event.inputs if isinstance(event, Op) else ()
            for one in {one.tensor for one in given if one.tensor is not None} - found:
                state = before.tensor(one)
                if state is not None and is_defective(state.value):
                    found.add(one)
                    waiting.append(one)
    return found


def leading_to(
    recording: Recording, backward: int, node: int | None, direct: bool = False
) -> dict[int, list[int]]:
    """The nodes of a pass whose gradient travels to ``node``, each with the slots that lead there.

    With ``direct`` only those with an edge to ``node`` itself.
    """
    senders: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for sender in recording.nodes.passes[backward].ready:
        for slot, edge in enumerate(recording.nodes.next.get(sender, ())):
            if edge.node is not None:
                senders[edge.node].append((sender, slot))
    found: dict[int, list[int]] = {}
    waiting = [] if node is None else [node]
    while waiting:
        for sender, slot in senders.get(waiting.pop(), ()):
            if sender not in found and not direct:
                waiting.append(sender)
            found.setdefault(sender, []).append(slot)
    return found
