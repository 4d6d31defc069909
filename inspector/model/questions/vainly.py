"""Gradients that are clipped when the step that should have followed them is over."""

from __future__ import annotations

import re

from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import line_text
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import Accumulate, GradSet, Update

_CLIPS = re.compile(r"\bclip_grad_(?:norm|value)_\(")
LEAST = 2
"""Once may be an experiment."""


def clipped_late(moment: Moment, state: TensorState) -> Reason | None:
    """That a ``.grad`` was clipped after the step, and cleared before the next one."""
    recording, tensors = moment.recording, moment.recording.tensors
    indices = sorted({*tensors.grads.get(state.id, ()), *tensors.updates.get(state.id, ())})
    stepped, waiting, late = -1, -1, list[int]()
    for index in (one for one in indices if one < moment.step):
        event = recording.events[index]
        if isinstance(event, Accumulate):
            stepped = waiting = -1
        elif isinstance(event, Update) and event.tensor == state.id:
            if waiting >= 0:
                return None
            stepped = index
        elif isinstance(event, GradSet) and stepped >= 0:
            if _CLIPS.search(line_text(recording, event.line)):
                waiting = index
            elif waiting >= 0:
                late.append(waiting)
                stepped = waiting = -1
    late += [waiting] if waiting >= 0 else []
    if len(late) < LEAST:
        return None
    where, step = at_line(recording.line_at(late[-1])), at_line(_step(moment, state, late[-1]))
    text = (
        f"It is clipped{where} when the step{step} has already been made with what it was before. "
        "Clip between backward() and step()."
    )
    return Reason(text, late[-1])


def _step(moment: Moment, state: TensorState, before: int) -> int:
    """The line of the last step before an event."""
    updates = moment.recording.tensors.updates.get(state.id, ())
    return max((moment.recording.line_at(one) for one in updates if one < before), default=0)
