"""How a backward node passes gradients on: its formulas, and the numbers of a run in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from inspector.model.arrays import size
from inspector.model.events import NextFunction, NodeBackward, Op, Value
from inspector.model.format import MINUS, value_text
from inspector.model.moment import Moment
from inspector.model.recording import Recording
from inspector.model.wording import called, counted, listed, value_words

Formulas: TypeAlias = Callable[[str, str], str]
"""The derivative of an operation (by name) with respect to an input, as text; "" if unknown."""

WORD = re.compile(r"[^\W\d]\w*(?!\w|\()")


def no_formulas(operation: str, wanted: str) -> str:
    """The formulas of a program that knows none."""
    return ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a node sends through one of its next functions.

    ``formula`` is the derivative as text, ``numbers`` the same with this run's numbers where all
    are single ("1 · 3"), ``gradient`` what was sent when it last ran.
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
    came = _received(event)
    sends = [s for s in _sends(moment, event.node, event, formulas) if s.gradient is not None]
    if not sends:
        return f"{event.name} receives {came}; none of its inputs asks for a gradient."
    if all(_same(sent.gradient, event.incoming) for sent in sends):
        return f"{event.name} passes its gradient {came} unchanged to {_all(sends)}."
    told = [f"{_worked(sent)} to {sent.to}" for sent in sends]
    return f"{event.name} receives the gradient {came} and sends {listed(told)}."


def _received(event: NodeBackward) -> str:
    return listed([value_words(value) for value in event.incoming if value]) or "no gradient"


def _same(gradient: Value | None, incoming: tuple[Value | None, ...]) -> bool:
    return len(incoming) == 1 and gradient == incoming[0]


def _all(sends: list[Sent]) -> str:
    names = list(dict.fromkeys(sent.to for sent in sends))
    if len(sends) == 1:
        return names[0]
    count = "both inputs" if len(sends) == 2 else f"all {counted(len(sends), 'input')}"
    return f"{count}, {listed(names)}" if len(names) > 1 else f"{count}: each is {names[0]}"


def _worked(sent: Sent) -> str:
    """The gradient sent, with the way it was worked out where that is known."""
    result = value_words(sent.gradient) if sent.gradient else "nothing"
    way = sent.numbers or sent.formula
    return f"{way} = {result}" if way and way != result else result


def _sends(
    moment: Moment, node: int, event: NodeBackward | None, formulas: Formulas
) -> tuple[Sent, ...]:
    op = moment.node(node).op
    following = moment.recording.nodes.next.get(node, ())
    found = []
    for slot, entry in enumerate(following):
        if entry.node is not None:
            gradient = event.outgoing[slot] if event and slot < len(event.outgoing) else None
            formula = _formula(op, slot, formulas)
            numbers = _numbers(formula, _values(moment, op, event)) if op and formula else ""
            found.append(Sent(slot, _receiver(moment, entry), formula, numbers, gradient))
    return tuple(found)


def _formula(op: Op | None, slot: int, formulas: Formulas) -> str:
    if op is None or slot >= len(op.inputs):
        return ""
    return formulas(op.name, op.inputs[slot].name)


def _receiver(moment: Moment, entry: NextFunction) -> str:
    """Whom a next function leads to: a variable by name, else a node by name."""
    if entry.tensor is not None:
        return called(moment, entry.tensor)
    made = moment.node(entry.node).op if entry.node is not None else None
    if made is not None and entry.input_nr < len(made.outputs):
        name = moment.name(made.outputs[entry.input_nr].tensor)
        return f"{name} ({entry.name})" if name else entry.name
    return entry.name


def _values(moment: Moment, op: Op | None, event: NodeBackward | None) -> Mapping[str, str]:
    """The single numbers a formula may speak of, by name: ``grad``, inputs, ``result``."""
    if op is None:
        return {}
    known: dict[str, Value | None] = {"result": op.outputs[0].value}
    if event is not None and len(event.incoming) == 1:
        known["grad"] = event.incoming[0]
    made = Moment(moment.recording, moment.recording.ops[op.op])
    texts = {one.name: one.text for one in op.inputs if one.tensor is None}
    for one in op.inputs:
        state = made.tensor(one.tensor) if one.tensor is not None else None
        known[one.name] = state.value if state else None
    single = {n: value_text(v) for n, v in known.items() if v is not None and size(v) == 1}
    return {**texts, **single}


def _numbers(formula: str, values: Mapping[str, str]) -> str:
    """The formula with numbers for names, "" where one of them is not a single number."""
    if any(word not in values for word in WORD.findall(formula)):
        return ""
    return WORD.sub(lambda found: _factor(values[found.group()], formula), formula)


def _factor(text: str, formula: str) -> str:
    text = text.replace("-", MINUS)
    return f"({text})" if text.startswith(MINUS) and len(formula) > len("grad") else text
