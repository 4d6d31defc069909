"""How a backward node passes gradients on: its formulas, and the numbers of a run in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from inspector.model.moments.moment import Moment
from inspector.model.moments.quantities import gradient_words
from inspector.model.moments.wording import called, counted, is_small, listed, value_words
from inspector.model.recordings.arrays import size
from inspector.model.recordings.events import NodeBackward, Op
from inspector.model.recordings.facts import NextFunction, Value
from inspector.model.recordings.format import MINUS, value_text
from inspector.model.recordings.operands import ELEMENTWISE, OF_A_PART
from inspector.model.recordings.recording import Recording

Formulas: TypeAlias = Callable[[Op, str, Mapping[str, str]], str]
"""The derivative of an operation with respect to an input, as text; "" if unknown.

The mapping holds what to write instead of ``grad``, ``result`` and the inputs' names.
"""


SPELLED = 3
"""Up to so many elements a value stands in a formula itself, not by its name."""


def no_formulas(op: Op, wanted: str, known: Mapping[str, str]) -> str:
    """The formulas of a program that knows none."""
    return ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a node sends through one of its next functions.

    ``formula`` is the derivative as text ("incoming · other"), ``numbers`` the same with this
    run's numbers, and variables for what has several ("1 · 3", "incoming · w"); it is empty where
    the gradient is only handed on. ``gradient`` is what was sent when it last ran.
    """

    slot: int
    to: str
    formula: str
    numbers: str
    gradient: Value | None


@dataclass(frozen=True, slots=True)
class NodeCard:
    """A backward node explained: what it received when it last ran, and what it sends on."""

    name: str
    operation: str
    line: int
    incoming: tuple[Value | None, ...]
    sends: tuple[Sent, ...]


def card(
    recording: Recording, node: int, step: int | None = None, formulas: Formulas = no_formulas
) -> NodeCard:
    """A backward node explained, at a step or at the end of the recording."""
    moment = Moment(recording, len(recording) if step is None else step)
    runs = [index for index in recording.nodes.runs.get(node, ()) if index < moment.step]
    last = recording.events[runs[-1]] if runs else None
    event = last if isinstance(last, NodeBackward) else None
    state = moment.node(node)
    return NodeCard(
        name=state.name,
        operation=state.op.name if state.op else "",
        line=state.op.line if state.op else 0,
        incoming=event.incoming if event else (),
        sends=_sends(moment, node, event, formulas),
    )


def passing(event: NodeBackward, moment: Moment, formulas: Formulas = no_formulas) -> str:
    """A sentence on what a node received and sends on as it runs."""
    came = gradient_words(event.incoming)
    sends = [s for s in _sends(moment, event.node, event, formulas) if s.gradient is not None]
    sent = [value_words(value) for value in event.outgoing if value is not None]
    if not sends and sent:
        return f"{event.name} receives {came} and sends {listed(sent)} on."
    if not sends:
        return f"{event.name} receives {came}; none of its inputs asks for a gradient."
    if all(_same(sent.gradient, event.incoming) for sent in sends):
        return f"{event.name} passes {_its(event)} unchanged to {_all(sends)}."
    told = [f"{_worked(sent)} to {sent.to}" for sent in sends]
    return f"{event.name} receives {came} and sends {listed(told)}."


def _its(event: NodeBackward) -> str:
    """The gradient of a node that got one: "its gradient 1", "its 2×3 float32 gradient"."""
    words = gradient_words(event.incoming)
    return f"its {words.partition(' ')[2]}"


def _same(gradient: Value | None, incoming: tuple[Value | None, ...]) -> bool:
    return len(incoming) == 1 and gradient == incoming[0]


def _all(sends: list[Sent]) -> str:
    names = list(dict.fromkeys(sent.to for sent in sends))
    if len(sends) == 1:
        return names[0]
    count = "both inputs" if len(sends) == 2 else f"all {counted(len(sends), 'input')}"
    return f"{count}, {listed(names)}" if len(names) > 1 else f"{count}: each is {names[0]}"


def _worked(sent: Sent) -> str:
    """The gradient sent, with the way it was worked out where that says more than the result."""
    result = value_words(sent.gradient) if sent.gradient else "nothing"
    way = sent.numbers.removeprefix("incoming")
    if sent.gradient is None or not way:
        return result
    if way.startswith(", "):
        return f"{result} (the gradient{way})"
    if is_small(sent.gradient):
        return f"{sent.numbers} = {result}"
    return f"{result} ({sent.numbers})"


def _sends(
    moment: Moment, node: int, event: NodeBackward | None, formulas: Formulas
) -> tuple[Sent, ...]:
    op = moment.node(node).op
    known = _known(moment, op, event) if op and event else None
    found = []
    for slot, entry in enumerate(moment.recording.nodes.next.get(node, ())):
        if entry.node is not None:
            gradient = event.outgoing[slot] if event and slot < len(event.outgoing) else None
            formula, numbers = _worked_out(op, slot, gradient, known, formulas)
            found.append(Sent(slot, receiver(moment, entry), formula, numbers, gradient))
    return tuple(found)


def _worked_out(
    op: Op | None,
    slot: int,
    gradient: Value | None,
    known: Mapping[str, str] | None,
    formulas: Formulas,
) -> tuple[str, str]:
    """The formula of a gradient, and the same with numbers where that says more."""
    if op is None or slot >= len(op.inputs):
        return "", ""
    formula = formulas(op, op.inputs[slot].name, {})
    if known is None or not formula or op.grad_fn == OF_A_PART:  # whose numbers are the part's
        return formula, ""
    numbers = formulas(op, op.inputs[slot].name, known)
    if _summed(op, gradient):
        return formula, f"Σ({numbers})"
    return formula, numbers if " " in formula else ""


def _summed(op: Op, gradient: Value | None) -> bool:
    """Whether the input was broadcast: its gradient is summed back to the input's shape."""
    if op.symbol not in ELEMENTWISE or gradient is None:
        return False
    return size(gradient) < size(op.outputs[0].value)


def receiver(moment: Moment, entry: NextFunction) -> str:
    """Whom a next function leads to: a variable by name, else a node by name."""
    if entry.tensor is not None:
        return called(moment, entry.tensor)
    made = moment.node(entry.node).op if entry.node is not None else None
    if made is not None and entry.input_nr < len(made.outputs):
        name = moment.name(made.outputs[entry.input_nr].tensor)
        return f"{name} ({entry.name})" if name else entry.name
    return entry.name


def _known(moment: Moment, op: Op, event: NodeBackward | None) -> dict[str, str]:
    """What to write for the names in a formula: single numbers, or the names of variables."""
    made = Moment(moment.recording, moment.recording.ops[op.op])
    texts = {one.name: _factor(one.text) for one in op.inputs if one.tensor is None}
    for one in op.inputs:
        state = made.tensor(one.tensor) if one.tensor is not None else None
        if state is not None:
            texts[one.name] = _written(state.value, state.name)
    result = moment.name(op.outputs[0].tensor)
    texts["result"] = _written(op.outputs[0].value, result)
    if event is not None and len(event.incoming) == 1 and event.incoming[0] is not None:
        texts["grad"] = _written(event.incoming[0], None)
    return {name: text for name, text in texts.items() if text}


def _written(value: Value, name: str | None) -> str:
    return _factor(value_text(value)) if size(value) <= SPELLED else name or ""


def _factor(text: str) -> str:
    """A number as it stands in a product: negative ones in brackets."""
    text = text.replace("-", MINUS)
    return f"({text})" if text.startswith(MINUS) else text
