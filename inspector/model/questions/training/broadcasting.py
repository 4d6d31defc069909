"""Broadcasting that nobody wanted: a column beside a row, where two columns were meant."""

from __future__ import annotations

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line, called
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import Op
from inspector.model.recordings.history import NEVER, latest_of
from inspector.model.recordings.operands import ELEMENTWISE

LOSSES = frozenset({"mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"})


def unwanted_broadcast(moment: Moment, state: TensorState) -> Reason | None:
    """That an n×1 and an n were combined, each element with every other."""
    index = latest_of(moment.recording.tensors.produced, state.id, moment.step)
    event = moment.recording.events[index] if index != NEVER else None
    if not isinstance(event, Op) or not (event.symbol in ELEMENTWISE or event.name in LOSSES):
        return None
    before = Moment(moment.recording, index)
    tensors = [one.tensor for one in event.inputs if one.tensor is not None]
    given = [before.tensor(_unexpanded(before, tensor)) for tensor in tensors]
    shapes = [one.value.shape for one in given if one is not None]
    if len(shapes) != 2 or set(map(len, shapes)) != {1, 2}:
        return None
    (length,), column = sorted(shapes, key=len)
    if column != (length, 1) or length < 2 or _is_asked_for(before, tensors, event):
        return None
    names = " and ".join(
        f"{called(before, one.id)} ({'×'.join(map(str, one.value.shape))})"
        for one in given
        if one is not None
    )
    text = (
        f"{event.name}{at_line(event.line)} combined {names}: each element of one with every "
        f"element of the other. If they belong together one by one, give both the same shape, as "
        f"with [:, None]."
    )
    return Reason(text, index)


def _is_asked_for(moment: Moment, tensors: list[int], event: Op) -> bool:
    """Whether the column was made in the same line, as with [:, None]: it is meant to be one."""
    for tensor in tensors:
        index = latest_of(moment.recording.tensors.produced, tensor, moment.step)
        made = moment.recording.events[index]
        if isinstance(made, Op) and made.name == "unsqueeze" and made.line == event.line:
            return True
    return False


def _unexpanded(moment: Moment, tensor: int) -> int:
    """What a tensor was before a loss spread it to the shape of the other."""
    index = latest_of(moment.recording.tensors.produced, tensor, moment.step)
    event = moment.recording.events[index] if index != NEVER else None
    if isinstance(event, Op) and event.name == "expand":
        return event.inputs[0].tensor or tensor
    return tensor
