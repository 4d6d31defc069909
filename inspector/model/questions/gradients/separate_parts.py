"""Whether a leaf has nothing to do with what was differentiated: another snippet of one file."""

from __future__ import annotations

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.questions.gradients.absence import GRAD_READ, absence
from inspector.model.questions.gradients.dead_ends import NO_TRACE
from inspector.model.questions.gradients.trained_leaves import is_given


def is_apart(moment: Moment, state: TensorState) -> bool:
    """Whether a leaf is of another part of the program than what was differentiated.

    So it seems where no optimizer holds it, the program does not read its ``.grad``, none of its
    numbers went that way by any means, and of its module no other parameter was reached either.
    """
    name = state.name or ""
    if is_given(moment, state.id) or name in GRAD_READ.findall(moment.recording.source):
        return False
    owner, dot, _ = name.partition(".")
    reached = moment.recording.tensors.accumulations
    if dot and any((moment.name(one) or "").startswith(owner + dot) for one in reached):
        return False
    return NO_TRACE in absence(moment, state.id).text
