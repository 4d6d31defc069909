"""Where values go wrong in a recording: NaN and Inf, gradients that explode, vanish, pile up."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from heapq import merge
from typing import TypeAlias

import numpy as np

from inspector.model.recordings.arrays import array, ill
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

WIDE = ("float32", "float64", "bfloat16")
"""Dtypes whose exponent fills all of a number's last byte but the sign."""
ZEROS = b"\x00\x80"
"""The bytes that zeros have, of either sign."""
Holds: TypeAlias = Callable[[AnyEvent], bool]
"""Asked of every event in order, as it may remember them: whether a condition holds there."""


class Watch:
    """Finds where a condition holds in a recording that grows; each event is asked about once.

    ``among`` : the kinds of events that ``holds`` is asked about.
    """

    def __init__(self, holds: Holds, *among: type) -> None:
        self._holds, self._among = holds, among
        self._found: list[int] = []
        self._steps = 0

    def look(self, recording: Recording) -> Sequence[int]:
        """The indices of all events at which it holds; always the same recording's."""
        events, holds = recording.events, self._holds
        start, self._steps = self._steps, len(recording)
        fresh = (recording.of_kind(kind) for kind in self._among)
        for index in merge(*(indices[bisect_left(indices, start) :] for indices in fresh)):
            if holds(events[index]):
                self._found.append(index)
        return self._found


def is_defective(value: Value | None) -> bool:
    """Whether a value holds a NaN or an Inf."""
    if value is None:
        return False
    if not value.whole:
        return value.nans + value.infs > 0
    if value.dtype in WIDE and b"\x7f" not in value.data and b"\xff" not in value.data:
        return False  # no element has an exponent of ones only, as a NaN and an Inf have
    found = array(value)
    return found.dtype.kind in "fc" and not bool(np.isfinite(found).all())


def exceeds(value: Value | None, bound: float) -> bool:
    """Whether the magnitude of any element is beyond a bound: every infinite one's is."""
    if value is None:
        return False
    infinite = value.infs > 0 if not value.whole else is_defective(value) and ill(value)[1] > 0
    return infinite or largest(value) > bound


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
    if value is None or not value.data or (value.whole and value.data.strip(ZEROS)):
        return False
    return not is_defective(value) and not largest(value)


def new_defects(recording: Recording) -> Sequence[int]:
    """The events whose results hold a NaN or an Inf though nothing that went in did."""
    return defects().look(recording)


def defects() -> Watch:
    """Finds :func:`new_defects`."""
    unsound = set[int]()

    def holds(event: AnyEvent) -> bool:
        if isinstance(event, NodeBackward):
            return any(map(is_defective, event.outgoing)) and not any(
                map(is_defective, event.incoming)
            )
        return _makes_ill(event, unsound)

    return Watch(holds, Created, Op, Update, NodeBackward)


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


def large_gradients(bound: float) -> Watch:
    """Finds the nodes' runs and additions to a ``.grad`` with an element beyond ``bound``."""

    def holds(event: AnyEvent) -> bool:
        return any(exceeds(value, bound) for value in _gradients(event))

    return Watch(holds, NodeBackward, Accumulate)


def vanished_gradients() -> Watch:
    """Finds the runs of nodes that send on only zeros of a gradient that was not all zero."""

    def holds(event: AnyEvent) -> bool:
        return (
            isinstance(event, NodeBackward)
            and any(map(is_zero, event.outgoing))
            and not all(is_zero(value) for value in event.incoming if value is not None)
        )

    return Watch(holds, NodeBackward)


def nth_pass(recording: Recording, number: int) -> Sequence[int]:
    """Where the ``number``-th backward pass begins, counted from 1."""
    return recording.of_kind(BackwardBegin)[number - 1 : number]


def nth_contributions(number: int) -> Watch:
    """Finds the additions that are the ``number``-th to a ``.grad`` since it was cleared."""
    counted = defaultdict[int, int](int)

    def holds(event: AnyEvent) -> bool:
        if isinstance(event, Accumulate):
            counted[event.tensor] += 1
            return counted[event.tensor] == number
        if isinstance(event, GradSet):
            counted[event.tensor] = 0
        return False

    return Watch(holds, Accumulate, GradSet)


def _gradients(event: AnyEvent) -> Iterable[Value | None]:
    if isinstance(event, NodeBackward):
        return event.outgoing
    return (event.incoming, event.after) if isinstance(event, Accumulate) else ()
