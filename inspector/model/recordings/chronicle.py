"""A recording as columns: who changed when, and how large what they hold is from then on."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from inspector.model.recordings.events import (
    Accumulate,
    AnyEvent,
    Created,
    Error,
    Freed,
    GradSet,
    NodeBackward,
    Op,
    Output,
    Update,
    Value,
)
from inspector.model.recordings.measuring import Codes, Floats, measured, nbytes
from inspector.model.recordings.recording import Recording

Longs = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Changes:
    """Changes of numbered things in the order of steps; all arrays have one row a change.

    ``ids`` : of which thing. ``steps`` : after which step it is so. ``marks`` : a number more.
    ``norms``, ``codes`` : how large the new value is and what is wrong with it.
    """

    ids: Longs
    steps: Longs
    marks: Longs
    norms: Floats
    codes: Codes


NO_LONGS = np.empty(0, dtype=np.int64)
NONE = Changes(NO_LONGS, NO_LONGS, NO_LONGS, np.empty(0), np.empty(0, dtype=np.int8))


class Growing:
    """Changes that are still being added; values are measured many at a time."""

    def __init__(self) -> None:
        self._numbers = array("q")
        self._values: list[Value | None] = []
        self._made = NONE

    def add(self, thing: int, step: int, mark: int = 0, value: Value | None = None) -> None:
        """Add a change."""
        self._numbers.extend((thing, step, mark))
        self._values.append(value)

    def changes(self) -> Changes:
        """All changes so far."""
        if self._values:
            ids, steps, marks = np.array(self._numbers, dtype=np.int64).reshape(-1, 3).T
            self._made = _joined(self._made, Changes(ids, steps, marks, *measured(self._values)))
            self._numbers, self._values = array("q"), []
        return self._made


def _joined(one: Changes, other: Changes) -> Changes:
    return Changes(
        np.concatenate([one.ids, other.ids]),
        np.concatenate([one.steps, other.steps]),
        np.concatenate([one.marks, other.marks]),
        np.concatenate([one.norms, other.norms]),
        np.concatenate([one.codes, other.codes]),
    )


class Chronicle:
    """The columns of one growing recording; every event is read once.

    ``values`` of tensors; ``grads`` of tensors (mark 1 where there is one); ``arrived`` gradients
    at backward nodes (mark: the backward pass); ``sent`` gradients along the slots of nodes
    (mark: the slot; ids: the node); ``views`` (mark 1 where the tensor is one); ``freed`` nodes;
    ``saved`` bytes by node (mark: bytes); ``failed`` nodes.
    """

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.values, self.grads, self.views = Growing(), Growing(), Growing()
        self.arrived, self.sent, self.freed = Growing(), Growing(), Growing()
        self.saved, self.failed = Growing(), Growing()
        self._read = 0
        self._bytes: dict[int, int] = {}
        self._viewing: set[int] = set()

    def follow(self) -> int:
        """Read what is new; how many events have been read."""
        events = self.recording.events
        for step in range(self._read + 1, len(events) + 1):
            self._take(events[step - 1], step)
        self._read = len(events)
        return self._read

    def _take(self, event: AnyEvent, step: int) -> None:
        match event:
            case Op():
                self._op(event, step)
            case Created():
                self._made(Output(event.tensor, event.value, view_of=event.view_of), step)
            case NodeBackward():
                self._ran(event, step)
            case Accumulate() | GradSet():
                self._grad(event, step)
            case Update():
                self.values.add(event.tensor, step, value=event.after)
                for output in event.also:
                    self.values.add(output.tensor, step, value=output.value)
            case Freed():
                for node in event.nodes:
                    self.freed.add(node, step)
            case Error() if event.node is not None:
                self.failed.add(event.node, step)

    def _op(self, event: Op, step: int) -> None:
        for output in event.outputs:
            self._made(output, step)
        for output in event.also:
            self.values.add(output.tensor, step, value=output.value)
        if event.node is not None and event.saved:
            kept = (
                nbytes(one.value) if one.value is not None else self._bytes.get(one.tensor or 0, 0)
                for one in event.saved
            )
            self.saved.add(event.node, step, sum(kept))

    def _made(self, output: Output, step: int) -> None:
        self._bytes[output.tensor] = nbytes(output.value)
        self.values.add(output.tensor, step, value=output.value)
        if output.view_of is not None or output.tensor in self._viewing:
            self._viewing.add(output.tensor)
            self.views.add(output.tensor, step, int(output.view_of is not None))

    def _ran(self, event: NodeBackward, step: int) -> None:
        values = [value for value in event.incoming if value is not None]
        self.arrived.add(event.node, step, event.backward, values[0] if values else None)
        for slot, value in enumerate(event.outgoing):
            if value is not None:
                self.sent.add(event.node, step, slot)

    def _grad(self, event: Accumulate | GradSet, step: int) -> None:
        self.grads.add(event.tensor, step, int(event.after is not None), event.after)
        if event.grad is not None and event.after is not None:
            self.values.add(event.grad, step, value=event.after)


SPAN = 2**32
"""More than there are steps: a row and a step make one number, ordered by row and then step."""


class Track:
    """Numbers of rows that change at steps; at a step the newest one counts."""

    def __init__(self, rows: Longs, steps: Longs, *columns: npt.NDArray[Any]) -> None:
        keys = rows * SPAN + steps
        order = np.argsort(keys, kind="stable")
        self._keys, self._rows = keys[order], rows[order]
        self.columns = tuple(column[order] for column in columns)

    @cached_property
    def rows(self) -> Longs:
        """The rows that ever change, each once."""
        return np.unique(self._rows)

    def newest(self, rows: Longs, step: int) -> tuple[Longs, npt.NDArray[np.bool_]]:
        """For each of ``rows`` the place of its newest change up to ``step``, if any."""
        if not len(self._keys):
            return np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=np.bool_)
        places = np.searchsorted(self._keys, rows * SPAN + step, side="right") - 1
        places = np.maximum(places, 0)
        return places, (self._rows[places] == rows) & (self._keys[places] <= rows * SPAN + step)
