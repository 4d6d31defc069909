"""Training that runs away: every step changes a parameter more than the one before."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from inspector.model.moments.defects import is_defective, largest
from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line, called
from inspector.model.questions.reason import Reason
from inspector.model.questions.training.missing_zero_grad import changes
from inspector.model.recordings.arrays import Array, array
from inspector.model.recordings.events import Update
from inspector.model.recordings.facts import Value
from inspector.model.recordings.format import number_text

LEAST = 6
"""So many steps, each larger than the one before, are not accident."""
MOST = 400
"""Steps that are looked back on."""
GROWN = 30
"""The last of them is at least so many times the first."""
WIDE = 0.3
"""The last of them is at least such a part of what the parameter has become."""


def diverging(moment: Moment, state: TensorState) -> Reason | None:
    """That the last steps of a parameter grew, and whether they swung or went one way."""
    indices = changes(moment, state.id)[-MOST:]
    if not (state.is_leaf and state.requires_grad) or len(indices) < LEAST:
        return None
    steps = _growing(moment, state.id, indices, WIDE * largest(state.value))
    sizes = [_size(step) for step in steps]
    if len(sizes) < LEAST or sizes[-1] < GROWN * sizes[0]:
        return None
    told = ", ".join(number_text(size) for size in (*sizes[:2], *sizes[-2:]))
    where = at_line(moment.recording.line_at(indices[-1]))
    name = called(moment, state.id)
    text = f"Each step{where} changed {name} more than the one before ({told} at most)"
    if all(float((one * two).sum()) < 0 for one, two in pairwise(steps[-LEAST:])):
        why = f", and turned round each time: they overshoot. {_rate(moment, indices[-1])}"
    else:
        why = ": the farther it goes, the steeper it gets. Is the sign of the loss right?"
    return Reason(text + why, indices[-1])


def learning_rate(event: object) -> str:
    """The learning rate of an optimizer's step, "" where that is not known."""
    state = event.state if isinstance(event, Update) else ()
    return next((one.text for one in state if one.name == "lr"), "")


def _rate(moment: Moment, index: int) -> str:
    rate = learning_rate(moment.recording.events[index])
    return f"The learning rate{f' ({rate})' if rate else ''} is too large for this slope."


def _size(step: Array) -> float:
    """How far a step went, in the element that it changed most."""
    return float(np.abs(step).max(initial=0.0))


def _growing(moment: Moment, tensor: int, indices: Sequence[int], wide: float) -> list[Array]:
    """The last changes of which each went farther than the one before, while all was finite.

    None where not even the last went as far as ``wide``.
    """
    ended = bisect_left(indices, 1, key=lambda at: is_defective(_values(moment, tensor, at)[1]))
    found = list[Array]()
    for index in reversed(indices[:ended]):
        before, after = _values(moment, tensor, index)
        if before is None or after is None or not (before.whole and after.whole):
            break
        if before.shape != after.shape:
            break
        step = array(after).astype(np.float64) - array(before)
        if (
            _size(step) < wide
            if not found
            else np.square(step).sum() >= np.square(found[-1]).sum()
        ):
            break
        found.append(step)
    return found[::-1]


def _values(moment: Moment, tensor: int, index: int) -> tuple[Value | None, Value | None]:
    """What a tensor was before and after an event that changed it."""
    event = moment.recording.events[index]
    if isinstance(event, Update) and event.tensor == tensor:
        return event.before, event.after
    states = [Moment(moment.recording, at).tensor(tensor) for at in (index, index + 1)]
    before, after = (None if one is None else one.value for one in states)
    return before, after
