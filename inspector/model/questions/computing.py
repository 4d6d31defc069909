"""The sentence about an operation of the forward pass."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import (
    LISTED,
    at_line,
    called,
    coming_name,
    expression,
    is_small,
    listed,
    source_words,
    value_words,
)
from inspector.model.recordings.events import Op
from inspector.model.recordings.facts import Output
from inspector.model.recordings.format import true_minus
from inspector.model.recordings.operands import ARGUMENTS, absorbed

_UNSEEN = frozenset({"set_", "resize_", "batch_norm", "embedding_renorm_"})
"""Changes in place that are not operations."""


def computed(event: Op, moment: Moment) -> str:
    """What an operation computed, from what, and whether it is recorded for the way back."""
    if not event.outputs:
        return f"{event.name} runs{at_line(event.line)}."
    where = f"Line {event.line}: " if event.line else ""
    told = f"{where}{_worked_out(event, moment)}{_remembered(event, moment)}"
    return f"{told}{shared(event.also, moment)}."


def shared(also: Sequence[Output], moment: Moment) -> str:
    """What else changed with a tensor, because it lies in the same memory."""
    before = Moment(moment.recording, moment.step - 1)
    told = []
    for output in also:
        name, state = moment.name(output.tensor), before.tensor(output.tensor)
        if name and (state is None or state.value != output.value):
            value = output.value
            told.append(f"{name} becomes {value_words(value)}" if is_small(value) else
                        f"{name} changes")  # fmt: skip
    shares = "they share" if len(told) > 1 else "it shares"
    return f"; {listed(told[:LISTED])} too, as {shares} its memory" if told else ""


def _worked_out(event: Op, moment: Moment) -> str:
    output, before = event.outputs[0], Moment(moment.recording, moment.step - 1)
    name, result = called(moment, output.tensor), value_words(output.value)
    if absorbed(event):
        return f"{event.name}{_given(event)} sets {name} in place to {result}{_version(output)}"
    if event.name == "copy_":
        source = source_words(before, event)
        into = f"another {name.removeprefix('a ')}" if source == name else name
        return f"{source} is written into {into} in place{_version(output)}"
    if _is_regenerated_view(event, moment):
        base = called(before, event.inputs[0].tensor or 0)
        return f"{base} has changed in place, so its view {name} = {result} is cut out of it anew"
    if _gives_several(event, moment):
        return _several(event, moment)
    worked = f"{expression(before, event)} = {result}"
    if event.in_place:
        return f"{worked}, written into {name} in place{_version(output)}"
    coming = coming_name(moment.recording, output.tensor)
    return f"{coming} = {worked}" if coming else worked


def _gives_several(event: Op, moment: Moment) -> bool:
    """Whether there is more than one result, and more than the first is made use of by name."""
    if len(event.outputs) < 2 or event.in_place:
        return False
    named = [bool(coming_name(moment.recording, one.tensor)) for one in event.outputs]
    return any(named[1:]) or not named[0]


def _several(event: Op, moment: Moment) -> str:
    """All results of an operation that has more than one, with their names to come."""
    before = Moment(moment.recording, moment.step - 1)
    names = [coming_name(moment.recording, output.tensor) for output in event.outputs]
    values = [value_words(output.value) for output in event.outputs[:LISTED]]
    left = len(event.outputs) - len(values)
    told = listed([*values, f"{left} more"] if left else values)
    worked = f"{expression(before, event)} = {told}"
    return f"{', '.join(names)} = {worked}" if all(names) else worked


def _is_regenerated_view(event: Op, moment: Moment) -> bool:
    """Whether nobody asked for this view: the tensor was one before its base was changed."""
    return (
        event.name == "as_strided"
        and moment.recording.tensors.born[event.outputs[0].tensor] < moment.step - 1
    )


def _version(output: Output) -> str:
    return f" (version {output.version})" if output.version else ""


def _given(op: Op) -> str:
    """The plain numbers that an operation in place was given: "(2)"."""
    numbers = [one.text for one in op.inputs if one.name in ARGUMENTS and one.tensor is None]
    return f"({true_minus(', '.join(numbers))})" if any(numbers) else ""


def _remembered(event: Op, moment: Moment) -> str:
    if event.node is not None:
        return f", recorded as {event.grad_fn} for the way back"
    if event.name.rstrip("_") in {"detach", "data"}:
        return ", the same data cut off from its history: no gradient goes back through it"
    if event.inside:
        owner = event.inside.partition(".")[0]
        return f", not recorded by itself: it is part of {event.inside}(), and {owner} is one node"
    if event.name.startswith("nn.init"):
        return ", the values it starts with"
    if event.name in _UNSEEN:
        return ", which autograd does not see"
    if moment.backward is not None:
        return ", not recorded: it is part of the backward pass"
    if not event.grad_enabled:
        mode = moment.grad_mode
        return f", not recorded: {mode.cause or 'no_grad'}{at_line(mode.line)} turned that off"
    tensors = [one.tensor for one in event.inputs if one.tensor is not None]
    states = [moment.tensor(tensor) for tensor in tensors]
    if any(state and state.requires_grad for state in states):
        return f", not recorded: {event.name} has no derivative"
    return ", not recorded: nothing in it requires grad"
