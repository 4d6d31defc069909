"""Why a tensor's ``.grad`` is None, in one sentence."""

from __future__ import annotations

from bisect import bisect_left

from inspector.model.events import BackwardBegin, Created, GradSet, Op
from inspector.model.history import NEVER, latest_of
from inspector.model.moment import Moment
from inspector.model.node_index import Pass
from inspector.model.states import TensorState
from inspector.model.upstream import ancestors
from inspector.model.wording import at_line

_WITH_GRADIENT = ("float", "bfloat", "complex")
NOT_A_LEAF = (
    "It is not a leaf: .grad is kept for leaves only, "
    "unless retain_grad() is called before backward()."
)
NO_BACKWARD = "No backward pass has run yet."
NOT_ASKED = "It does not require grad: it was made without requires_grad=True."


def why_no_grad(moment: Moment, tensor: int) -> str:
    """The reason that ``.grad`` of a tensor is None at a moment; empty where it is not."""
    state = moment.tensor(tensor)
    if state is None or state.grad is not None:
        return ""
    cleared = _cleared(moment, tensor)
    if cleared:
        return cleared
    if not state.requires_grad:
        return _untracked(moment, state)
    if not state.is_leaf and not state.retains_grad:
        return NOT_A_LEAF
    return _unreached(moment, state)


def _cleared(moment: Moment, tensor: int) -> str:
    recording = moment.recording
    index = latest_of(recording.tensors.grads, tensor, moment.step)
    event = recording.events[index] if index != NEVER else None
    if not isinstance(event, GradSet):
        return ""
    how = f".grad {event.how}" if event.how.startswith("=") else event.how
    return f"It was cleared by {how}{at_line(event.line)}."


def _untracked(moment: Moment, state: TensorState) -> str:
    index = latest_of(moment.recording.tensors.produced, state.id, moment.step)
    made = moment.recording.events[index]
    if not state.value.dtype.startswith(_WITH_GRADIENT):
        return f"It does not require grad: {state.value.dtype} values have no gradient."
    if isinstance(made, Created):
        if made.how == "detach":
            return f"detach(){at_line(made.line)} cut it off from the graph."
        return NOT_ASKED
    if not isinstance(made, Op):
        return NOT_ASKED
    if made.name.startswith("detach"):
        return f"{made.name}(){at_line(made.line)} cut it off from the graph."
    if not made.grad_enabled:
        mode = Moment(moment.recording, index).grad_mode
        cause = f"{mode.cause or 'no_grad'}{at_line(mode.line)}"
        return f"It was computed under {cause}, where operations are not recorded."
    return f"It does not require grad: no input of {made.name}{at_line(made.line)} does."


def _unreached(moment: Moment, state: TensorState) -> str:
    passes = [p for p in moment.recording.nodes.passes.values() if p.begin < moment.step]
    if not passes:
        return NO_BACKWARD
    last = max(passes, key=lambda one: one.begin)
    begin = moment.recording.events[last.begin]
    assert isinstance(begin, BackwardBegin)
    where = f"The backward pass{at_line(begin.line)}"
    if not begin.accumulates:
        return f"{where} returned its gradients instead of adding them to .grad."
    node = state.accumulator if state.is_leaf else state.node
    if node is None or node not in last.ready:
        return f"{where} did not reach it: {_unconnected(moment, state, last, begin)}"
    return where + _on_the_way(moment, last, node)


def _on_the_way(moment: Moment, running: Pass, node: int) -> str:
    if running.end is None or running.end >= moment.step:
        return " has not reached it yet."
    arrived = moment.recording.nodes.arrivals.get((running.backward, node), [])
    if bisect_left(arrived, (running.end, 0)) == 0:
        return " stopped before it was reached."
    return " brought it no defined gradient."


def _unconnected(moment: Moment, state: TensorState, last: Pass, begin: BackwardBegin) -> str:
    """Why what was differentiated does not depend, for autograd, on a tensor."""
    before = Moment(moment.recording, last.begin)
    lineage = {one for root in begin.roots for one in ancestors(before, root)}
    if state.id not in lineage:
        return "what was differentiated was not computed from it."
    wall = _wall(before, lineage, state.id)
    if wall is None:
        return "what was differentiated does not depend on it."
    if not wall.grad_enabled:
        mode = Moment(moment.recording, moment.recording.ops[wall.op]).grad_mode
        cause = f"{mode.cause or 'no_grad'}{at_line(mode.line)}"
        return f"{wall.name}{at_line(wall.line)} ran under {cause}, where nothing is recorded."
    return f"{wall.name}{at_line(wall.line)} cut the way between."


def _wall(moment: Moment, lineage: set[int], tensor: int) -> Op | None:
    """The first operation after a tensor, on the way to what was differentiated, to track nothing.

    Inputs that require grad went in; the result does not.
    """
    below = {tensor}
    for index in moment.recording.of_kind(Op):
        event = moment.recording.events[index]
        if index >= moment.step or not isinstance(event, Op):
            break
        if below.isdisjoint(one.tensor for one in event.inputs):
            continue
        outputs = {one.tensor for one in event.outputs} & lineage
        if outputs and event.node is None:
            return event
        below |= outputs
    return None
