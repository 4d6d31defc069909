"""Gradients that pile up: a parameter was changed between passes, and nobody cleared ``.grad``."""

from __future__ import annotations

from bisect import bisect_left

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line, called
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import GradSet, Statement
from inspector.model.recordings.history import NEVER, latest


def missing_zero_grad(moment: Moment, state: TensorState) -> Reason | None:
    """That ``.grad`` holds several passes though its tensor has changed in between."""
    added = _added(moment, state.id)
    between = [index for index in changes(moment, state.id) if added and index > added[0]]
    if not between or between[0] > added[-1]:
        return None
    second = added[bisect_left(added, between[0])]
    recording = moment.recording
    made = latest(recording.of_kind(Statement), between[0] + 1)
    where = at_line(recording.line_at(made)) if made != NEVER else ""
    name = called(moment, state.id)
    follows = "Every step follows" if between[-1] > second else "No step has yet followed"
    text = (
        f"It is the sum of {len(added)} backward passes: {name} was changed{where}, and nobody "
        f"cleared .grad before the next pass (zero_grad()). {follows} all of them."
    )
    return Reason(text, second)


def followed(moment: Moment, state: TensorState) -> bool:
    """Whether a step has followed such a sum, and not only come before it."""
    why = missing_zero_grad(moment, state)
    return why is not None and changes(moment, state.id)[-1] > why.index


def _added(moment: Moment, tensor: int) -> list[int]:
    """What was added to a ``.grad`` since it was last cleared."""
    found: list[int] = []
    for index in moment.recording.tensors.grads.get(tensor, ()):
        if index >= moment.step:
            break
        if isinstance(moment.recording.events[index], GradSet):
            found.clear()
        else:
            found.append(index)
    return found


def changes(moment: Moment, tensor: int) -> list[int]:
    """Where a parameter was changed, by an optimizer or by hand."""
    tensors = moment.recording.tensors
    by_hand = set(tensors.manual_updates) & set(tensors.produced.get(tensor, ()))
    found = {*tensors.updates.get(tensor, ()), *by_hand}
    return sorted(index for index in found if index < moment.step)
