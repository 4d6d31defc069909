"""Tensors that were asked to require grad too late: what had used them by then has no history."""

from __future__ import annotations

from bisect import bisect_right

from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import at_line, called, listed
from inspector.model.recordings.events import Op, RequiresGrad
from inspector.model.recordings.history import NEVER


def asked_later(moment: Moment, tensor: int, index: int) -> int:
    """Where a tensor began to require grad after event ``index``; NEVER where it did not."""
    recording = moment.recording
    state = Moment(recording, index).tensor(tensor)
    if state is None or state.requires_grad:
        return NEVER
    asked = recording.tensors.required.get(tensor, ())
    for later in asked[bisect_right(asked, index) :]:
        event = recording.events[later]
        if isinstance(event, RequiresGrad) and event.requires_grad and later < moment.step:
            return later
    return NEVER


def too_late(moment: Moment, op: Op) -> str:
    """Which inputs of an untracked operation came to require grad after it, as a sentence's head.

    "x did not require grad yet when mul on line 3 used it, only from line 4 on"; "" for none.
    """
    index = moment.recording.ops[op.op]
    found = {
        one.tensor: later
        for one in op.inputs
        if one.tensor is not None and (later := asked_later(moment, one.tensor, index)) != NEVER
    }
    if not found or op.node is not None:
        return ""
    names = listed([called(moment, tensor) for tensor in found])
    line = moment.recording.line_at(min(found.values()))
    them = "it" if len(found) == 1 else "them"
    used = f"{op.name.removeprefix('_')}{at_line(op.line)} used {them}"
    since = f", only from line {line} on" if line else ""
    return f"{names} did not require grad yet when {used}{since}"
