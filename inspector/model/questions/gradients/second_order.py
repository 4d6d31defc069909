"""Leaves that a gradient does not depend on, though what it is the gradient of does: a bias."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line
from inspector.model.questions.gradients.upstream import ancestors
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import BackwardBegin
from inspector.model.recordings.history import latest_of


def without_it(moment: Moment, tensor: int, lineage: AbstractSet[int]) -> Reason | None:
    """That what was differentiated is made of a gradient in which a tensor does not occur.

    So for what was only added to something: a slope does not change with it. ``lineage`` : all
    that what was differentiated was computed from; the tensor is not among it.
    """
    recording = moment.recording
    for running in recording.nodes.passes.values():
        if running.end is None or running.end >= moment.step:
            continue
        begin = recording.at(BackwardBegin, running.begin)
        if begin.accumulates or not begin.create_graph:
            continue
        made = (latest_of(recording.tensors.produced, one, moment.step) for one in lineage)
        if not any(running.begin < index < running.end for index in made):
            continue
        before = Moment(recording, running.begin)
        if any(tensor in ancestors(before, root) for root in begin.roots):
            text = (
                f"what was differentiated is made of the gradient computed{at_line(begin.line)}, "
                "and that does not depend on it: a slope is the same whatever is added to it all."
            )
            return Reason(text, running.begin)
    return None


def is_added_only(moment: Moment, state: TensorState) -> bool:
    """Whether no ``.grad`` came to a leaf because the last pass went back from a gradient."""
    passes = moment.recording.nodes.passes.values()
    begun = [one.begin for one in passes if one.begin < moment.step]
    last = moment.recording.events[max(begun)] if begun else None
    if not isinstance(last, BackwardBegin):
        return False
    before = Moment(moment.recording, max(begun))
    lineage = {one for root in last.roots for one in ancestors(before, root)}
    return state.id not in lineage and without_it(before, state.id, lineage) is not None
