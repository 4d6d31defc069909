"""Where what was computed from a tensor ends, when what was differentiated never used it."""

from __future__ import annotations

import re

from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import line_text
from inspector.model.moments.wording import at_line
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import Op
from inspector.model.recordings.history import NEVER
from inspector.model.recordings.operands import absorbed

_TAKEN = re.compile(r"\b(item|tolist|numpy|torch\.tensor|float|int)\(")
NOT_COMPUTED = "what was differentiated was not computed from it"
NO_TRACE = "item(), tolist(), numpy() and a new torch.tensor(…) leave no trace"


def dead_end(moment: Moment, tensor: int) -> Reason:
    """That nothing leads from a tensor to what was differentiated, and where its trace ends."""
    recording, below, last = moment.recording, {tensor}, NEVER
    for index in recording.of_kind(Op):
        event = recording.events[index]
        if index >= moment.step or not isinstance(event, Op):
            break
        if any(one.tensor in below for one in event.inputs) and not absorbed(event):
            below |= {one.tensor for one in event.outputs}
            last = index
    op = recording.events[last] if last != NEVER else None
    if not isinstance(op, Op):
        return Reason(f"{NOT_COMPUTED}: no operation has used it ({NO_TRACE}).")
    told = f"{NOT_COMPUTED}. Its trace ends with {op.name}{at_line(op.line)}"
    taken = _TAKEN.search(line_text(recording, op.line))
    if taken:
        return Reason(f"{told}, where {taken[1]}(…) takes the numbers alone.", last)
    return Reason(f"{told} ({NO_TRACE}).", last)
