"""Steps that make a loss larger: the sign of an update, or of what went backward, is wrong."""

from __future__ import annotations

import re

import numpy as np

from inspector.model.moments.defects import is_defective
from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line, called
from inspector.model.questions.gradients.upstream import before, given, maker
from inspector.model.questions.reason import Reason
from inspector.model.questions.training.missing_zero_grad import changes
from inspector.model.recordings.arrays import Array, array
from inspector.model.recordings.events import Accumulate, BackwardBegin, Held, Update
from inspector.model.recordings.facts import Value
from inspector.model.recordings.format import number_text
from inspector.model.recordings.history import NEVER, latest_of

_LOSS = re.compile(r"(?:^|_|\.)(?:loss|cost|error|mse|nll)(?:_?\d*)$", re.IGNORECASE)
"""What is called so is to become smaller."""
_MEANT = re.compile(r"maximi[sz]e|ascent|ascend|attack|advers|\.sign\(", re.IGNORECASE)
"""Words of a program that climbs on purpose."""
LEAST = 3
"""So many steps, each of which makes a loss larger, are not accident."""
ALONG = 0.99
"""The cosine between a step and the gradient from which it is as good as that."""


def wrong_sign(moment: Moment, state: TensorState) -> Reason | None:
    """That the last steps of a leaf all went up the slope of a loss, which grew each time."""
    recording = moment.recording
    indices = changes(moment, state.id)[-LEAST:]
    if not (state.is_leaf and state.requires_grad) or len(indices) < LEAST:
        return None
    if _MEANT.search(recording.source) or len(recording.of_kind(Held)) > 1:
        return None
    found = [_climbed(moment, state.id, index) for index in indices]
    told = [one for one in found if one is not None]
    sizes = [size for _, size, _ in told]
    if len(told) < LEAST or sorted(set(sizes)) != sizes or len({each[0] for each in told}) > 1:
        return None
    name, _, line = told[-1]
    where, whom = at_line(recording.line_at(indices[-1])), called(moment, state.id)
    grew = f"{name} grew from {number_text(sizes[0])} to {number_text(sizes[-1])}"
    if line:
        text = (
            f"No: {grew} in the last {LEAST} turns. backward(){at_line(line)} begins at −{name}, "
            f"and the step{where} makes that smaller. Call backward() on {name} itself."
        )
    else:
        text = (
            f"No: {grew} in the last {LEAST} turns. The step{where} goes up its slope: a gradient "
            f"points to where {name} grows. Subtract it: {whom} −= rate × .grad."
        )
    return Reason(text, indices[-1])


def _climbed(moment: Moment, tensor: int, index: int) -> tuple[str, float, int] | None:
    """The loss that a step goes up, how large it was, and the line of a pass from its negative.

    The line is 0 where the pass began at the loss itself; None where the step does not go up one.
    """
    recording, then = moment.recording, Moment(moment.recording, index)
    added = latest_of(recording.tensors.accumulations, tensor, index)
    state, after = then.tensor(tensor), Moment(recording, index + 1).tensor(tensor)
    if added == NEVER or state is None or after is None:
        return None
    running = recording.nodes.passes[recording.at(Accumulate, added).backward]
    begun, turned = recording.at(BackwardBegin, running.begin), 0
    root = begun.roots[0] if len(begun.roots) == 1 else None
    made = maker(then, root)
    if made is not None and made.name == "neg" and root is not None and then.name(root) is None:
        root, turned, then = given(made)[0], begun.line, before(moment, made)
    lost = None if root is None else then.tensor(root)
    if not turned and isinstance(recording.events[index], Update):
        return None  # optimizers know the sign; what they keep may carry them on for a while
    cosine = _cosine(state.grad, state.value, after.value)
    if lost is None or lost.value.shape or not lost.value.whole or is_defective(lost.value):
        return None
    if not _LOSS.search(lost.name or "") or (-cosine if turned else cosine) < ALONG:
        return None
    return lost.name or "", float(array(lost.value)), turned


def _cosine(grad: Value | None, old: Value, new: Value) -> float:
    """Between a gradient and a change; 0 where either is not known or nothing."""
    if grad is None or not (grad.whole and old.whole and new.whole) or grad.shape != old.shape:
        return 0.0
    if is_defective(grad) or is_defective(old) or is_defective(new) or new.shape != old.shape:
        return 0.0
    step = _wide(new) - _wide(old)
    slope = _wide(grad)
    size = float(np.sqrt((step * step).sum() * (slope * slope).sum()))
    return float((step * slope).sum()) / size if size else 0.0


def _wide(value: Value) -> Array:
    return array(value).astype(np.float64)
