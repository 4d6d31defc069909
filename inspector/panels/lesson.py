"""The teaching card of a vertex: what it computes, and how its gradient is passed on."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.model.absence import why_no_grad
from inspector.model.arrays import size
from inspector.model.events import Op
from inspector.model.format import MINUS, shape_text, value_text
from inspector.model.moment import Moment
from inspector.model.passing import Formulas, NodeCard, Sent, card
from inspector.model.vertex import Vertex
from inspector.model.wording import expression, listed, value_words
from inspector.panels.accounts import addition


@dataclass(frozen=True, slots=True)
class Part:
    """One formula with what it is of, and below it the same with this run's numbers."""

    heading: str
    formula: str
    numbers: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A title, a line of prose, and formulas."""

    title: str
    prose: str
    parts: tuple[Part, ...]


def lesson(moment: Moment, vertex: Vertex, formulas: Formulas) -> Card:
    """What there is to learn about a vertex at a moment."""
    if vertex.op is None:
        return _leaf(moment, vertex)
    op = moment.recording.op(vertex.op)
    forward = _forward(moment, op)
    if vertex.node is None:
        return Card(_called(op), why_no_grad(moment, vertex.tensor), (forward,))
    shown = card(moment.recording, vertex.node, moment.step, formulas)
    parts = tuple(_backward(shown, sent) for sent in shown.sends)
    return Card(
        f"{shown.name}, the backward of {_called(op)}", _received(shown), (forward, *parts)
    )


def _leaf(moment: Moment, vertex: Vertex) -> Card:
    state = moment.tensor(vertex.tensor)
    name = moment.name(vertex.tensor) or vertex.label
    if state is None or not state.requires_grad:
        reason = why_no_grad(moment, vertex.tensor)
        return Card(f"{name}, a constant", f"No gradient flows to it. {reason}", ())
    prose = "Its AccumulateGrad adds every gradient that arrives to .grad; it never replaces it."
    reason = why_no_grad(moment, vertex.tensor)
    added = moment.contributions(vertex.tensor)[-1:]
    sums = [addition(one.before, one.incoming, one.after) for one in added]
    total = "".join(f"{text} (means)" if size(state.value) > 1 else text for text in sums)
    part = Part("accumulation", f"{name}.grad = {name}.grad + incoming", total)
    return Card(f"{name}, a leaf that requires grad", f"{prose} {reason}".strip(), (part,))


def _forward(moment: Moment, op: Op) -> Part:
    before = Moment(moment.recording, moment.recording.ops[op.op])
    result = f"{expression(before, op)} = {value_words(op.outputs[0].value)}" if op.outputs else ""
    return Part("forward", f"output = {_general(op)}", result)


def _general(op: Op) -> str:
    shown = [one for one in op.inputs if one.tensor is not None or one.name in _OPERANDS]
    names = ["input" if one.name == "self" else one.name for one in shown]
    if len(names) == 2 and op.symbol and not op.symbol.isidentifier():
        return (
            f"{names[0]}^{names[1]}" if op.symbol == "^" else f"{names[0]} {op.symbol} {names[1]}"
        )
    return f"{op.name}({', '.join(names)})"


_WRITTEN = 6
_INCOMING = "incoming"
_PRODUCT = f"{_INCOMING} · "
_OPERANDS = ("self", "other", "exponent", "input", "mat2", "weight", "bias")


def _called(op: Op) -> str:
    return op.name if not op.symbol or op.symbol == op.name else f"{op.name} ({op.symbol})"


def _received(shown: NodeCard) -> str:
    """What has come in, in words."""
    came = [value for value in shown.incoming if value is not None]
    if not came:
        return "No gradient has arrived here yet."
    words = [value_text(v) if size(v) <= _WRITTEN else f"of shape {shape_text(v)}" for v in came]
    return f"It received the gradient {listed(words)}."


def _backward(shown: NodeCard, sent: Sent) -> Part:
    """The chain rule for one input: incoming times the local derivative gives the outgoing."""
    formula = sent.formula
    local = formula.removeprefix(_PRODUCT)
    if local != formula and _INCOMING not in local:
        formula = f"{_INCOMING} × {_grouped(local)}"
    outgoing = f"outgoing = {formula}{_summed(shown, sent)}" if formula else ""
    return Part(f"to {sent.to}", outgoing, _numbers(sent))


def _summed(shown: NodeCard, sent: Sent) -> str:
    """What a broadcast input adds: its gradient is summed to the shape it had."""
    first = shown.incoming[0] if shown.incoming else None
    elementwise = sent.formula == _INCOMING or sent.formula.startswith(_PRODUCT)
    if not elementwise or first is None or sent.gradient is None:
        return ""
    shape = sent.gradient.shape
    return "" if size(sent.gradient) >= size(first) else f", summed to {_shape(shape)}"


def _shape(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape)) or "a scalar"


def _numbers(sent: Sent) -> str:
    """This step's numbers: "1 · 3 · 2^2 = 12", or what was sent where there is no such line."""
    if sent.gradient is None:
        return ""
    result = value_text(sent.gradient)
    return f"{sent.numbers} = {result}" if " " in sent.numbers else result


def _grouped(local: str) -> str:
    plain = " " not in local.strip("()") or (local.startswith("(") and local.endswith(")"))
    return local if plain and not local.startswith(MINUS) else f"({local})"
