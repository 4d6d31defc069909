"""What can be asked about an event before it is shown, and what wrong answers to it tell."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.model.derivations.passing import card
from inspector.model.lessons.guesses import Guess, agrees, of_shape, of_value, scaled
from inspector.model.moments.moment import Moment
from inspector.model.moments.quantities import gradient_words
from inspector.model.moments.wording import called, coming_name, expression, listed, value_words
from inspector.model.questions.gradients.absence import why_no_grad
from inspector.model.recordings.arrays import size
from inspector.model.recordings.events import (
    UNSEEN,
    Accumulate,
    AnyEvent,
    BackwardEnd,
    Created,
    GradSet,
    NodeBackward,
    Op,
    Update,
)
from inspector.model.recordings.facts import Output, Value
from inspector.model.recordings.recording import Recording
from inspector.model.recordings.replacing import WHAT_IF

TYPED = 6
"""Up to so many elements a value is asked for; of larger ones the shape."""
CHANCE = frozenset(
    {
        "dropout", "bernoulli", "multinomial", "rand_like", "randn_like", "rrelu_with_noise",
        "uniform", "normal", "log_normal", "exponential", "geometric", "cauchy", "random",
    }
)  # fmt: skip
"""Operations that nobody can predict, in place or not."""
ZEROING = "zero"
"""What is part of the name of every call that empties a ``.grad``: others keep what they did."""
OPPOSITE = Guess((-1.0,))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about the event at index ``step``, which nobody has seen yet.

    ``came`` is the gradient that arrives there and ``before`` what was there, where that helps
    to tell how a wrong answer came about. ``tensor`` is what to look at afterwards, ``why`` what
    there is to say beyond the step's own sentence.
    """

    step: int
    text: str
    right: Guess
    gradient: bool
    tensor: int | None = None
    came: Guess | None = None
    before: Guess | None = None
    why: str = ""


def question_at(recording: Recording, index: int) -> Asked | None:
    """What to ask about an event; None where it brings no value that one could work out."""
    event = recording.events[index]
    if isinstance(event, Op):
        return _of_op(recording, index, event)
    if isinstance(event, NodeBackward):
        return _of_node(recording, index, event)
    if isinstance(event, Accumulate):
        return _of_sum(recording, index, event)
    if isinstance(event, GradSet):
        return _of_setting(recording, index, event)
    if isinstance(event, Update):
        return _of_update(recording, index, event)
    return _of_end(recording, index, event)


def remark(question: Asked, guess: Guess) -> str:
    """How a wrong answer may have come about; "" where nothing is known."""
    right, came, before = question.right, question.came, question.before
    if right.none:
        return "A .grad of None was never computed: that is not the same as one of 0."
    if guess.none:
        return "It is not None: something is computed here."
    if right.only_shape:
        return "These sides in another order." if _reversed(guess, right) else ""
    if scaled(guess, right, OPPOSITE):
        return "The size is right, the sign is not."
    if came is not None and before is not None and agrees(guess, came):
        return f"That is what arrives. .grad adds it to what is there: {before}."
    if came is not None and before is None and agrees(guess, came):
        return "That is the gradient that arrives; it is still multiplied by the derivative."
    if came is not None and before is None and scaled(guess, right, came):
        return f"That is the derivative alone. It multiplies the gradient that arrives, {came}."
    if len(guess.numbers) != len(right.numbers):
        return f"One number for each element: there are {len(right.numbers)}."
    return ""


def _of_op(recording: Recording, index: int, event: Op) -> Asked | None:
    before = Moment(recording, index)
    drawn = event.name.rstrip("_") in CHANCE or event.name.startswith("nn.init")
    hidden = event.inside or before.backward is not None or drawn
    if hidden or not event.outputs or not event.line:
        return None
    output = event.outputs[0]
    if event.in_place and _is_unchanged(before, output):
        return None
    name = before.name(output.tensor) or coming_name(recording, output.tensor)
    told = f"Line {event.line} computes {f'{name} = ' if name else ''}{expression(before, event)}."
    return _asked(index, told, output.value, output.tensor)


def _is_unchanged(before: Moment, output: Output) -> bool:
    """Whether what was written into a tensor is what it held, as when a module is made."""
    state = before.tensor(output.tensor)
    return state is not None and state.value == output.value


def _asked(index: int, told: str, value: Value, tensor: int) -> Asked | None:
    """Ask for a small value, or for the shape of a large one."""
    right = of_value(value) if size(value) <= TYPED else None
    if right is not None:
        return Asked(index, f"{told} What is the result?", right, gradient=False, tensor=tensor)
    if not value.shape:
        return None
    return Asked(index, f"{told} What is the result's shape?", of_shape(value), False, tensor)


