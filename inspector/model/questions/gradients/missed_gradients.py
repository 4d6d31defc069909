"""Gradients that miss their optimizer: they are cleared too soon, or are of another model."""

from __future__ import annotations

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line, called, listed
from inspector.model.questions.gradients.trained_leaves import holder, is_given
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import Accumulate, BackwardBegin, GradSet, Held, Op
from inspector.model.recordings.history import NEVER, latest_of
from inspector.model.recordings.node_index import Pass

NAMED = 2
"""So many parameters of another model are named."""


def cleared_unused(moment: Moment, tensor: int, index: int) -> str:
    """That zero_grad() took a gradient away before a step had used it, as a clause; else ""."""
    recording = moment.recording
    cleared = recording.at(GradSet, index)
    added = latest_of(recording.tensors.accumulations, tensor, index)
    if added == NEVER or not cleared.how.endswith("zero_grad") or not is_given(moment, tensor):
        return ""
    tensors = recording.tensors
    changes = (tensors.updates, tensors.produced, tensors.grad_sets)
    used = max(latest_of(each, tensor, index) for each in changes)
    if used > added:
        return ""
    begun = recording.nodes.passes[recording.at(Accumulate, added).backward].begin
    came = at_line(recording.line_at(begun))
    return (
        f", after backward(){came} and before a step had used it. Call zero_grad() before "
        "backward(), or after step()"
    )


def of_another_model(moment: Moment, state: TensorState, last: Pass) -> Reason | None:
    """That a pass came to parameters that no optimizer holds, and to none of those that one does.

    None where nothing holds the tensor, or something has been computed from it.
    """
    held = holder(moment, state.id)
    recording = moment.recording
    reached = [one.tensor for one in last.ready.values() if one.tensor is not None]
    roots = recording.at(BackwardBegin, last.begin).roots
    if held == NEVER or any(is_given(moment, one) for one in reached) or {*roots} >= {*reached}:
        return None
    if any(_reads(recording.at(Op, index), state.id) for index in recording.of_kind(Op)):
        return None
    names = [called(moment, one) for one in reached]
    whom = listed(names) if len(names) <= NAMED else f"{', '.join(names[:NAMED])} and others"
    line = recording.at(Held, held).line
    text = (
        f"nothing has used it. What was differentiated was computed from {whom}, which "
        f"no optimizer holds: {recording.at(Held, held).optimizer}{at_line(line)} was given "
        "others. Give it the parameters of the model that is used."
    )
    return Reason(text, held)


def _reads(op: Op, tensor: int) -> bool:
    """Whether an operation computed something from a tensor; filling that at first is none."""
    filled = op.in_place and op.outputs[0].tensor == tensor
    return not filled and any(one.tensor == tensor for one in op.inputs)
