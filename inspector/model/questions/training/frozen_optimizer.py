"""Optimizers that can change nothing: all that they were given has been frozen."""

from __future__ import annotations

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line, counted
from inspector.model.questions.gradients.trained_leaves import holder
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import Held
from inspector.model.recordings.history import NEVER, latest_of


def frozen_optimizer(moment: Moment, state: TensorState) -> Reason | None:
    """That the optimizer which holds a tensor holds nothing that requires grad, and never did."""
    recording = moment.recording
    held = NEVER if state.requires_grad else holder(moment, state.id)
    if held == NEVER:
        return None
    optimizer = recording.at(Held, held)
    states = [moment.tensor(one) for one in optimizer.tensors]
    if any(one is None or one.requires_grad or one.grad is not None for one in states):
        return None
    if any(recording.tensors.updates.get(one) for one in optimizer.tensors):
        return None
    switched = latest_of(recording.tensors.required, state.id, moment.step)
    frozen = "" if switched == NEVER else f" It was frozen{at_line(recording.line_at(switched))}."
    many = len(optimizer.tensors)
    every = "The only tensor" if many == 1 else f"None of the {counted(many, 'tensor')}"
    verb = "does not require grad" if many == 1 else "requires grad"
    text = (
        f"{every} that {optimizer.optimizer}{at_line(optimizer.line)} was given {verb}: its steps "
        f"change nothing.{frozen} Give the optimizer what is to learn, or freeze something else."
    )
    return Reason(text, held if switched == NEVER else switched)
