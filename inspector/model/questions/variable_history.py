"""What a variable has held, one number for each time it was bound or changed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from inspector.model.moments.moment import Moment
from inspector.model.recordings.arrays import array, size
from inspector.model.recordings.events import Names
from inspector.model.recordings.facts import Binding, Value
from inspector.model.recordings.history import count
from inspector.model.recordings.measuring import measured
from inspector.model.recordings.recording import Recording

MOST = 48
"""Changes that are looked back on."""
RENAMED = 4
"""Earlier names that a tensor is followed through."""
Scope = tuple[int, str]
"""A frame's depth and function, as recordings list variables by."""


class VariableHistory:
    """The pasts of one recording's variables; what was looked up once is kept."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self._known: dict[tuple[int, int], float] = {}

    def past(self, scope: Scope, name: str, step: int, renamed: int = RENAMED) -> list[float]:
        """The numbers a variable has held up to a step, oldest first, at most ``MOST``.

        Of a tensor of one element it is that, of a larger one its norm, of a number the number.
        Where it was bound to a tensor that went by another name before, it goes on from there.
        """
        every: Sequence[int] = self.recording.scopes.variables.get(scope, {}).get(name, ())
        indices = every[max(0, count(every, step) - MOST) : count(every, step)]
        found: list[float] = []
        for start, stop in pairwise([*indices, step]):
            binding = self._binding(start, name)
            found = [*found, *self._held(binding, start, stop)] if binding is not None else []
        if len(found) < MOST and indices and indices[0] == every[0] and renamed:
            found = [*self._before(scope, name, indices[0], renamed - 1), *found]
        return found[-MOST:]

    def _before(self, scope: Scope, name: str, index: int, renamed: int) -> list[float]:
        """The past of the variable that held the same tensor when this one was first bound."""
        binding = self._binding(index, name)
        if binding is None or binding.tensor is None:
            return []
        scopes = self.recording.scopes
        named = (scopes.inner_names if scope[0] else scopes.outer_names).get(binding.tensor, ())
        for earlier in reversed(named[: bisect_left(named, index)]):
            event = self.recording.events[earlier]
            if isinstance(event, Names) and (event.depth, event.function) == scope:
                other = next(b.name for b in event.bound if b.tensor == binding.tensor)
                return self.past(scope, other, index, renamed)[:-1] if other != name else []
        return []

    def _binding(self, index: int, name: str) -> Binding | None:
        bound = self.recording.at(Names, index).bound
        return next((one for one in bound if one.name == name), None)

    def _held(self, binding: Binding, start: int, stop: int) -> list[float]:
        """What a binding held from when it was made, and after each change of its tensor."""
        if binding.tensor is None:
            number = _number(binding.text)
            return [] if number is None else [number]
        tensors = self.recording.tensors
        changes = [start]
        for indices in (tensors.produced, tensors.updates):
            of_it = indices.get(binding.tensor, ())
            first = bisect_left(of_it, start)
            last = bisect_left(of_it, stop)
            changes += of_it[max(first, last - MOST) : last]
        return [self._at(binding.tensor, index) for index in sorted(set(changes))[-MOST:]]

    def _at(self, tensor: int, index: int) -> float:
        key = tensor, index
        if key not in self._known:
            state = Moment(self.recording, index + 1).tensor(tensor)
            self._known[key] = float("nan") if state is None else single(state.value)
        return self._known[key]


def single(value: Value) -> float:
    """One number for a value: its only element, or its norm."""
    if size(value) == 1 and value.whole:
        only = array(value).item()
        return abs(only) if isinstance(only, complex) else float(only)
    norms, codes = measured([value])
    return float("nan") if codes[0] else float(norms[0])


def words(past: Sequence[float]) -> str:
    """A past in words, for who cannot see its line."""
    return f"from {past[0]:.4g} to {past[-1]:.4g} in {len(past) - 1} changes"


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
