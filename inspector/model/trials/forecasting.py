"""What gradients say a replaced leaf does to a loss, beside what it did."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import at_line, called
from inspector.model.questions.variable_history import single
from inspector.model.recordings.arrays import Array, array, size
from inspector.model.recordings.events import Accumulate, BackwardBegin, Update
from inspector.model.recordings.format import number_text
from inspector.model.recordings.recording import Recording
from inspector.model.trials.trial import replaced_at

ROUNDING = 1e-6
"""What the root of a pass may be off by, relative to its size where that is above 1."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What gradients said a replacement would do to the root of a pass, and what it did.

    ``gradient`` says what was multiplied for it. ``several`` : the run has other passes as well.
    """

    root: str
    gradient: str
    before: float
    predicted: float
    real: float
    backward: int = 1
    line: int = 0
    several: bool = False


def forecasts(base: Recording, now: Recording, step: int | None = None) -> Iterator[Forecast]:
    """For each replaced leaf: its gradient times the change, beside what the root became.

    The gradient is that of a backward pass of the run as it was that reached the leaf after it
    was replaced and before any parameter was changed: the last that had begun at ``step`` of that
    run, else the first. Where something was too large to be recorded whole there is none.
    """
    here = len(base) if step is None else step
    places = enumerate(replaced_at(now))
    found = [_forecast(base, now, now.at(Update, index), index - n, here) for n, index in places]
    known = [one for one in found if one is not None]
    if len(known) < 2 or len({(one.root, one.backward) for one in known}) > 1:
        yield from known
        return
    total = sum(one.predicted for one in known)
    times = "the gradients times the changes"
    yield replace(known[0], gradient=times, predicted=total)


def said(one: Forecast) -> str:
    """A forecast in words."""
    where = f"In backward {one.backward}{at_line(one.line)}, " if one.several else ""
    text = f"{where}{one.root} should change by {number_text(one.predicted)}: "
    text += f"that is {one.gradient}. It changed by {number_text(one.real)}"
    if not isfinite(one.real - one.predicted):
        return f"{text}: no gradient foresees what is not finite."
    if one.real == one.predicted:
        return f"{text}, exactly."
    error = abs(one.predicted - one.real)
    if error <= ROUNDING * max(1.0, abs(one.before)):
        return f"{text}: the same, up to rounding."
    share = 100 * error / max(abs(one.real), abs(one.predicted))
    return f"{text}. The prediction is off by {share:.2g} %: a gradient holds for small changes."


def out_of_reach(base: Recording, now: Recording) -> str:
    """Why no gradient says what later passes become; empty where there are none."""
    places = replaced_at(now)
    begun = base.of_kind(BackwardBegin)
    first = begun[bisect_left(begun, places[0]) :][:1] if places else ()
    change = _first_change(base, first[0]) if first else None
    if change is None or begun[-1] < change:
        return ""
    where = at_line(base.line_at(change))
    return (
        f"After the update{where} the parameters differ too: "
        "no single gradient says what becomes of a later pass."
    )


def _first_change(base: Recording, at: int) -> int | None:
    """When a parameter is first changed after a step, by an optimizer or by hand."""
    places = base.of_kind(Update), base.tensors.manual_updates
    later = [where[bisect_left(where, at) :][:1] for where in places]
    return min((one[0] for one in later if one), default=None)


def _forecast(
    base: Recording, now: Recording, event: Update, at: int, here: int
) -> Forecast | None:
    """What the gradient said of one replacement, made at a step of the run as it was."""
    added = _reached(base, event.tensor, at, here)
    if added is None:
        return None
    index, accumulated = added
    change, gradient = _change(event), accumulated.incoming
    roots = _roots(base, now, accumulated.backward)
    if change is None or roots is None or not gradient.whole:
        return None
    name, before, after = roots
    predicted = float((array(gradient).astype(np.float64) * change).sum())
    leaf, known = called(Moment(base, index), event.tensor), base.nodes.passes
    times = f"{leaf}'s gradient times the change of {leaf}"
    one = known[accumulated.backward]
    place = one.number, base.line_at(one.begin), len(known) > 1
    return Forecast(name, times, before, predicted, after - before, *place)


def _reached(base: Recording, leaf: int, at: int, here: int) -> tuple[int, Accumulate] | None:
    """The gradient a leaf got between its replacement and any change of a parameter."""
    places = base.tensors.accumulations.get(leaf, ())
    later = [index for index in places if index >= at]
    if not later:
        return None
    end = _first_change(base, later[0])
    chosen = later[0]
    for index in later[1:]:
        begin = base.nodes.passes[base.at(Accumulate, index).backward].begin
        if begin < here and (end is None or index < end):
            chosen = index
    return chosen, base.at(Accumulate, chosen)


def _change(event: Update) -> Array | None:
    """What was added to a leaf, in double precision; None where that is not known."""
    before, after = event.before, event.after
    if not (before.whole and after.whole) or before.dtype.startswith("complex"):
        return None
    return array(after).astype(np.float64) - array(before).astype(np.float64)


def _roots(base: Recording, now: Recording, backward: int) -> tuple[str, float, float] | None:
    """The name of a pass's scalar root, and its value in both runs."""
    values, name = [], ""
    for recording in (base, now):
        known = recording.nodes.passes.get(backward)
        begin = recording.events[known.begin] if known is not None else None
        if known is None or not isinstance(begin, BackwardBegin) or len(begin.roots) != 1:
            return None
        moment = Moment(recording, known.begin)
        state = moment.tensor(begin.roots[0])
        if state is None or size(state.value) != 1 or not state.value.whole:
            return None
        name = name or called(moment, state.id)
        values.append(single(state.value))
    return name, values[0], values[1]
