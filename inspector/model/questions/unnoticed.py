"""Changes through ``.data``, unnoticed by autograd: a node reads what was not computed with."""

from __future__ import annotations

from bisect import bisect_right

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line, called
from inspector.model.questions.passages import Passage, passages
from inspector.model.questions.reason import Reason
from inspector.model.recordings.history import NEVER


def unnoticed(moment: Moment, state: TensorState) -> Reason | None:
    """That a node on the way to a ``.grad`` read another value than its operation had; or None."""
    for one in passages(moment, state) if state.grad is not None else ():
        tensor, index = _changed(moment, one)
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


def _changed(moment: Moment, passage: Passage) -> tuple[int, int]:
    """A tensor that a node had saved and that was changed before the node ran, and where."""
    nodes, tensors = moment.recording.nodes, moment.recording.tensors
    made = nodes.makers.get(passage.event.node, NEVER)
    for one in moment.node(passage.event.node).saved:
        updates = tensors.updates.get(one.tensor, ()) if one.tensor is not None else ()
        place = bisect_right(updates, made)
        if one.tensor is not None and place < len(updates) and updates[place] < passage.index:
            return one.tensor, updates[place]
    return 0, NEVER