def _of_node(recording: Recording, index: int, event: NodeBackward) -> Asked | None:
    shown = card(recording, event.node, index + 1)
    sends = [sent for sent in shown.sends if sent.gradient is not None]
    if not sends or event.name == "AccumulateGrad":
        return None
    # Not always the first of its inputs, but for one run always the same.
    sent = sends[index % len(sends)]
    assert sent.gradient is not None
    came = [value for value in event.incoming if value is not None]
    op = Moment(recording, index).node(event.node).op
    told = f"{event.name}{_origin(recording, op)} receives {gradient_words(came)}."
    tensor = op.outputs[0].tensor if op and op.outputs else None
    first = of_value(came[0]) if len(came) == 1 else None
    if not size(sent.gradient):
        return None
    if size(sent.gradient) > TYPED:
        asked = f"{told} What shape has the gradient it sends to {sent.to}?"
        return Asked(index, asked, of_shape(sent.gradient), True, tensor)
    right = of_value(sent.gradient)
    if right is None:
        return None
    asked = f"{told} Which gradient does it send to {sent.to}?"
    return Asked(index, asked, right, True, tensor, first)


def _origin(recording: Recording, op: Op | None) -> str:
    """The operation that a node takes back: " (y = 2 × x on line 3)"."""
    if op is None or not op.line or op.op not in recording.ops:
        return ""
    return f" ({expression(Moment(recording, recording.ops[op.op]), op)} on line {op.line})"


def _of_sum(recording: Recording, index: int, event: Accumulate) -> Asked | None:
    """Only where something is added: what arrives alone was asked for where it was sent."""
    before = Moment(recording, index)
    name = before.name(event.tensor) or event.name or called(before, event.tensor)
    state = before.tensor(event.tensor)
    node = event.node if event.node is not None else state.accumulator if state else None
    parts = before.node(node).pending if node is not None else ()
    right = of_value(event.after) if size(event.after) <= TYPED else None
    if right is None or (event.before is None and len(parts) < 2):
        return None
    held = of_value(event.before)
    was = f".grad of {name} is {held}." if event.before else f".grad of {name} is None."
    arriving = parts if len(parts) > 1 else (event.incoming,)
    words = listed([value_words(value) for value in arriving])
    text = f"{was} {words} {'arrive' if len(arriving) > 1 else 'arrives'}. What is .grad then?"
    came = of_value(event.incoming) if event.before else None
    return Asked(index, text, right, True, event.tensor, came, held if event.before else None)


def _of_setting(recording: Recording, index: int, event: GradSet) -> Asked | None:
    before = Moment(recording, index)
    right = of_value(event.after)
    name = before.name(event.tensor)
    if not name or right is None or len(right.numbers) > TYPED or ZEROING not in event.how:
        return None
    was = value_words(event.before) if event.before else "None"
    text = f".grad of {name} is {was}. What does {event.how} make of it?"
    return Asked(index, text, right, True, event.tensor)


def _of_update(recording: Recording, index: int, event: Update) -> Asked | None:
    before = Moment(recording, index)
    right = of_value(event.after) if size(event.after) <= TYPED else None
    if right is None or event.how in {WHAT_IF, UNSEEN}:
        return None
    name, state = called(before, event.tensor), before.tensor(event.tensor)
    grad = f", its .grad {value_words(state.grad)}" if state and state.grad else ""
    was = f"{name} is {value_words(event.before)}{grad}."
    rate = next((f" (lr={one.text})" for one in event.state if one.name == "lr"), "")
    text = f"{was} What does {event.how or 'the optimizer'}{rate} make of it?"
    return Asked(index, text, right, False, event.tensor)


def _of_end(recording: Recording, index: int, event: AnyEvent) -> Asked | None:
    """After the first backward pass: what is the .grad of something it never reached?"""
    if not isinstance(event, BackwardEnd) or index != recording.of_kind(BackwardEnd)[0]:
        return None
    after = Moment(recording, index + 1)
    for tensor in recording.tensors.born:
        state = after.tensor(tensor)
        made = recording.events[recording.tensors.born[tensor]]
        if state is None or state.grad is not None or not isinstance(made, Created):
            continue
        if state.name and made.how and not made.how.endswith(".grad"):
            text = f"The backward pass is over. What is .grad of {state.name}?"
            why = why_no_grad(after, tensor)
            return Asked(index, text, Guess(none=True), True, tensor, why=why)
    return None


def _reversed(guess: Guess, right: Guess) -> bool:
    sides = guess.shape or tuple(map(int, guess.numbers))
    return sorted(sides) == sorted(right.shape or ())
