"""Which leaves a program means to train: those that its optimizers were given."""

from __future__ import annotations

from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import Accumulate, BackwardBegin, Update
from inspector.model.recordings.history import NEVER, latest_of


def is_meant(moment: Moment, tensor: int) -> bool:
    """Whether a leaf is meant to be trained: an optimizer holds it, or the run has none.

    Not so are a teacher, a target network or an average of weights beside a model whose optimizer
    was not given them: that no gradient comes to them is what they are for.
    """
    return not moment.recording.tensors.holders or is_given(moment, tensor)


def is_given(moment: Moment, tensor: int) -> bool:
    """Whether an optimizer holds a leaf, or will."""
    return tensor in moment.recording.tensors.holders


def holder(moment: Moment, tensor: int) -> int:
    """The event by which the latest optimizer that holds a tensor was given it, or NEVER."""
    return latest_of(moment.recording.tensors.holders, tensor, moment.step)


def is_trained_beside(moment: Moment, tensor: int) -> bool:
    """Whether the pass that added to a leaf's ``.grad`` last reached what an optimizer holds."""
    recording = moment.recording
    index = latest_of(recording.tensors.accumulations, tensor, moment.step)
    if index == NEVER:
        return False
    running = recording.nodes.passes[recording.at(Accumulate, index).backward]
    return any(is_given(moment, one.tensor) for one in running.ready.values() if one.tensor)


def was_asked_for(moment: Moment, tensor: int) -> bool:
    """Whether autograd.grad() has gone back to a leaf: its gradient was returned."""
    recording = moment.recording
    return any(
        not recording.at(BackwardBegin, one.begin).accumulates
        and any(ready.tensor == tensor for ready in one.ready.values())
        for one in recording.nodes.passes.values()
        if one.begin < moment.step
    )


def has_stepped(moment: Moment, tensor: int) -> bool:
    """Whether an optimizer has changed a tensor by now."""
    indices = moment.recording.tensors.updates.get(tensor, ())
    past = (moment.recording.events[index] for index in indices if index < moment.step)
    return any(
        one.how.endswith(".step") and one.before != one.after
        for one in past
        if isinstance(one, Update)
    )
