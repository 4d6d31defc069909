"""A run with replaced leaves beside the run as it was: values, gradients, output."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.questions.variable_history import single
from inspector.model.recordings.arrays import size
from inspector.model.recordings.events import Statement, Update
from inspector.model.recordings.facts import Value
from inspector.model.recordings.format import number_text, true_minus, value_text
from inspector.model.recordings.history import count
from inspector.model.recordings.recording import Recording
from inspector.model.trials.trial import replaced_at

WRITTEN = 6
MOST_LINES = 12
NEARLY = 0.005
"""Ratios nearer to 1 say less than the difference does."""
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing in both runs, as text; ``ratio`` is what the new one is of the old.

    Where that is nearly 1 it is the difference; empty where there is none, or nothing to measure.
    """

    name: str
    before: str
    after: str
    ratio: str = ""

    @property
    def differs(self) -> bool:
        """Whether it came out differently, though maybe too little to be seen in the texts."""
        return self.before != self.after or bool(self.ratio)


def counterpart(base: Recording, now: Recording, step: int) -> int:
    """The step of ``base`` at which the same has happened as at ``step``; its end if none has.

    The runs agree event by event but for what tells of replacements, as long as the program
    takes the same way.
    """
    if step >= len(now):
        return len(base)
    old = step - count(replaced_at(now), step)
    same = old <= len(base) and all(map(_alike, _last(base, old), _last(now, step)))
    return old if same else len(base)


def revisited(base: Recording, now: Recording, step: int) -> int:
    """The step of ``now`` at which the same has happened as at a step of ``base``, or its end."""
    later = range(step, step + len(replaced_at(now)) + 1)
    same = (one for one in later if one < len(now) and counterpart(base, now, one) == step)
    return next(same, len(now))


def variables(base: Moment, now: Moment) -> Iterator[Row]:
    """Every variable of the module in both runs, and the ``.grad`` of those that have one."""
    old, new = _bound(base), _bound(now)
    for name in dict.fromkeys((*new, *old)):
        (before, first), (after, second) = old.get(name, (None, "")), new.get(name, (None, ""))
        states = (_state(base, before), _state(now, after))
        values = [None if state is None else state.value for state in states]
        if values == [None, None]:
            yield Row(name, first or NOTHING, second or NOTHING)
            continue
        yield _row(name, *values)
        grads = [None if state is None else state.grad for state in states]
        if grads != [None, None]:
            yield _row(f"{name}.grad", *grads)


def printed(base: Moment, now: Moment) -> Iterator[Row]:
    """The printed lines that differ, side by side."""
    texts = ["".join(one.text for one in each.output).splitlines() for each in (base, now)]
    pairs = enumerate(zip_longest(*texts, fillvalue=NOTHING), 1)
    rows = [Row(f"print {n}", a, b) for n, (a, b) in pairs if a != b]
    yield from rows[:MOST_LINES]


def _bound(moment: Moment) -> dict[str, tuple[int | None, str]]:
    bindings = [one for frame in moment.variables()[:1] for one in frame.bindings]
    return {one.name: (one.tensor, true_minus(one.text)) for one in bindings}


def _state(moment: Moment, tensor: int | None) -> TensorState | None:
    return None if tensor is None else moment.tensor(tensor)


def _row(name: str, before: Value | None, after: Value | None) -> Row:
    texts = ["None" if one is None else _text(one) for one in (before, after)]
    return Row(name, texts[0], texts[1], _ratio(before, after))


def _text(value: Value) -> str:
    return value_text(value, WRITTEN)


def _ratio(before: Value | None, after: Value | None) -> str:
    """What the new value, or the norm of a larger one, is of the old."""
    if before is None or after is None or before == after:
        return ""
    old, new = single(before), single(after)
    if not (np.isfinite(old) and np.isfinite(new)) or not old:
        return ""
    norm = "" if size(before) == 1 else " (norm)"
    if new == old:
        return "same norm"
    if abs(new / old - 1) < NEARLY:
        sign = "+" if new >= old else ""
        return f"{sign}{number_text(new - old)}{norm}"
    return f"×{number_text(new / old)}{norm}"


def _last(recording: Recording, step: int) -> list[object]:
    """The event before a step, and the statement it belongs to."""
    events, statements = recording.events, recording.of_kind(Statement)
    place = bisect_left(statements, step)
    statement = events[statements[place - 1]] if place else None
    return [events[step - 1] if step else None, statement]


def _alike(one: object, other: object) -> bool:
    if isinstance(one, Statement):
        return one == other
    return type(one) is type(other) or isinstance(other, Update)
