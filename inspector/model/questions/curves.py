"""Numbers over a run: scalars of the program, and the norms of gradients and parameters."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from inspector.model.looks.showing import held
from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import called
from inspector.model.questions.variable_history import single
from inspector.model.recordings.arrays import size
from inspector.model.recordings.events import Accumulate, AnyEvent, Names, Op, Update
from inspector.model.recordings.facts import Value
from inspector.model.recordings.history import NEVER, latest, latest_of
from inspector.model.recordings.measuring import measured
from inspector.model.recordings.recording import Recording

MOST = 20_000
"""Points of a curve beyond which only every second, fourth … is kept."""


class Sort(Enum):
    """What a curve is of."""

    SCALAR = "scalar"
    GRADIENT = "gradient norm"
    VALUE = "value or norm"
    ACTIVATION = "activation norm"
    PASSED = "activation gradient norm"


@dataclass(slots=True)
class Curve:
    """One number over the steps at which it became what it is; ``turns`` counts them from 1.

    ``every`` : of so many numbers only one was kept, as there are very many.
    """

    name: str
    sort: Sort
    steps: list[int] = field(default_factory=list)
    numbers: list[float] = field(default_factory=list)
    turns: list[int] = field(default_factory=list)
    every: int = 1
    met: int = 0

    def add(self, step: int, number: float) -> None:
        """Take on the next number."""
        self.met += 1
        if (self.met - 1) % self.every:
            return
        if len(self.steps) >= MOST:
            del self.steps[1::2], self.numbers[1::2], self.turns[1::2]
            self.every *= 2
        self.steps.append(step)
        self.numbers.append(number)
        self.turns.append(self.met)

    @property
    def counts(self) -> bool:
        """Whether it does nothing but count, as the variable of a loop."""
        return all(after - before == 1 for before, after in pairwise(self.numbers))

    def until(self, step: int) -> int:
        """How many of its points there are at a step."""
        return bisect_right(self.steps, step)

    def nearest(self, step: int) -> int:
        """The place of the point that is nearest to a step."""
        place = bisect_right(self.steps, step)
        around = [at for at in (place - 1, place) if 0 <= at < len(self.steps)]
        return min(around, key=lambda at: abs(self.steps[at] - step))


class Curves:
    """The curves of a growing recording, by sort, and variable or tensor; events are read once."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self._found: dict[tuple[Sort, str | int], Curve] = {}
        self._read = 0
        self._waiting: list[tuple[Sort, int, int, Value]] = []
        self._begun: set[int] = set()

    def follow(self) -> None:
        """Read what is new."""
        events = self.recording.events
        for step in range(self._read + 1, len(events) + 1):
            self._take(events[step - 1], step)
        self._read = len(events)
        self._measure()

    def _measure(self) -> None:
        """Add what all gradients and parameters that were read came to, measured at once."""
        norms, codes = measured([value for *_, value in self._waiting])
        for (sort, tensor, step, value), norm, code in zip(
            self._waiting, norms, codes, strict=True
        ):
            number = math.nan if code else float(norm)
            if sort is Sort.VALUE and size(value) == 1:
                number = single(value)
            self._add(sort, tensor, step, number)
        self._waiting.clear()

    def of(self, sort: Sort) -> list[Curve]:
        """The curves of a sort that have more than one point; of tensors as they were made."""
        found = [(of, one) for (kind, of), one in self._found.items() if kind is sort]
        found.sort(key=lambda item: item[0] if isinstance(item[0], int) else 0)
        curves = [one for _, one in found if len(one.steps) > 1]
        end = Moment(self.recording, len(self.recording))
        for of, one in found:
            one.name = called(end, of) if isinstance(of, int) else of
        return curves

    def _take(self, event: AnyEvent, step: int) -> None:
        if isinstance(event, Names):
            self._named(event, step)
        elif isinstance(event, Accumulate):
            self._waiting.append((Sort.GRADIENT, event.tensor, step, event.after))
        elif isinstance(event, Update):
            self._changed(event.tensor, step, event.after)
        elif isinstance(event, Op) and event.in_place and self._by_hand(step):
            self._changed(event.outputs[0].tensor, step, event.outputs[0].value)

    def _by_hand(self, step: int) -> bool:
        """Whether the last event is an optimiser's step written by hand."""
        return latest(self.recording.tensors.manual_updates, step) == step - 1

    def _named(self, event: Names, step: int) -> None:
        """Take on what variables were bound to, where that is a number; counts only at the top."""
        if event.depth and not event.function.isidentifier():
            return
        where = f" in {event.function}()" if event.depth else ""
        for bound in event.bound:
            number = None if where and _counts(bound.text) else _plain(bound.text)
            if bound.tensor is not None:
                value = self._value(bound.tensor, step)
                number = None if value is None or size(value) != 1 else single(value)
            if number is not None:
                self._add(Sort.SCALAR, f"{bound.name}{where}", step, number)

    def _value(self, tensor: int, step: int) -> Value | None:
        """What a tensor held when a variable was bound to it."""
        tensors = self.recording.tensors
        index = max(latest_of(each, tensor, step) for each in (tensors.produced, tensors.updates))
        return held(self.recording.events[index], tensor) if index != NEVER else None

    def _changed(self, tensor: int, step: int, value: Value) -> None:
        """Take on a parameter's new value, and before the first what it began with."""
        if tensor not in self._begun:
            self._begun.add(tensor)
            first = self._value(tensor, step - 1)
            if first is not None:
                born = self.recording.tensors.born[tensor]
                self._waiting.append((Sort.VALUE, tensor, born + 1, first))
        self._waiting.append((Sort.VALUE, tensor, step, value))

    def _add(self, sort: Sort, of: str | int, step: int, number: float) -> None:
        curve = self._found.get((sort, of))
        if curve is None:
            curve = self._found[sort, of] = Curve(str(of), sort)
        curve.add(step, number)


def _counts(text: str) -> bool:
    return text.lstrip("-").isdigit()


def _plain(text: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
