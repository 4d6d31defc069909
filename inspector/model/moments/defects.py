"""Where values go wrong in a recording: NaN and Inf, gradients that explode, vanish, pile up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from inspector.model.recordings.arrays import array
from inspector.model.recordings.events import (
    Accumulate,
    AnyEvent,
    BackwardBegin,
    Created,
    GradSet,
    NodeBackward,
    Op,
    Update,
)
from inspector.model.recordings.facts import Value
from inspector.model.recordings.recording import Recording


def is_defective(value: Value | None) -> bool:
    """Whether a value holds a NaN or an Inf."""
    if value is None:
        return False
    if not value.whole:
        return value.nans + value.infs > 0
    found = array(value)
    return found.dtype.kind in "fc" and not bool(np.isfinite(found).all())


def largest(value: Value | None) -> float:
    """The largest magnitude of the finite elements, 0 where there are none."""
    if value is None:
        return 0.0
    if not value.whole:
        return max(abs(value.minimum or 0.0), abs(value.maximum or 0.0))
    found = np.abs(array(value))
    return float(found[np.isfinite(found)].max(initial=0.0))


def is_zero(value: Value | None) -> bool:
    """Whether a value has elements, and all are exactly zero."""
    return (
        value is not None and bool(value.data) and not is_defective(value) and not largest(value)
    )


def new_defects(recording: Recording) -> list[int]:
    """The events whose results hold a NaN or an Inf though nothing that went in did."""
    found, ill = list[int](), set[int]()
    for index in _of_kinds(recording, Created, Op, Update, NodeBackward):
        event = recording.events[index]
        if isinstance(event, NodeBackward):
            new = not any(map(is_defective, event.incoming))
            if new and any(map(is_defective, event.outgoing)):
                found.append(index)
        elif _makes_ill(event, ill):
            found.append(index)
    return found


def _makes_ill(event: AnyEvent, ill: set[int]) -> bool:
    """Note which tensors are ill after an event; whether the illness is new."""
    inherited = isinstance(event, Op) and any(one.tensor in ill for one in event.inputs)
    new = False
    for tensor, value in _results(event):
        if is_defective(value):
            new = new or not (inherited or tensor in ill)
            ill.add(tensor)
        else:
            ill.discard(tensor)
    return new


def _results(event: AnyEvent) -> list[tuple[int, Value]]:
    if isinstance(event, Op):
        return [(one.tensor, one.value) for one in (*event.outputs, *event.also)]
    if isinstance(event, Update):
        return [(event.tensor, event.after)]
    return [(event.tensor, event.value)] if isinstance(event, Created) else []


def large_gradients(recording: Recording, bound: float) -> list[int]:
    """The nodes' runs and additions to a ``.grad`` with an element beyond ``bound``."""
    return [
        index
        for index in _of_kinds(recording, NodeBackward, Accumulate)
        if max(map(largest, _gradients(recording.events[index])), default=0.0) > bound
    ]


def vanished_gradients(recording: Recording) -> list[int]:
    """The runs of nodes that send on nothing but zeros of a gradient that was not all zero."""
    return [
        index
        for index in recording.of_kind(NodeBackward)
        if isinstance(event := recording.events[index], NodeBackward)
        and not all(is_zero(value) for value in event.incoming if value is not None)
        and any(map(is_zero, event.outgoing))
    ]


def nth_pass(recording: Recording, number: int) -> list[int]:
    """Where the ``number``-th backward pass begins, counted from 1."""
    return list(recording.of_kind(BackwardBegin)[number - 1 : number])


def nth_contributions(recording: Recording, number: int) -> list[int]:
    """The additions that are the ``number``-th to a ``.grad`` since it was cleared."""
    found, counted = list[int](), defaultdict[int, int](int)
    for index in _of_kinds(recording, Accumulate, GradSet):
        event = recording.events[index]
        if isinstance(event, GradSet):
            counted[event.tensor] = 0
        elif isinstance(event, Accumulate):
            counted[event.tensor] += 1
            if counted[event.tensor] == number:
                found.append(index)
    return found


def _gradients(event: AnyEvent) -> Iterable[Value | None]:
    if isinstance(event, NodeBackward):
        return event.outgoing
    return (event.incoming, event.after) if isinstance(event, Accumulate) else ()


def _of_kinds(recording: Recording, *kinds: type) -> list[int]:
    return sorted(index for kind in kinds for index in recording.of_kind(kind))
