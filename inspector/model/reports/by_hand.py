"""Steps that a program makes without an optimizer: ``w -= lr * w.grad``, ``p.data += …``."""

from __future__ import annotations

from bisect import bisect_left

from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import Op
from inspector.model.recordings.facts import Value
from inspector.model.recordings.recording import Recording


def changes_by_hand(recording: Recording, tensor: int) -> list[int]:
    """The operations that changed a parameter in place, outside the graph; in order."""
    tensors, events = recording.tensors, recording.events
    every = {*tensors.produced.get(tensor, ()), *tensors.updates.get(tensor, ())}
    return sorted(
        index
        for index in every
        if _is_in(tensors.manual_updates, index) and isinstance(events[index], Op)
    )


def change_by_hand(recording: Recording, tensor: int, index: int) -> tuple[Value, Value] | None:
    """What a parameter was before such an operation and after it; None where an event is none."""
    if not _is_in(recording.tensors.manual_updates, index):
        return None
    before, after = (Moment(recording, step).tensor(tensor) for step in (index, index + 1))
    return None if before is None or after is None else (before.value, after.value)


def _is_in(indices: list[int], index: int) -> bool:
    place = bisect_left(indices, index)
    return place < len(indices) and indices[place] == index
