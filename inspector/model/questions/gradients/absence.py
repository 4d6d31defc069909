"""Why a tensor's ``.grad`` is None, in a sentence or two, and the event that is to blame."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import line_text, with_words
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line, called, coming_name, listed
from inspector.model.questions.gradients.dead_ends import dead_end
from inspector.model.questions.gradients.in_place_changes import failure
from inspector.model.questions.gradients.late_requires_grad import too_late
from inspector.model.questions.gradients.lost_history import (
    constant_gradient,
    constant_words,
    lost_history,
)
from inspector.model.questions.gradients.missed_gradients import cleared_unused, of_another_model
from inspector.model.questions.gradients.misspelt import typed
from inspector.model.questions.gradients.second_order import without_it
from inspector.model.questions.gradients.upstream import ancestors, leading_to
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import (
    BackwardBegin,
    Created,
    GradSet,
    NodeBackward,
    Op,
    RequiresGrad,
)
from inspector.model.recordings.history import NEVER, latest_of
from inspector.model.recordings.node_index import Pass

_WITH_GRADIENT = ("float", "bfloat", "complex")
GRAD_READ = re.compile(r"([^\W\d]\w*(?:\.\w+)*?)\.grad\b")
"""A place of a program that reads the ``.grad`` of a variable."""
_COPIES = frozenset({"_to_copy", "to", "clone", "contiguous"})
NOT_A_LEAF = (
    "It is not a leaf: .grad is kept for leaves only, "
    "unless retain_grad() is called before backward()."
)
NO_BACKWARD = "No backward pass has run yet."
NOT_ASKED = "It does not require grad: it was made without requires_grad=True."


def why_no_grad(moment: Moment, tensor: int) -> str:
    """The reason that ``.grad`` of a tensor is None at a moment; empty where it is not."""
    return with_words(moment.recording, absence(moment, tensor).text)


def absence(moment: Moment, tensor: int) -> Reason:
    """The same, with the event that is to blame."""
    state = moment.tensor(tensor)
    if state is None or state.grad is not None:
        return Reason("")
    cleared = _cleared(moment, tensor)
    if cleared is not None:
        return cleared
    if not state.requires_grad:
        return _untracked(moment, state)
    if not state.is_leaf and not state.retains_grad:
        return _not_a_leaf(moment, state)
    return _unreached(moment, state)


def _cleared(moment: Moment, tensor: int) -> Reason | None:
    recording = moment.recording
    index = latest_of(recording.tensors.grads, tensor, moment.step)
    event = recording.events[index] if index != NEVER else None
    if not isinstance(event, GradSet):
        return None
    how = f".grad {event.how}" if event.how.startswith("=") else event.how
    told = f"It was cleared by {how}{at_line(event.line)}"
    return Reason(f"{told}{cleared_unused(moment, tensor, index)}.", index)


def _not_a_leaf(moment: Moment, state: TensorState) -> Reason:
    index = latest_of(moment.recording.tensors.produced, state.id, moment.step)
    made = moment.recording.events[index]
    if not isinstance(made, Op):
        return Reason(NOT_A_LEAF, index)
    name = _spoken(made)
    made_by = f"{NOT_A_LEAF} Here {name}{at_line(made.line)} made it"
    return Reason(f"{made_by}{_renamed(moment, state, index) or _nameless(moment, made)}.", index)


def _renamed(moment: Moment, state: TensorState | None, index: int) -> str:
    """That the result of an operation took the name of a leaf that it was computed from."""
    recording, before = moment.recording, Moment(moment.recording, index)
    if state is None:
        return ""
    called = recording.scopes.tensors_of.get(state.name or "", set())
    asked = called & recording.tensors.sources
    leaves = {one for one in asked if before.is_source(one) and before.name(one) == state.name}
    made = recording.events[index]
    inputs = [one.tensor for one in made.inputs if one.tensor] if isinstance(made, Op) else []
    if not leaves or all(leaves.isdisjoint(ancestors(before, near)) for near in inputs):
        return ""
    if isinstance(made, Op) and made.name in _COPIES:
        return (
            f" from the leaf that was called {state.name}: the gradient goes to the .grad of that "
            "one. Make the copy first, and call requires_grad_() on it"
        )
    return (
        f", and it took the name {state.name} from the leaf: to change a leaf, write "
        f"{state.name} -= … under torch.no_grad()"
    )


def _nameless(moment: Moment, made: Op) -> str:
    """That the gradient of a result went on to a leaf which no variable holds, where it is so."""
    recording = moment.recording
    given = (moment.tensor(one.tensor) for one in made.inputs if one.tensor is not None)
    for state in given:
        if state is None or not state.is_leaf or state.grad is None:
            continue
        if moment.name(state.id) or coming_name(recording, state.id):
            continue
        born = latest_of(recording.tensors.produced, state.id, moment.step)
        where = at_line(recording.line_at(born))
        return (
            f" from a leaf without a name, made{where}: the gradient went to the .grad of that "
            "one. Call requires_grad_() on what is computed from it instead"
        )
    return ""


def _untracked(moment: Moment, state: TensorState) -> Reason:
    recording = moment.recording
    index = latest_of(recording.tensors.produced, state.id, moment.step)
    made = recording.events[index]
    if not state.value.dtype.startswith(_WITH_GRADIENT):
        text = f"It does not require grad: {state.value.dtype} values have no gradient."
        return Reason(text, index)
    switched = latest_of(recording.tensors.required, state.id, moment.step)
    event = recording.events[switched] if switched > index else None
    if isinstance(event, RequiresGrad):
        where = at_line(recording.line_at(switched))
        return Reason(
            f"It does not require grad: requires_grad was switched off{where}.", switched
        )
    if isinstance(made, Created):
        if made.how == "detach":
            return Reason(f"detach(){at_line(made.line)} cut it off from the graph.", index)
        return Reason(f"{NOT_ASKED}{typed(moment, state)}", index)
    return (
        Reason(_of_operation(moment, made, index), index) if isinstance(made, Op) else Reason("")
    )


def _of_operation(moment: Moment, made: Op, index: int) -> str:
    """Why the result of an operation does not require grad."""
    if made.name.startswith("detach"):
        return f"{made.name}(){at_line(made.line)} cut it off from the graph."
    if not made.grad_enabled:
        mode = Moment(moment.recording, index).grad_mode
        cause = f"{mode.cause or 'no_grad'}{at_line(mode.line)}"
        renamed = _renamed(moment, moment.tensor(made.outputs[0].tensor), index)
        return f"It was computed under {cause}, where operations are not recorded{renamed}."
    none = f"no input of {_spoken(made)}{at_line(made.line)} does"
    text = f"It does not require grad: {none}"
    lost = lost_history(moment, made)
    if lost is not None:
        return f"{text}: {_cut(moment, lost)}"
    given = [one.tensor for one in made.inputs if one.tensor is not None]
    why = too_late(moment, made) or constant_words(moment, given)
    return f"It does not require grad, as {none}: {why}." if why else f"{text}."


def _unreached(moment: Moment, state: TensorState) -> Reason:
    recording = moment.recording
    passes = [p for p in recording.nodes.passes.values() if p.begin < moment.step]
    if not passes:
        helps = " Call it on the loss before the optimizer's step()."
        return Reason(NO_BACKWARD + (helps if recording.tensors.holders.get(state.id) else ""))
    last = max(passes, key=lambda one: one.begin)
    begin = recording.at(BackwardBegin, last.begin)
    where = f"The backward pass{at_line(begin.line)}"
    if not begin.accumulates:
        text = f"{where} returned its gradients instead of adding them to .grad."
        return Reason(text, last.begin)
    if recording.tensors.born[state.id] > last.begin:
        return Reason(f"It was made after the backward pass{at_line(begin.line)}.", last.begin)
    asked = recording.tensors.retained.get(state.id, NEVER)
    if not state.is_leaf and asked > last.begin:
        late = f"retain_grad(){at_line(recording.line_at(asked))} came after"
        text = f"{late} the backward pass{at_line(begin.line)}. Call it before."
        return Reason(text, asked)
    node = state.accumulator if state.is_leaf else state.node
    if node is None or node not in last.ready:
        found = of_another_model(moment, state, last) or _unconnected(moment, state, last)
        index = last.begin if found.index == NEVER else found.index
        return Reason(f"{where} did not reach it: {found.text}", index)
    if _ended_before(moment, last, node):
        why, index = failure(moment, last)
        text = f"{where} stopped before it was reached{f': {why}' if why else ''}."
        return Reason(text, last.begin if index == NEVER else index)
    return Reason(where + _on_the_way(moment, last, node), last.begin)


def _ended_before(moment: Moment, running: Pass, node: int) -> bool:
    """Whether a pass is over, and nothing has arrived at a node that it should have reached."""
    if running.end is None or running.end >= moment.step:
        return False
    arrived = moment.recording.nodes.arrivals(running.backward, node)
    return bisect_left(arrived, (running.end, 0)) == 0


def _on_the_way(moment: Moment, running: Pass, node: int) -> str:
    if running.end is None or running.end >= moment.step:
        return " has not reached it yet."
    silent, brought = list[str](), False
    ways = leading_to(moment.recording, running.backward, node, direct=True)
    for sender, slots in ways.items():
        event = _run_of(moment, running, sender)
        if isinstance(event, NodeBackward):
            brought |= any(event.outgoing[slot] is not None for slot in slots)
            made = moment.node(sender).op
            silent.append(f"{event.name}{at_line(made.line if made else 0)}")
    if brought:
        return " ended with an error before it was added, in a hook."
    who = f": {listed(silent)} returned None for it" if silent else ""
    return f" brought it no defined gradient{who}."


def _run_of(moment: Moment, running: Pass, node: int) -> object:
    index = moment.recording.nodes.fired(running.backward, node)
    return moment.recording.events[index] if index is not None else None


def unconnected(moment: Moment, tensor: int) -> Reason:
    """Why what was differentiated last does not depend, for autograd, on a tensor."""
    passes = [one for one in moment.recording.nodes.passes.values() if one.begin < moment.step]
    state = moment.tensor(tensor)
    if not passes or state is None:
        return Reason("")
    return _unconnected(moment, state, max(passes, key=lambda one: one.begin))


def _unconnected(moment: Moment, state: TensorState, last: Pass) -> Reason:
    begin = moment.recording.at(BackwardBegin, last.begin)
    before = Moment(moment.recording, last.begin)
    lineage = {one for root in begin.roots for one in ancestors(before, root)}
    if state.id not in lineage:
        begun = constant_gradient(before, lineage, state.id)
        sloping = without_it(before, state.id, lineage)
        if sloping is not None:
            return sloping
        return dead_end(before, state.id, lineage) if begun == NEVER else _constant(before, begun)
    wall = _wall(before, lineage, state.id)
    if wall is not None:
        return wall
    if _leads(moment, last, state.accumulator if state.is_leaf else state.node):
        return Reason(
            "the way to it is open, but backward(inputs=…) asked for other tensors only."
        )
    return Reason("what was differentiated does not depend on it.")


def _constant(moment: Moment, begun: int) -> Reason:
    text = (
        f"it holds a gradient that was computed{at_line(moment.recording.line_at(begun))} without "
        "create_graph=True, and for autograd that is a constant."
    )
    return Reason(text, begun)


def _wall(moment: Moment, lineage: set[int], tensor: int) -> Reason | None:
    """The first operation after a tensor, on the way to what was differentiated, to track nothing.

    Inputs that require grad went in; the result does not. Or the result does, but by others: the
    input was cut off in place in the meantime.
    """
    below = {tensor}
    for index in moment.recording.of_kind(Op):
        event = moment.recording.events[index]
        if index >= moment.step or not isinstance(event, Op):
            break
        used = [one.tensor for one in event.inputs if one.tensor in below]
        outputs = {one.tensor for one in event.outputs} & lineage
        if not used or (tensor in outputs and event.in_place):
            continue
        if outputs and event.node is None:
            return Reason(_cut(moment, event), index)
        if outputs and (lost := _lost(moment, event, index, used)) is not None:
            return lost
        below |= outputs
    return None


def _spoken(made: Op) -> str:
    """What a program calls an operation; ``double()`` and its kin are all one of PyTorch's."""
    return {"_to_copy": "to", "data": ".data"}.get(made.name, made.name.removeprefix("_"))


