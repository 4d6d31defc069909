"""Units of a layer that are all the same, and so stay: they began with the same weights."""

from __future__ import annotations

import numpy as np

from inspector.model.moments.defects import is_zero
from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line, called, counted
from inspector.model.questions.gradients.trained_leaves import has_stepped
from inspector.model.questions.reason import Reason
from inspector.model.recordings.arrays import array
from inspector.model.recordings.events import Created
from inspector.model.recordings.facts import Value
from inspector.model.recordings.history import count

PASSES = 2
"""One pass may bring the same to units that later ones tell apart."""


def symmetric_units(moment: Moment, state: TensorState) -> Reason | None:
    """That all units of a module's weight have the same numbers, and receive the same gradient."""
    made = moment.recording.events[moment.recording.tensors.born[state.id]]
    owned = isinstance(made, Created) and made.how == "Parameter"
    if (
        not owned
        or "." not in (state.name or "")
        or not _are_alike(state.value)
        or not has_stepped(moment, state.id)
    ):
        return None
    added = moment.recording.tensors.accumulations.get(state.id, ())
    if count(added, moment.step) < PASSES or not _are_alike(state.grad) or is_zero(state.grad):
        return None
    began = moment.recording.tensors.updates[state.id][0]
    first = Moment(moment.recording, began).tensor(state.id)
    if first is None or not _are_alike(first.value):
        return None
    units = counted(state.value.shape[0], "unit")
    produced = moment.recording.tensors.produced.get(state.id, ())
    filled = [index for index in produced if index < began]
    where = at_line(moment.recording.line_at(filled[-1])) if filled else ""
    text = (
        f"The {units} of {called(moment, state.id)} began with the same numbers{where}, so each "
        "receives the same gradient, and they stay alike: together they do no more than one. "
        "Begin with random numbers, as layers do by themselves."
    )
    return Reason(text, filled[-1] if filled else began)


def _are_alike(value: Value | None) -> bool:
    """Whether all rows of a matrix are the same."""
    if value is None or not value.whole or len(value.shape) < PASSES or value.shape[0] < PASSES:
        return False
    rows = array(value).reshape(value.shape[0], -1)
    return bool(rows.size) and bool(np.isfinite(rows).all()) and bool((rows == rows[:1]).all())
