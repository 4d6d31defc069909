"""A recording as columns of changes: which tensor changed when, and its norm from then on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from inspector.model.distinct import distinct
from inspector.model.recordings.events import (
    Accumulate,
    Created,
    Error,
    Freed,
    GradSet,
    NodeBackward,
    Op,
    Update,
)
from inspector.model.recordings.facts import Output, Value
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

    def between(self, start: int, stop: int | None) -> Changes:
        """Those from step ``start`` to step ``stop``, or to the last."""
        first = int(np.searchsorted(self.steps, start))
        end = None if stop is None else int(np.searchsorted(self.steps, stop, side="right"))
        every = slice(first, end)
        return Changes(
            self.ids[every], self.steps[every], self.marks[every], self.norms[every],
            self.codes[every],
        )  # fmt: skip

    @cached_property
    def order(self) -> Longs:
        """The changes by thing, those of each in the order of steps."""
        return np.argsort(self.ids, kind="stable")

    @cached_property
    def sorted_ids(self) -> Longs:
        """The thing of each change, in that order."""
        return self.ids[self.order]

    @cached_property
    def keys(self) -> Longs:
        """Thing and step of each change in one number, in that order."""
        return self.sorted_ids * SPAN + self.steps[self.order]


SPAN = 2**32
"""More than there are steps: a row and a step make one number, ordered by row and then step."""

NO_LONGS = np.empty(0, dtype=np.int64)
NONE = Changes(NO_LONGS, NO_LONGS, NO_LONGS, np.empty(0), np.empty(0, dtype=np.int8))


TOGETHER = 4_096
"""Changes that are measured at a time: a few milliseconds' work."""


class Growing:
    """Changes that are still being added; values are measured many at a time."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, int, int, Value | None]] = []
        self._made: list[Changes] = [NONE]

    def add(self, thing: int, step: int, mark: int = 0, value: Value | None = None) -> None:
        """Add a change."""
        self._rows.append((thing, step, mark, value))

    def changes(self) -> Changes:
        """All changes so far."""
        self.measure()
        if len(self._made) > 1:
            self._made = [_joined(self._made)]
        return self._made[0]

    def measure(self, least: int = 1) -> None:
        """Make columns of what was added since, once it is so much."""
        if len(self._rows) >= least:
            ids, steps, marks = (
                np.array([row[n] for row in self._rows], np.int64) for n in range(3)
            )
            values = [row[3] for row in self._rows]
            self._made.append(Changes(ids, steps, marks, *measured(values)))
            self._rows = []


def _joined(parts: Sequence[Changes]) -> Changes:
    return Changes(
        np.concatenate([part.ids for part in parts]),
        np.concatenate([part.steps for part in parts]),
        np.concatenate([part.marks for part in parts]),
        np.concatenate([part.norms for part in parts]),
        np.concatenate([part.codes for part in parts]),
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
        self._all = (
            self.values, self.grads, self.views, self.arrived, self.sent, self.freed, self.saved,
            self.failed,
        )  # fmt: skip
        self._read = 0
        self._bytes: dict[int, int] = {}
        self._viewing: set[int] = set()

    def follow(self, stop: int | None = None) -> int:
        """Read what is new, up to a step; how many events have been read."""
        events = self.recording.events
        stop = len(events) if stop is None else stop
        takes = self._table()
        for step in range(self._read + 1, stop + 1):
            event = events[step - 1]
            take = takes.get(type(event))
            if take is not None:
                take(event, step)
        self._read = max(self._read, stop)
        for growing in self._all:
            growing.measure(TOGETHER)
        return self._read

    def _table(self) -> dict[type, Callable[[Any, int], None]]:
        """How each kind of event is taken; there is nothing in the others."""
        return {
            Op: self._op,
            Created: self._created,
            NodeBackward: self._ran,
            Accumulate: self._grad,
            GradSet: self._grad,
            Update: self._update,
            Freed: self._free,
            Error: self._fail,
        }

    def _created(self, event: Created, step: int) -> None:
        self._made(Output(event.tensor, event.value, view_of=event.view_of), step)

    def _update(self, event: Update, step: int) -> None:
        self.values.add(event.tensor, step, value=event.after)
        for output in event.also:
            self.values.add(output.tensor, step, value=output.value)

    def _free(self, event: Freed, step: int) -> None:
        for node in event.nodes:
            self.freed.add(node, step)

    def _fail(self, event: Error, step: int) -> None:
        if event.node is not None:
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
        return distinct(self._rows)

    def newest(self, rows: Longs, step: int) -> tuple[Longs, npt.NDArray[np.bool_]]:
        """For each of ``rows`` the place of its newest change up to ``step``, if any."""
        if not len(self._keys):
            return np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=np.bool_)
        places = np.searchsorted(self._keys, rows * SPAN + step, side="right") - 1
        places = np.maximum(places, 0)
        return places, (self._rows[places] == rows) & (self._keys[places] <= rows * SPAN + step)
