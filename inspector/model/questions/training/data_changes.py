"""Changes through ``.data``, unnoticed by autograd: a node reads what was not computed with."""

from __future__ import annotations

from bisect import bisect_right

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line, called
from inspector.model.questions.gradients.passages import passages
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import BackwardBegin, NodeBackward, Op
from inspector.model.recordings.history import NEVER, count, latest
from inspector.model.recordings.recording import Recording


def unnoticed_change(moment: Moment, state: TensorState) -> Reason | None:
    """That a node on the way to a ``.grad`` read another value than its operation had; or None."""
    for one in passages(moment, state) if state.grad is not None else ():
        tensor, index = _read(moment.recording, one.event.node, one.index)
        if index != NEVER:
            op = moment.node(one.event.node).op
            used = f"{op.name}{at_line(op.line)}" if op is not None else "its operation"
            name, line = called(moment, tensor), moment.recording.line_at(index)
            text = (
                f"{used} was computed with another {name}: it was changed through .data"
                f"{at_line(line)}, which autograd does not notice, and {one.event.name} read the "
                "new value. Change it under torch.no_grad(), when backward() is done."
            )
            return Reason(text, index)
    return None


def has_unnoticed_change(moment: Moment) -> bool:
    """Whether any node of the latest pass that has run read what was changed so."""
    recording = moment.recording
    begun = latest(recording.of_kind(BackwardBegin), moment.step)
    indices = recording.of_kind(NodeBackward)
    for index in indices[count(indices, begun) : count(indices, moment.step)]:
        event = recording.events[index]
        if isinstance(event, NodeBackward) and _read(recording, event.node, index)[1] != NEVER:
            return True
    return False


def _read(recording: Recording, node: int, ran: int) -> tuple[int, int]:
    """A tensor that a node had saved and that was changed before it ran, and where."""
    made = recording.nodes.makers.get(node, NEVER)
    op = recording.events[made] if made != NEVER else None
    for one in op.saved if isinstance(op, Op) else ():
        updates = recording.tensors.updates.get(one.tensor, ()) if one.tensor is not None else ()
        place = bisect_right(updates, made)
        if one.tensor is not None and place < len(updates) and updates[place] < ran:
            return one.tensor, updates[place]
    return 0, NEVER
