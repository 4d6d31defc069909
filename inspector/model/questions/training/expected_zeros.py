"""Gradients of zero that are as they should be: nobody need ask about them unasked."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.model.moments.defects import is_zero
from inspector.model.moments.ledger import line_of
from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.questions.gradients.trained_leaves import has_stepped
from inspector.model.recordings.events import Accumulate, BackwardBegin
from inspector.model.recordings.history import NEVER, count, latest_of


def is_expected(moment: Moment, state: TensorState) -> bool:
    """Whether a ``.grad`` of zero says that all is well.

    So where a step has brought the loss to 0, where what a loss adds and subtracts cancels for one
    leaf of many, and in the first pass where another factor is still zero and learns.
    """
    recording = moment.recording
    index = latest_of(recording.tensors.accumulations, state.id, moment.step)
    mine = recording.events[index] if index != NEVER else None
    if not isinstance(mine, Accumulate):
        return False
    if _lost_nothing(moment, mine.backward) and has_stepped(moment, state.id):
        return True
    others = list(_learning(moment, mine.backward))
    parts = [part.value for part in line_of(recording, index).parts]
    if others and len(parts) > 1 and not any(map(is_zero, parts)):
        return True
    passes = recording.tensors.accumulations.get(state.id, ())
    return count(passes, moment.step) == 1 and any(_was_zero(moment, one) for one in others)


def _lost_nothing(moment: Moment, backward: int) -> bool:
    """Whether all that a pass began at was 0."""
    begin = moment.recording.nodes.passes[backward].begin
    event, before = moment.recording.events[begin], Moment(moment.recording, begin)
    roots = event.roots if isinstance(event, BackwardBegin) else ()
    states = [before.tensor(root) for root in roots]
    return bool(states) and all(one is not None and is_zero(one.value) for one in states)


def _learning(moment: Moment, backward: int) -> Iterator[int]:
    """The leaves to which a pass brought more than zero."""
    recording = moment.recording
    for ready in recording.nodes.passes[backward].ready.values():
        index = latest_of(recording.tensors.accumulations, ready.tensor or 0, moment.step)
        event = recording.events[index] if index != NEVER else None
        if not isinstance(event, Accumulate) or event.backward != backward:
            continue
        if not is_zero(event.incoming):
            yield event.tensor


def _was_zero(moment: Moment, leaf: int) -> bool:
    """Whether a leaf held only zeros when it received its first gradient."""
    added = moment.recording.tensors.accumulations.get(leaf) or [moment.step]
    state = Moment(moment.recording, added[0]).tensor(leaf)
    return state is not None and is_zero(state.value)
