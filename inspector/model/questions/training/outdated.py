"""What was computed once from a parameter, and is still used when steps have changed that."""

from __future__ import annotations

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line, called
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import Accumulate, NodeBackward, Op, Update
from inspector.model.recordings.history import NEVER, latest_of


def outdated(moment: Moment, state: TensorState) -> Reason | None:
    """That the last gradient of a parameter came by an operation from before its last step.

    A view shows what its base has become, and so is none.
    """
    recording = moment.recording
    added = latest_of(recording.tensors.accumulations, state.id, moment.step)
    if added == NEVER or state.accumulator is None:
        return None
    running = recording.nodes.passes[recording.at(Accumulate, added).backward]
    stepped = latest_of(recording.tensors.updates, state.id, running.begin)
    step = recording.events[stepped] if stepped != NEVER else None
    if not isinstance(step, Update) or not step.how.endswith(".step"):
        return None
    for arrival in recording.nodes.arrivals(running.backward, state.accumulator):
        sender = recording.events[arrival.at]
        made = recording.nodes.makers.get(getattr(sender, "node", 0) or 0, NEVER)
        op = recording.events[made] if isinstance(sender, NodeBackward) and made != NEVER else None
        if isinstance(op, Op) and made < stepped and op.outputs[0].view_of is None:
            return Reason(_told(moment, state, op, step), made)
    return None


def _told(moment: Moment, state: TensorState, op: Op, step: Update) -> str:
    name, what = called(moment, state.id), called(moment, op.outputs[0].tensor)
    if what == name:
        return (
            f"{name} is no longer the leaf that {step.how}{at_line(step.line)} changes, but what "
            f"line {op.line} made of it once: that stays as it was. Convert a tensor before it "
            "becomes a leaf and an optimizer is given it: detach().requires_grad_() makes one."
        )
    return (
        f"{what} was computed from {name} once{at_line(op.line)}, and not again since "
        f"{step.how}{at_line(step.line)} changed {name}: it stays as it was. Compute it anew in "
        "every turn."
    )