def _cut(moment: Moment, wall: Op) -> str:
    name = _spoken(wall)
    late = too_late(moment, wall)
    if late:
        return f"{late}."
    if wall.grad_enabled:
        return f"{name}{at_line(wall.line)} cut the way between."
    mode = Moment(moment.recording, moment.recording.ops[wall.op]).grad_mode
    cause = f"{mode.cause or 'no_grad'}{at_line(mode.line)}"
    if not mode.line and "checkpoint(" in line_text(moment.recording, wall.line):
        return (
            f"checkpoint(…){at_line(wall.line)} ran without a graph, as nothing that it was given "
            "requires grad: the weights within are not asked. Give it use_reentrant=False."
        )
    return f"{name}{at_line(wall.line)} ran under {cause}, where nothing is recorded."


def _lost(moment: Moment, event: Op, index: int, used: Sequence[int | None]) -> Reason | None:
    """An input whose maker the operation's node does not lead to: detach_() cut it off."""
    recording = moment.recording
    following = {edge.node for edge in event.next}
    for tensor in used:
        if tensor is None:
            continue
        made = recording.events[latest_of(recording.tensors.produced, tensor, index)]
        own = made.node if isinstance(made, Op) else recording.nodes.accumulators.get(tensor)
        if own is not None and own not in following and isinstance(made, Op) and not made.in_place:
            used_by = f"{event.name}{at_line(event.line)}"
            text = (
                f"{called(moment, tensor)} had been cut off by detach_() when {used_by} used it."
            )
            return Reason(text, index)
    return None


def _leads(moment: Moment, last: Pass, target: int | None) -> bool:
    """Whether the edges of the nodes that ran go on to ``target``."""
    following, waiting = moment.recording.nodes.next, list(last.ready)
    found = set(waiting)
    while waiting:
        for edge in following.get(waiting.pop(), ()):
            if edge.node is not None and edge.node not in found:
                found.add(edge.node)
                waiting.append(edge.node)
    return target in found
