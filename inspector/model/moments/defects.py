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
FILLING = frozenset({"masked_fill", "fill", "full_like", "where", "cat", "stack"})
"""Operations that put numbers in as they are given."""
_WRITTEN = frozenset({"inf", "-inf", "nan"})
"""How Python writes a number that is not finite, where a program hands it to an operation."""
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


def is_put_in(event: Op) -> bool:
    """Whether an operation fills in numbers, or was handed one that is not finite."""
    name = event.name.strip("_")
    return name in FILLING or any(one.text in _WRITTEN for one in event.inputs)


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
    return Watch(lambda event: _appears(event, unsound), Created, Op, Update, NodeBackward)


def unwanted_defects() -> Watch:
    """Finds the same but what a program puts in itself, such as a mask, until that is a NaN."""
    unsound, undefined = set[int](), set[int]()

    def holds(event: AnyEvent) -> bool:
        appears, becomes_nan = _appears(event, unsound), _becomes_nan(event, undefined)
        return becomes_nan or (appears and not _puts_in(event))

    return Watch(holds, Created, Op, Update, NodeBackward)


def _appears(event: AnyEvent, unsound: set[int]) -> bool:
    if isinstance(event, NodeBackward):
        return any(map(is_defective, event.outgoing)) and not any(
            map(is_defective, event.incoming)
        )
    return _makes_ill(event, unsound)


def _becomes_nan(event: AnyEvent, undefined: set[int]) -> bool:
    """Note which tensors hold a NaN after an event; whether an operation made it of others."""
    results = _results(event)
    made = {tensor for tensor, value in results if is_defective(value) and ill(value)[0]}
    new = (
        bool(made)
        and isinstance(event, Op)
        and not is_put_in(event)
        and undefined.isdisjoint(one.tensor for one in event.inputs)
    )
    undefined.difference_update(tensor for tensor, _ in results)
    undefined.update(made)
    return new


def _puts_in(event: AnyEvent) -> bool:
    if isinstance(event, Created):
        return not ill(event.value)[0]
    return isinstance(event, Op) and is_put_in(event)


def _makes_ill(event: AnyEvent, known: set[int]) -> bool:
    """Note which tensors are ill after an event; whether the illness is new."""
    inherited = isinstance(event, Op) and any(one.tensor in known for one in event.inputs)
    new = False
    for tensor, value in _results(event):
        if is_defective(value):
            new = new or not (inherited or tensor in known)
            known.add(tensor)
        else:
            known.discard(tensor)
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
