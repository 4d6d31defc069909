"""Which of its kind an event is in a tensor's account: the third gradient, the second step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from inspector.model.recordings.events import UNSEEN
from inspector.model.recordings.history import count
from inspector.model.recordings.recording import Recording
from inspector.model.recordings.replacing import WHAT_IF


class Counting:
    """Remembers where the events of each kind are, so that each is looked at once."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._read: defaultdict[tuple[int, bool], int] = defaultdict(int)
        self._places: defaultdict[tuple[int, str], list[int]] = defaultdict(list)

    def backward(self, tensor: int, index: int) -> int:
        """How many gradients were added to the tensor's ``.grad`` up to an event."""
        return count(self._recording.tensors.accumulations.get(tensor, []), index + 1)

    def step(self, tensor: int, index: int) -> int:
        """How many steps of an optimizer have changed the tensor up to an event."""
        updates = self._recording.tensors.updates.get(tensor, ())
        self._follow(tensor, updates, steps=True)
        return count(self._places[tensor, ""], index + 1)

    def set_by(self, tensor: int, index: int, how: str) -> int:
        """How many times a call has set the tensor's ``.grad`` up to an event."""
        self._follow(tensor, self._recording.tensors.grad_sets.get(tensor, ()), steps=False)
        return count(self._places[tensor, f"by {how}"], index + 1)

    def _follow(self, tensor: int, indices: Sequence[int], steps: bool) -> None:
        for index in indices[self._read[tensor, steps] :]:
            how = getattr(self._recording.events[index], "how", "")
            if not steps or how not in {WHAT_IF, UNSEEN}:
                self._places[tensor, "" if steps else f"by {how}"].append(index)
        self._read[tensor, steps] = len(indices)
