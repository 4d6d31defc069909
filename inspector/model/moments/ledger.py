"""The ledger of a tensor: every contribution to its ``.grad``, and the way each came."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from inspector.model.moments.states import Contribution, LedgerLine
from inspector.model.recordings.events import Accumulate, BackwardBegin, GradSet, NodeBackward, Op
from inspector.model.recordings.facts import Value
from inspector.model.recordings.flows import Arrival
from inspector.model.recordings.history import count
from inspector.model.recordings.recording import Recording
from inspector.model.recordings.sums import changed

ARROW = " → "
LONGEST_WALK = 64
LONGEST_PATH = 8


def ledger(recording: Recording, tensor: int, step: int, first: int = 0) -> tuple[LedgerLine, ...]:
    """What has happened to ``tensor.grad`` up to ``step``, oldest first, from the ``first``-th."""
    indices = recording.tensors.grads.get(tensor, ())
    return tuple(line_of(recording, index) for index in indices[first : count(indices, step)])


def gradient_at(recording: Recording, arrival: Arrival) -> Value | None:
    """The gradient that arrived, None where it was undefined."""
    event = recording.events[arrival.at]
    if isinstance(event, NodeBackward):
        gradients = event.outgoing
    elif isinstance(event, BackwardBegin):
        gradients = event.gradients
    else:
        gradients = ()
    return gradients[arrival.slot] if arrival.slot < len(gradients) else None


def line_of(recording: Recording, index: int) -> LedgerLine:
    """The line of the event at ``index``, which changed a ``.grad``."""
    event = recording.events[index]
    if isinstance(event, GradSet):
        return _set(recording, index, event)
    return _accumulated(recording, index, recording.at(Accumulate, index))


def _set(recording: Recording, index: int, event: GradSet) -> LedgerLine:
    passes = count(recording.of_kind(BackwardBegin), index)
    return LedgerLine(
        index + 1,
        passes,
        event.how,
        event.before,
        None,
        event.after,
        "",
        (),
        recording.line_at(index),
        in_place=event.how.startswith(".") and event.after is not None,
    )


def _accumulated(recording: Recording, index: int, event: Accumulate) -> LedgerLine:
    parts = tuple(_parts(recording, index, event))
    running = recording.nodes.passes.get(event.backward)
    path = parts[0].path if parts else event.name
    begin = recording.events[running.begin] if running else None
    recorded = isinstance(begin, BackwardBegin) and begin.create_graph
    return LedgerLine(
        step=index + 1,
        backward=running.number if running else 0,
        how="backward",
        before=event.before,
        incoming=event.incoming,
        after=event.after,
        path=path,
        parts=parts,
        line=recording.line_at(running.begin) if running else 0,
        arrived=changed([part.value for part in parts], event.incoming),
        in_place=event.before is not None and not recorded,
    )


def _parts(recording: Recording, index: int, event: Accumulate) -> Iterator[Contribution]:
    """The gradients that were summed into ``event.incoming``, in the order they arrived."""
    node, output = _receiver(recording, index, event.tensor)
    if node is None:
        return
    for arrival in _arrivals(recording, event.backward, node, index):
        value = gradient_at(recording, arrival)
        if value is not None and _reaches(recording, arrival, event.tensor, output):
            yield _contribution(recording, event.backward, node, arrival, value)


def _receiver(recording: Recording, index: int, tensor: int) -> tuple[int | None, int]:
    """The node where a tensor's gradient arrives, and as which of its op's outputs."""
    accumulator = recording.nodes.accumulators.get(tensor)
    if accumulator is not None:
        return accumulator, 0
    produced = recording.tensors.produced.get(tensor, ())
    position = count(produced, index)
    event = recording.events[produced[position - 1]] if position else None
    if not isinstance(event, Op):
        return None, 0
    return event.node, [output.tensor for output in event.outputs].index(tensor)


def _arrivals(recording: Recording, backward: int, node: int, step: int) -> Sequence[Arrival]:
    found = recording.nodes.arrivals(backward, node)
    return found[: bisect_left(found, (step, 0))]


def _reaches(recording: Recording, arrival: Arrival, tensor: int, output: int) -> bool:
    """Is this arrival meant for that output of the node, not for a sibling?"""
    event = recording.events[arrival.at]
    if isinstance(event, BackwardBegin):
        return event.roots[arrival.slot] == tensor
    sender = recording.at(NodeBackward, arrival.at)
    return recording.nodes.next[sender.node][arrival.slot].input_nr == output


def _contribution(
    recording: Recording, backward: int, target: int, arrival: Arrival, value: Value
) -> Contribution:
    event = recording.events[arrival.at]
    source = event.node if isinstance(event, NodeBackward) else None
    return Contribution(
        step=arrival.at + 1,
        node=source,
        name=event.name if isinstance(event, NodeBackward) else "",
        slot=arrival.slot,
        value=value,
        path=_path(recording, backward, source, target),
    )


def _path(recording: Recording, backward: int, source: int | None, target: int) -> str:
    """The names from the root to ``target``, by each node's first contribution."""
    flow, nodes = recording.nodes.flow(backward), [target]
    while source is not None and len(nodes) < LONGEST_WALK:
        nodes.append(source)
        source = flow.came.get(source)
    way = (*nodes[::-1],) if source is None else (None, *nodes[::-1])
    return ARROW.join([_name(recording, node) for node in _shortened(way)])


def _name(recording: Recording, node: int | None) -> str:
    """What a node is called; None stands for those that are left out."""
    if node is None:
        return "…"
    identity = recording.nodes.identities.get(node)
    return identity.name if identity is not None else f"node {node}"


def _shortened(way: Sequence[int | None]) -> Sequence[int | None]:
    if len(way) <= LONGEST_PATH:
        return way
    head, tail = LONGEST_PATH // 2, LONGEST_PATH - LONGEST_PATH // 2 - 1
    return [*way[:head], None, *way[-tail:]]
