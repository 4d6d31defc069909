"""A step written ``p = p - lr * p.grad`` gives a name to a new tensor, and moves nothing."""

from __future__ import annotations

import re

from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import line_text
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import Op
from inspector.model.recordings.history import count, latest_of

_STEP = re.compile(r"\s*(\w+)\s+=\s+\1\s*[-+].*\b\1\.grad\b")
LOOKED = 500
"""Operations before the last pass that are looked through for such a step."""


def stepped_elsewhere(moment: Moment, state: TensorState) -> Reason | None:
    """Where a step left a parameter as it was, which the next pass reached again."""
    recording, tensors = moment.recording, moment.recording.tensors
    added = tensors.accumulations.get(state.id, ())
    past = added[: count(added, moment.step)]
    if len(past) < 2 or state.id in tensors.updates:
        return None
    if latest_of(tensors.produced, state.id, moment.step) > past[0]:
        return None
    ops = recording.of_kind(Op)
    for index in reversed(ops[: count(ops, past[-1])][-LOOKED:]):
        event = recording.at(Op, index)
        text = line_text(recording, event.line)
        if any(one.tensor == state.id for one in event.inputs) and _STEP.match(text):
            name = text.split()[0]
            told = f"The step{at_line(event.line)} made a new tensor and called that {name}"
            return Reason(
                f"{told}: this one stayed as it was. Write {name} -= … under torch.no_grad().",
                index,
            )
    return None
