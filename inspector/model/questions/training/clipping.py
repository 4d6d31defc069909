"""Gradients that are clipped in vain: after the step they were for, or before they have come."""

from __future__ import annotations

import re

from inspector.model.moments.defects import is_zero
from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import lines_like
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import Accumulate, GradSet, Statement, Update
from inspector.model.recordings.history import NEVER, count, latest_of
from inspector.model.recordings.recording import Recording

_CLIPS = re.compile(r"\bclip_grad_(?:norm|value)_\(")
LEAST = 2
"""Once may be an experiment."""


def clipped_in_vain(moment: Moment, state: TensorState) -> Reason | None:
    """That clipping a ``.grad`` changed no step, as it came too late or too early."""
    return _clipped_late(moment, state) or _clipped_early(moment, state)


def _clipped_late(moment: Moment, state: TensorState) -> Reason | None:
    """That a ``.grad`` was clipped after the step, and cleared before the next one."""
    recording, tensors = moment.recording, moment.recording.tensors
    clipping = lines_like(recording, _CLIPS)
    if not clipping:
        return None
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
            if event.line in clipping:
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


def _clipped_early(moment: Moment, state: TensorState) -> Reason | None:
    """That whenever gradients were clipped, none had come since the last were cleared."""
    recording = moment.recording
    steps = recording.tensors.updates.get(state.id, ())
    if not _CLIPS.search(recording.source) or not count(steps, moment.step):
        return None
    clipping = lines_like(recording, _CLIPS)
    statements, found = recording.of_kind(Statement), list[int]()
    past = statements[: count(statements, moment.step)]
    for index, following in zip(reversed(past), (moment.step, *reversed(past)), strict=False):
        if recording.line_at(index) in clipping:
            if not _has_nothing(recording, index) or _arrives(recording, index, following):
                return None
            found.append(index)
        if len(found) == LEAST:
            break
    if len(found) < LEAST:
        return None
    where = at_line(recording.line_at(found[0]))
    text = (
        f"It is clipped{where} when no gradient has come yet: backward() only follows. "
        "Clip between backward() and step()."
    )
    return Reason(text, found[0])


def _has_nothing(recording: Recording, index: int) -> bool:
    """Whether every ``.grad`` is None or zero by then, as none came since it was cleared."""
    for tensor in recording.tensors.grads:
        at = latest_of(recording.tensors.grads, tensor, index)
        event = recording.events[at] if at != NEVER else None
        if event is not None and not (isinstance(event, GradSet) and _is_clear(event)):
            return False
    return True


def _is_clear(event: GradSet) -> bool:
    return event.after is None or is_zero(event.after)


def _arrives(recording: Recording, start: int, end: int) -> bool:
    """Whether a gradient is added to a leaf between two events."""
    indices = recording.of_kind(Accumulate)
    return count(indices, start) < count(indices, end)
