"""Which value a vertex shows, over time, and how values are written on cards and tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import takewhile

import msgspec
import numpy as np

from inspector.model.graphs.vertex import Kind, Vertex
from inspector.model.looks.look import Cells
from inspector.model.moments.moment import Moment
from inspector.model.recordings.arrays import array, cells, size
from inspector.model.recordings.events import Accumulate, AnyEvent, Created, GradSet, Op, Update
from inspector.model.recordings.facts import Value
from inspector.model.recordings.format import shape_text, value_text
from inspector.model.recordings.history import NEVER, count, latest, latest_of
from inspector.model.recordings.operands import absorbed
from inspector.model.recordings.recording import Recording

WRITTEN = 6
"""Up to so many elements a value is written out."""

SUMMED = 3
"""Up to so many elements an addition is written out: "12 + 4 = 16"."""

LONGEST_TOKEN = 14
"""Up to so many characters a value travels in full."""

WIDEST_ROW = 16
"""Up to so many elements a vector is drawn as a row of a heat map."""

REMEMBERED = 4096
"""So many values' texts are kept: most cards show the same at the next step."""


def shown_value(moment: Moment, vertex: Vertex) -> Value | None:
    """The value on a vertex's card, None before it exists.

    A leaf shows what it holds now. Everything else shows the value it was made with, even where
    the tensor was changed in place later: the later value stands at the operation that made it.
    """
    made, updated = changes(moment.recording, vertex)
    index = max(latest(made, moment.step), latest(updated, moment.step))
    return held(moment.recording.events[index], vertex.tensor) if index != NEVER else None


def held(event: AnyEvent, tensor: int) -> Value | None:
    """The value an event says a tensor has after it."""
    if isinstance(event, Created):
        return event.value if event.tensor == tensor else None
    if isinstance(event, Accumulate | GradSet):
        return event.after if event.grad == tensor else None
    if isinstance(event, Update) and event.tensor == tensor:
        return event.after
    if not isinstance(event, Op | Update):
        return None
    own = event.outputs if isinstance(event, Op) else ()
    return next((out.value for out in (*own, *event.also) if out.tensor == tensor), None)


def values_ever(recording: Recording, vertex: Vertex) -> Iterator[Value]:
    """Every value a vertex's card shows at some step."""
    for indices in changes(recording, vertex):
        yield from _held_at(recording, vertex, indices)


def changes(recording: Recording, vertex: Vertex) -> tuple[Sequence[int], Sequence[int]]:
    """The events that set what a card shows: operations, and an optimiser's updates."""
    tensors = recording.tensors
    made = tensors.produced.get(vertex.tensor, ())
    if vertex.kind is Kind.LEAF:
        return made, tensors.updates.get(vertex.tensor, ())
    if vertex.op is not None:
        return (vertex.born - 1,), ()
    first, birth = count(made, vertex.born - 1), vertex.born - 1
    if first == len(made) or made[first] != birth:  # it was made before the vertex begins
        return _as_used(recording, vertex)
    changed_in_place = takewhile(
        lambda index: absorbed(recording.events[index]), made[first + 1 :]
    )
    return (birth, *changed_in_place), ()


def _as_used(recording: Recording, vertex: Vertex) -> tuple[Sequence[int], Sequence[int]]:
    """The event that gave a tensor the value it had where the vertex begins."""
    tensors, before = recording.tensors, vertex.born - 1
    found = (
        latest_of(each, vertex.tensor, before) for each in (tensors.produced, tensors.updates)
    )
    newest = max(found)
    return ((newest,) if newest != NEVER else ()), ()


def _held_at(recording: Recording, vertex: Vertex, indices: Sequence[int]) -> Iterator[Value]:
    found = (held(recording.events[index], vertex.tensor) for index in indices)
    return (value for value in found if value is not None)


def grad_texts(recording: Recording, tensor: int) -> Iterator[str]:
    """Every text that stands in a tensor's ``.grad`` tray at some step."""
    for index in recording.tensors.grads.get(tensor, ()):
        event = recording.events[index]
        if isinstance(event, Accumulate):
            yield sum_text(event)
        if isinstance(event, Accumulate | GradSet) and event.after is not None:
            yield card_text(event.after)


@lru_cache(REMEMBERED)
def card_text(value: Value) -> str:
    """A value as its card writes it: in full when small, else "mean ± deviation", or "all 0"."""
    text = value_text(value, WRITTEN)
    return text.removeprefix(shape_text(value)).removeprefix(", ")


def token_text(value: Value) -> str:
    """A value as it travels along an edge: in full when that is short, else its shape."""
    text = card_text(value)
    if not value.shape or (size(value) <= WRITTEN and len(text) <= LONGEST_TOKEN):
        return text
    if len(value.shape) == 1:
        return f"{value.shape[0]} values"
    return "×".join(map(str, value.shape))


def sum_text(event: Accumulate) -> str:
    """One accumulation as an addition where there is room for it: "12 + 4 = 16"."""
    after = card_text(event.after)
    if event.before is None or size(event.after) > SUMMED:
        return after
    incoming = card_text(event.incoming)
    if incoming.startswith("−"):
        return f"{card_text(event.before)} − {incoming[1:]} = {after}"
    return f"{card_text(event.before)} + {incoming} = {after}"


@lru_cache(REMEMBERED)
def heat_map(value: Value) -> Cells | None:
    """The rows of a small matrix, or of a vector too long to be written out."""
    if size(value) <= WRITTEN and (len(value.shape) != 2 or size(value) < 2):
        return None
    if len(value.shape) == 1 and value.shape[0] <= WIDEST_ROW:
        value = msgspec.structs.replace(value, shape=(1, *value.shape))
    rows = cells(value)
    return rows and tuple(tuple(map(_none_for_nan, row)) for row in rows)


def _none_for_nan(cell: float | None) -> float | None:
    """A cell's number, None where it is NaN: that has no place on a scale of colours."""
    is_nan = cell != cell  # nothing else differs from itself
    return None if is_nan else cell


def magnitude(value: Value) -> float:
    """The largest finite magnitude among the recorded elements of a real value."""
    found = array(value)
    if found.dtype.kind not in "fiub":
        return 0.0
    wide = np.abs(found.astype(np.float64))
    return float(np.max(wide, where=np.isfinite(wide), initial=0.0))


def alarm(*values: Value | None) -> str:
    """Name the worst number among the values: "NaN", else "Inf", else nothing."""
    found = ""
    for value in values:
        if value is not None:
            nans, infs = _defects(value)
            if nans:
                return "NaN"
            found = "Inf" if infs else found
    return found


@lru_cache(REMEMBERED)
def _defects(value: Value) -> tuple[bool, bool]:
    if not value.whole or value.nans or value.infs:
        return value.nans > 0, value.infs > 0
    found = array(value)
    if found.dtype.kind not in "fc":
        return False, False
    return bool(np.isnan(found).any()), bool(np.isinf(found).any())


class Scales:
    """The largest magnitude each leaf has had so far in a growing recording.

    Heat maps keep one scale over all steps; updates are looked at once each.
    """

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._seen: dict[str, tuple[int, int, float]] = {}

    def of(self, vertex: Vertex) -> float:
        """The scale of a vertex's heat map."""
        first, second, largest = self._seen.get(vertex.key, (0, 0, 0.0))
        made, updated = changes(self._recording, vertex)
        fresh = (*made[first:], *updated[second:])
        for value in _held_at(self._recording, vertex, fresh):
            largest = max(largest, magnitude(value))
        self._seen[vertex.key] = len(made), len(updated), largest
        return largest
