"""The teaching card of a vertex: what it computes, what reached it, and what it made of that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inspector.model.derivations.arriving import Arrived, incoming
from inspector.model.derivations.derivation import Derivation, Factor, Outcome, Written
from inspector.model.derivations.notation import (
    array_latex,
    array_words,
    incoming_name,
    name_latex,
    shape_words,
)
from inspector.model.derivations.teacher import Knowledge
from inspector.model.graphs.vertex import Kind, Vertex
from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import line_words
from inspector.model.moments.states import NodeState
from inspector.model.moments.wording import at_line, counted, expression, listed, value_words
from inspector.model.questions.errors.remedies import explained as why_failed
from inspector.model.questions.gradients.absence import why_no_grad
from inspector.model.questions.saved_memory import bytes_text
from inspector.model.recordings.arrays import Array, array, size
from inspector.model.recordings.events import Op
from inspector.model.recordings.facts import Output, Value
from inspector.model.recordings.format import shape_text
from inspector.model.recordings.operands import OF_A_PART
from inspector.model.reports.accounts import addition
from inspector.model.reports.brief import brief
from inspector.model.reports.roles import roles, whose
from inspector.model.reports.transposing import transposed

MOST = 36
"""Arrays of up to so many elements are multiplied out on the card."""
SPELLED = 3
"""Up to so many elements a formula that is not a mere product is spelled out in numbers, too."""
_WAYS = ("down the columns", "along the rows")
"""How a matrix is summed over each axis."""
SPREAD = 16
"""Arrays of more than two dimensions are listed up to so many elements."""
WIDEST = 90
"""Characters of a fraction in numbers that a panel has room for."""


@dataclass(frozen=True, slots=True)
class Jump:
    """Something to click: it goes to a step, and lights what lies between two backward nodes."""

    text: str
    spoken: str
    step: int
    nodes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, formulas, sentences, and steps to go to."""

    heading: str
    formulas: tuple[Written, ...] = ()
    notes: tuple[str, ...] = ()
    jumps: tuple[Jump, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A title, a line of prose, and parts."""

    title: str
    prose: str
    parts: tuple[Part, ...]


def explained(moment: Moment, vertex: Vertex, knows: Knowledge) -> Card:
    """What there is to learn about a vertex at a moment."""
    if vertex.kind is Kind.GROUP:
        return _group(moment, vertex)
    if vertex.kind is Kind.FAILED:
        return _failed(moment, vertex)
    if vertex.op is None:
        return _leaf(moment, vertex)
    op = moment.recording.op(vertex.op)
    forward = _forward(moment, op)
    if vertex.node is None:
        return Card(_called(op), why_no_grad(moment, vertex.tensor), (forward,))
    node = moment.node(vertex.node)
    found = knows.derive(moment, vertex.node)
    sends = tuple(_sent(moment, node, derivation) for derivation in found)
    title = f"{node.name}, the backward of {_called(op)}"
    arrived = _arrived(moment, vertex.node, all(one.numbers.text for one in found))
    return Card(title, "", (forward, arrived, *sends))


def _group(moment: Moment, vertex: Vertex) -> Card:
    """A module, a call or a turn of a loop that stands as one: what comes back into it."""
    prose = "Several operations, closed. Open them (G) to see the formula of each."
    parts = () if vertex.node is None else (_arrived(moment, vertex.node),)
    return Card(f"{vertex.label}, a group", prose, parts)


def _failed(moment: Moment, vertex: Vertex) -> Card:
    """What ended the program, and made nothing that a gradient could come back from."""
    error = moment.error
    return Card(
        f"{vertex.label} has failed", "" if error is None else why_failed(error, moment), ()
    )


def _leaf(moment: Moment, vertex: Vertex) -> Card:
    state = moment.tensor(vertex.tensor)
    name = moment.name(vertex.tensor) or vertex.label
    reason = why_no_grad(moment, vertex.tensor)
    if state is None or not state.requires_grad:
        return Card(f"{name}, a constant", f"No gradient flows to it. {reason}", ())
    prose = "Its AccumulateGrad adds every gradient that arrives to .grad; it never replaces it."
    grad = rf"{name_latex(name)}\mathrm{{.grad}}"
    rule = Written(
        f"{name}.grad = {name}.grad + incoming", rf"{grad} \to {grad} + \mathrm{{incoming}}"
    )
    added = moment.contributions(vertex.tensor)[-1:]
    sums = [addition(one.before, one.incoming, one.after) for one in added]
    means = " (means of the elements)" if size(state.value) > 6 else ""
    notes = tuple(f"Last: {text}{means}" for text in sums)
    part = Part("Accumulation", (rule,), notes)
    return Card(f"{name}, a leaf that requires grad", f"{prose} {reason}".strip(), (part,))


def _called(op: Op) -> str:
    name = op.name.removeprefix("_")
    return name if op.symbol in ("", name, op.name) else f"{name} ({op.symbol})"


def _forward(moment: Moment, op: Op) -> Part:
    """What the operation computed, from what: in names, in shapes, in numbers."""
    before = Moment(moment.recording, moment.recording.ops[op.op])
    made = ", ".join(value_words(one.value) for one in _results(op))
    shapes = [
        f"{one.name.replace('self', 'input')} {shape_words(state.value.shape)}"
        for one in op.inputs
        if one.tensor is not None and (state := before.tensor(one.tensor)) is not None
    ]
    words = line_words(moment.recording, op.line)
    line = f"{words[0].upper()}{words[1:]}: " if op.line else ""
    text = f"{line}{expression(before, op)} = {made}" if made else f"{op.name} ran."
    several = any(output.value.shape for output in op.outputs) and shapes
    output = shape_words(op.outputs[0].value.shape) if op.outputs else ""
    return Part("Forward", (), (text, *([f"{listed(shapes)} → {output}"] if several else [])))


def _results(op: Op) -> Sequence[Output]:
    """The results that a gradient can come back from, or the first; one where they are many."""
    numbers = [one for one in op.outputs if one.value.dtype.startswith(("float", "complex"))]
    return numbers if 1 < len(numbers) <= SPELLED else op.outputs[:1]


def _arrived(moment: Moment, node: int, repeated: bool = True) -> Part:
    """What reached the node, and over which edges; ``repeated`` if a formula says it again."""
    found = incoming(moment, node)
    if found is None:
        yet = " yet" if _to_come(moment, node) else ""
        return Part("Incoming gradient", (), (f"No gradient has arrived here{yet}.",))
    jumps = tuple(_jump(part, node) for part in found.parts if part.value is not None)
    notes = []
    if not found.whole:
        notes.append("More came in from a view that was made anew after a change in place.")
    elif len(jumps) > 1 and len(found.received) == 1:
        notes.append(f"{counted(len(jumps), 'contribution')}, one an edge; their sum comes in:")
    several = len(jumps) > 1 or len(found.received) > 1 or not (repeated and found.whole)
    formulas = _received(found.received) if several else ()
    if found.hooked is not None:
        given = found.received[0]
        into = brief(given, MOST) if given is not None else "nothing"
        notes.append(f"A hook changed it: {array_words(found.hooked)} → {into}.")
    return Part("Incoming gradient", formulas, tuple(notes), jumps)


def _received(values: Sequence[Value | None]) -> tuple[Written, ...]:
    """The gradients that came in; those of several results by the names that formulas use."""
    given = [(number, value) for number, value in enumerate(values, 1) if value is not None]
    if len(given) < 2:
        return tuple(_value(value) for _, value in given)
    named = [(*incoming_name(number), _value(value)) for number, value in given]
    return tuple(
        Written(f"{text} = {found.text}", f"{latex} = {found.latex}")
        for text, latex, found in named
    )


def _to_come(moment: Moment, node: int) -> bool:
    """Whether a backward pass may still reach a node: none has ended since it was made."""
    nodes = moment.recording.nodes
    made = nodes.makers.get(node, 0)
    return not any(
        made < one.begin and one.end is not None and one.end < moment.step
        for one in nodes.passes.values()
    )


def _jump(part: Arrived, node: int) -> Jump:
    small = part.value is not None and part.value.whole and size(part.value) <= 2
    value = f": {array_words(array(part.value))}" if small and part.value is not None else ""
    by = f"from {part.name}{value}"
    nodes = (node,) if part.sender is None else (part.sender, node)
    return Jump(by, f"Go to where {by} came{at_line(part.line)}", part.step, nodes)


def _value(value: Value) -> Written:
    if not value.whole:
        return Written(brief(value), rf"\text{{{brief(value)}, of {shape_text(value)}}}")
    found = array(value)
    if found.ndim > 2 and found.size <= SPREAD:  # no matrix, but few enough to be listed
        return Written(array_words(found), rf"\text{{{array_words(found)}}}")
    latex = array_latex(found) or rf"\text{{{brief(value)}, of {shape_text(value)}}}"
    return Written(array_words(found), latex)


def _sent(moment: Moment, node: NodeState, found: Derivation) -> Part:
    """One gradient that the node sends on: formula, shapes, numbers, and why it is so."""
    lines = [found.shapes if found.shapes.latex else found.formula]
    notes = [note for note in _notes(moment, node, found) if note]
    local = _local(found)
    few = found.result is None or found.result.size <= SPELLED
    numbers = Written() if _too_wide(found.numbers) else found.numbers
    lines += [numbers if few or local is None else Written(), local or Written()]
    if not numbers.latex and local is None and found.sent is not None:
        lines.append(_value(found.sent))
    return Part(
        f"Gradient to {found.to}", tuple(line for line in lines if line.latex), tuple(notes)
    )


def _too_wide(numbers: Written) -> bool:
    """Whether numbers stand in a fraction, which no line of a panel can be broken in."""
    return numbers.latex.startswith(r"\frac") and len(numbers.text) > WIDEST


def _local(found: Derivation) -> Written | None:
    """The gradient as incoming × local derivative, where the formula's numbers do not say so."""
    local, result = found.local, found.result
    if local is None or result is None or found.incoming is None or local.size > MOST:
        return None
    came = array(found.incoming)
    text = f"{array_words(came)} · {array_words(local)} = {array_words(result)}"
    handed_on = bool((local == 1).all())
    spread = local.ndim > 2 and max(local.size, result.size) > SPREAD
    if handed_on or found.axes or text == found.numbers.text or spread:
        return None
    product = rf"{_under(came, 'incoming')} \cdot {_under(local, 'local derivative')}"
    return Written(text, rf"{product} = {_under(result, 'outgoing')}")


def _under(values: Array, words: str) -> str:
    written = array_latex(values, in_product=True) or rf"\text{{{array_words(values)}}}"
    return rf"\underset{{\text{{{words}}}}}{{{written}}}"


def _notes(moment: Moment, node: NodeState, found: Derivation) -> Iterator[str]:
    yield _unwritten(found)
    yield roles(moment, node, found)
    yield transposed(_name(node), found)
    yield _places(node, found)
    yield _through_a_part(node, found)
    yield _conjugated(found)
    yield _broadcast(found)
    yield _kept(moment, node, found.factors)
    yield _outcome(moment, node, found)


def _unwritten(found: Derivation) -> str:
    """Why no formula stands above: the engine has a rule, but one of several lines."""
    if found.formula.text or not found.wanted:
        return ""
    return "Its formula is left out: the rule is a procedure, not a line to write down."


def _name(node: NodeState) -> str:
    return "" if node.op is None else node.op.name.rstrip("_")


def _places(node: NodeState, found: Derivation) -> str:
    """Where the elements stood that an operation has picked out, as it says itself."""
    outputs = node.op.outputs if node.op else ()
    places = outputs[1].value if len(outputs) > 1 else None
    told = "put where the elements came from" in found.formula.text
    if not told or places is None or not places.whole or not 0 < size(places) <= MOST:
        return ""
    return f"Their places: {array_words(array(places))}."


def _conjugated(found: Derivation) -> str:
    """What complex numbers add to a formula."""
    text = found.formula.text
    joined = any(sign in text for sign in "·/@")
    if not joined or not any(mark in text for mark in ("conj(", "j)")):
        return ""
    return "Of complex numbers, what stands beside the incoming gradient is conjugated."


def _broadcast(found: Derivation) -> str:
    """What undoing a broadcast does: the axes that are summed."""
    if not found.axes or found.product is None or found.result is None:
        return ""
    axes = listed([f"axis {axis} ({found.product.shape[axis]})" for axis in found.axes])
    ways = [_WAYS[axis] for axis in found.axes] if found.product.ndim == 2 else []
    return (
        f"It was broadcast along {axes}: every copy has a gradient, and they are summed"
        f"{f' {listed(ways)}' if ways else ''}, "
        f"{shape_words(found.product.shape)} → {shape_words(found.result.shape)}."
    )


def _kept(moment: Moment, node: NodeState, factors: tuple[Factor, ...]) -> str:
    """Which saved tensors the formula reads."""
    saved = [one for one in factors if one.saved]
    if not saved:
        return ""
    words = [f"{whose(moment, node, one)} (_saved_{one.name}{_bytes(one)})" for one in saved]
    freed = "; freed since" if node.freed else ""
    return f"Read from what the forward pass saved: {listed(words)}{freed}."


def _bytes(factor: Factor) -> str:
    return "" if factor.value is None else f", {bytes_text(factor.value.nbytes)}"


def _through_a_part(node: NodeState, found: Derivation) -> str:
    """What becomes of a gradient where a part of the tensor was changed in place."""
    if node.name != OF_A_PART:
        return ""
    if found.slot:
        return "[part]: of the elements that were changed in place. Their gradient goes here."
    if _name(node) in ("copy", "fill", "zero"):
        return (
            "A part of the tensor was overwritten in place: what stood there before no longer "
            "counts, so its gradient is 0. The rest is handed on."
        )
    return (
        "A part of the tensor was changed in place: outside of it the gradient is handed on, "
        f"inside it goes back through {_name(node)}."
    )


def _outcome(moment: Moment, node: NodeState, found: Derivation) -> str:
    match found.outcome:
        case Outcome.NOT_RUN:
            return "Its numbers come when it runs." if _to_come(moment, node.id) else ""
        case Outcome.AGREES if not found.formula.text:
            return "✓ Run again on the recorded values, it gives what the run sent."
        case Outcome.AGREES:
            return "✓ The formula on the recorded values gives what the run sent."
        case Outcome.DIFFERS if found.result is not None and found.sent is not None:
            before = array_words(found.result)
            return f"A hook of the node changed it: {before} → {brief(found.sent, MOST)}."
        case Outcome.TOO_LARGE:
            return (
                "Too large to be recorded whole: statistics and a sample are kept, so that its "
                "numbers cannot be multiplied out here."
            )
        case _ if found.sent is None:
            return "Nothing was sent: the gradient is undefined here."
        case _ if node.name == OF_A_PART and found.wanted == "":
            return "Which part that was is not recorded, so that there is no formula to read."
        case _ if not found.wanted:
            return "The program's own backward() worked it out: there is no formula to read."
        case _:
            return "The recording lacks something that the formula reads."
