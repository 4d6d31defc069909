"""Questions about one tensor, answered from the recording: why None, zero, NaN, huge, or waiting.

An answer names the first thing in order of execution that made it so, with the steps to look at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from inspector.model.moments.defects import is_defective, is_zero, largest
from inspector.model.moments.ledger import line_of
from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import with_words
from inspector.model.moments.states import NodePhase, TensorState
from inspector.model.moments.wording import at_line, called, counted, grad_called
from inspector.model.questions.errors.no_grad_fn import wall
from inspector.model.questions.errors.particulars import missing_grad
from inspector.model.questions.errors.remedies import explained, freeing
from inspector.model.questions.gradients.absence import absence
from inspector.model.questions.gradients.blame import (
    Found,
    Odd,
    amplified,
    spoilt,
    spoilt_by,
    stopped,
)
from inspector.model.questions.gradients.in_place_changes import changing
from inspector.model.questions.gradients.misspelt import not_frozen
from inspector.model.questions.gradients.nan_origins import filled, first_nan, made_by, origin
from inspector.model.questions.gradients.passages import passage_at, passes
from inspector.model.questions.gradients.unchained import unchained
from inspector.model.questions.gradients.vanishing import vanishing
from inspector.model.questions.queue import why_now
from inspector.model.questions.reason import Reason
from inspector.model.questions.training.attached_target import attached_target
from inspector.model.questions.training.broadcasting import unwanted_broadcast
from inspector.model.questions.training.clipping import clipped_in_vain
from inspector.model.questions.training.data_changes import unnoticed_change
from inspector.model.questions.training.divergence import diverging, learning_rate
from inspector.model.questions.training.frozen_optimizer import frozen_optimizer
from inspector.model.questions.training.large_steps import step_too_large
from inspector.model.questions.training.likelihood import likelihood
from inspector.model.questions.training.loss_inputs import wrong_loss_input
from inspector.model.questions.training.loss_lists import collector, loss_list
from inspector.model.questions.training.loss_totals import loss_total
from inspector.model.questions.training.missing_zero_grad import missing_zero_grad
from inspector.model.questions.training.outdated import outdated
from inspector.model.questions.training.repeated_steps import repeated_steps
from inspector.model.questions.training.retained_graphs import retained_graphs
from inspector.model.questions.training.small_steps import steps_too_small
from inspector.model.questions.training.stepped_elsewhere import stepped_elsewhere
from inspector.model.questions.training.still_evaluating import still_evaluating
from inspector.model.questions.training.still_training import owner, still_training
from inspector.model.questions.training.symmetric_units import symmetric_units
from inspector.model.questions.training.unchanged import unchanged
from inspector.model.questions.training.unshuffled import unshuffled
from inspector.model.questions.training.wrong_sign import wrong_sign
from inspector.model.recordings.events import (
    Accumulate,
    BackwardBegin,
    GradSet,
    NodeBackward,
    Update,
)
from inspector.model.recordings.facts import Value
from inspector.model.recordings.history import NEVER, latest_of

HUGE = 1e4
"""A gradient of this size is asked about: an ordinary step of an optimizer leaps with it."""
SHOWN = 4
Ask: TypeAlias = Callable[[Moment, TensorState], Reason | None]
Question: TypeAlias = "Callable[[Moment, TensorState], Answer | None]"


@dataclass(frozen=True, slots=True)
class Link:
    """A step to look at, in a few words."""

    text: str
    step: int


@dataclass(frozen=True, slots=True)
class Answer:
    """One question about what is shown, its answer in a sentence or two, and where to look."""

    question: str
    text: str
    links: tuple[Link, ...] = ()


def fault(moment: Moment) -> Answer | None:
    """What the error that ended the program means, and the steps that led to it."""
    error = moment.error
    if error is None:
        return None
    makers = moment.recording.nodes.makers
    steps = (
        ("freed", freeing(error, moment), "a second time"),
        ("changed in place", changing(error, moment), "inplace operation"),
        ("not tracked", wall(moment), "does not have a grad_fn"),
        ("saved", makers.get(error.node or 0, NEVER), "inplace operation"),
        ("made", makers.get(error.node or 0, NEVER), "a second time"),
        ("lost", missing_grad(error, moment).index, "'NoneType'"),
    )
    links = [
        Link(f"{what}{at_line(moment.recording.line_at(index))}", index + 1)
        for what, index, words in steps
        if index != NEVER and words in error.message
    ]
    question = f"What does this {error.type} mean?"
    return in_words(moment, Answer(question, explained(error, moment), tuple(links)))


def in_words(moment: Moment, answer: Answer) -> Answer:
    """An answer that calls its lines what their reader does: those of cells, or of the console."""
    recording = moment.recording
    links = tuple(Link(with_words(recording, one.text), one.step) for one in answer.links)
    return Answer(answer.question, with_words(recording, answer.text), links)


def answers(moment: Moment, tensor: int, grad: bool = True) -> tuple[Answer, ...]:
    """All that can be asked about a tensor at a moment, the most urgent first.

    ``grad`` : whether it is asked what became of its ``.grad``, too.
    """
    state = moment.tensor(tensor)
    if state is None:
        return ()
    asked = (ask(moment, state) for ask in QUESTIONS if grad or ask is not _gradient)
    return tuple(in_words(moment, answer) for answer in asked if answer is not None)


def begun(moment: Moment) -> Answer | None:
    """Why what this very step made is NaN or Inf; None where it is neither, or was before."""
    index = moment.step - 1
    event = moment.event
    found: Answer | None = None
    if isinstance(event, NodeBackward):
        found = _sent(moment, index)
    elif isinstance(event, BackwardBegin) and any(map(is_defective, event.gradients)):
        given = f"backward(){at_line(event.line)} was given a gradient that is not finite."
        found = _told(moment, "Why is the gradient not finite?", [(index, given)])
    elif isinstance(event, Accumulate) and is_defective(event.after):
        state = moment.tensor(event.tensor)
        found = _gradient(moment, state) if state is not None else None
    elif event is not None:
        states = (moment.tensor(one) for one in sorted(made_by(event)))
        made = (_value(moment, state) for state in states if state is not None)
        found = next((answer for answer in made if answer is not None), None)
    if found is None or all(link.step != moment.step for link in found.links):
        return None
    return in_words(moment, found)


def _sent(moment: Moment, index: int) -> Answer | None:
    """Why the gradients that the run of a node sent on, or ran with, are not finite."""
    one = passage_at(moment.recording, index)
    found = [] if one is None else list(spoilt_by(moment, one))
    if one is None or not found:
        return None
    does = "receive" if any(map(is_defective, one.received)) else "send"
    question = f"Why does {one.event.name} {does} a gradient that is not finite?"
    return _told(moment, question, found)


def _value(moment: Moment, state: TensorState) -> Answer | None:
    """Where a NaN or an Inf in the value comes from."""
    why = origin(moment, state) if is_defective(state.value) else None
    if why is None:
        return None
    question = f"Why is {called(moment, state.id)} not finite?"
    event = moment.recording.events[why.index]
    if isinstance(event, Update):
        deeper = _spread(moment, event, why.index)
        links = (*(deeper.links if deeper else ()), _link(moment, why.index))
        return Answer(question, _updated(moment, event, deeper), links)
    then = first_nan(moment, state)
    on_purpose = filled(moment, why.index) if then is not None else None
    blamed = [one for one in (on_purpose or why, then) if one is not None]
    if on_purpose:  # a mask does no harm by itself
        blamed.reverse()
    links = tuple(_link(moment, index) for index in dict.fromkeys(one.index for one in blamed))
    return Answer(question, " ".join(one.text for one in blamed), links)


def _updated(moment: Moment, event: Update, deeper: Answer | None) -> str:
    """How a parameter became what is not finite: by its gradient, or by how far the step went."""
    name = called(moment, event.tensor)
    rate = learning_rate(event)
    far = f"it went too far{f', at a learning rate of {rate}' if rate else ''}."
    why = f"{name}.grad was not finite any more. {deeper.text}" if deeper else far
    return f"{name} was finite until {event.how}{at_line(event.line)}: {why}"


def _spread(moment: Moment, event: Update, index: int) -> Answer | None:
    """Why the gradient that a step followed was not finite, where it was not."""
    before = Moment(moment.recording, index)
    state = before.tensor(event.tensor)
    if state is None or not is_defective(state.grad):
        return None
    return _gradient(before, state)


def _gradient(moment: Moment, state: TensorState) -> Answer | None:
    """Why ``.grad`` is None, not finite, zero or huge; None where nothing is odd about it."""
    name = grad_called(moment, state.id)
    if state.grad is None:
        why = absence(moment, state.id)
        links = () if why.index == NEVER else (_link(moment, why.index),)
        return Answer(f"Why is {name} None?", why.text, links)
    for how, odd, blamed in (
        ("not finite", is_defective, spoilt),
        ("zero", is_zero, stopped),
        ("so large", is_huge, amplified),
    ):
        if odd(state.grad):
            deposit = _deposited(moment, state, odd)
            own = deposit is not None and _at_the_leaf(moment, deposit, odd, how)
            found = [own] if own else list(blamed(moment, state))
            return _told(moment, f"Why is {name} {how}?", found)
    return None


def _stretched(moment: Moment, state: TensorState) -> Answer | None:
    """Why a result has more elements than anything that it was made from."""
    why = unwanted_broadcast(moment, state)
    if why is None:
        return None
    shape = "×".join(map(str, state.value.shape))
    question = f"Why is {called(moment, state.id)} {shape}?"
    if not shape:
        question = f"Does {called(moment, state.id)} compare what belongs together?"
    return Answer(question, why.text, (_link(moment, why.index),))


def is_huge(value: Value | None) -> bool:
    """Whether an element is of a size that one asks about."""
    return largest(value) > HUGE


def _deposited(moment: Moment, state: TensorState, odd: Odd) -> int | None:
    """The event that made a ``.grad`` odd: clipping what is NaN by then is not to blame."""
    recording, index = moment.recording, moment.step
    while (index := latest_of(recording.tensors.grads, state.id, index)) != NEVER:
        event = recording.events[index]
        if not isinstance(event, GradSet) or not odd(event.before) or "zero" in event.how:
            return index
    return None


def _at_the_leaf(moment: Moment, index: int, odd: Odd, how: str) -> Found | None:
    """What made a ``.grad`` odd after everything had arrived: a call, a hook, or the sum.

    ``how`` it is odd: "so large".
    """
    recording = moment.recording
    event = recording.events[index]
    if isinstance(event, GradSet):
        call = f".grad {event.how}" if event.how.startswith("=") else event.how
        did = "zeroed" if is_zero(event.after) else "set"
        return index, f"It was {did} by {call}{at_line(event.line)}."
    line = line_of(recording, index)
    if not isinstance(event, Accumulate):
        return None
    if line.arrived is not None and odd(event.incoming):
        return index, f"It became {how} in a hook, after it had arrived."
    if odd(event.incoming):
        parts = [part.value for part in line.parts]
        if len(parts) > 1 and not any(map(odd, parts)):
            return index, f"It became {how} in the sum of its {len(parts)} contributions."
        return _seeded(moment, event, odd, how)
    earlier = _set_before(moment, index, event.tensor, odd, how)
    if earlier is not None:
        return earlier
    many = len(passes(moment, event.tensor))
    if is_zero(event.after):
        return index, f"{many} backward passes cancel: none of them is zero, but their sum is."
    added = f"{many} backward passes have been added up since it was last cleared"
    return index, f"{added}: it became {how} in their sum."


def _set_before(moment: Moment, index: int, tensor: int, odd: Odd, how: str) -> Found | None:
    """The call that had made a ``.grad`` odd before anything was added to it."""
    at = latest_of(moment.recording.tensors.grad_sets, tensor, index)
    event = moment.recording.events[at] if at != NEVER else None
    if isinstance(event, GradSet) and odd(event.after):
        return _at_the_leaf(moment, at, odd, how)
    return None


def _seeded(moment: Moment, event: Accumulate, odd: Odd, how: str) -> Found | None:
    """A pass that began with such a gradient, as it was given to backward()."""
    running = moment.recording.nodes.passes.get(event.backward)
    begin = moment.recording.events[running.begin] if running else None
    if running is None or not isinstance(begin, BackwardBegin):
        return None
    if not any(map(odd, begin.gradients)):
        return None
    return running.begin, f"backward(){at_line(begin.line)} was given a gradient that is {how}."


def _told(moment: Moment, question: str, found: list[Found]) -> Answer:
    if not found:
        return Answer(question, "It is what arrived: no node on the way changed it so.")
    found = list({text: (index, text) for index, text in reversed(found)}.values())[::-1]
    links = tuple(_link(moment, index) for index in sorted(index for index, _ in found[:SHOWN]))
    more = f" And {counted(len(found) - SHOWN, 'more node')}." if len(found) > SHOWN else ""
    return Answer(question, " ".join(text for _, text in found[:SHOWN]) + more, links)


def _firing(moment: Moment, state: TensorState) -> Answer | None:
    """Why the node of a tensor runs now in the running pass, or does not yet."""
    node = state.accumulator if state.is_leaf else state.node
    if node is None or moment.backward is None:
        return None
    at = moment.node(node)
    why = why_now(moment, node)
    if not why or at.phase is NodePhase.DONE:
        return None
    asked = "does" if at.phase is NodePhase.RUNNING else "has"
    tail = "run now" if at.phase is NodePhase.RUNNING else "not run yet"
    return Answer(f"Why {asked} {at.name} {tail}?", why)


def _plainly(ask: Ask, question: str, name: Callable[[Moment, int], str]) -> Question:
    """A question that is answered by one reason, or does not arise."""

    def answer(moment: Moment, state: TensorState) -> Answer | None:
        why = ask(moment, state)
        if why is None:
            return None
        links = () if why.index == NEVER else (_link(moment, why.index),)
        return Answer(question.format(name(moment, state.id)), why.text, links)

    return answer


def _link(moment: Moment, index: int) -> Link:
    event = moment.recording.events[index]
    if isinstance(event, NodeBackward):
        return Link(event.name, index + 1)
    line = moment.recording.line_at(index)
    return Link(f"line {line}" if line else f"step {index + 1}", index + 1)


QUESTIONS: tuple[Question, ...] = (
    _plainly(diverging, "Why does {} run away?", called),
    _plainly(step_too_large, "Why does {} leap?", called),
    _value,
    _stretched,
    _plainly(wrong_loss_input, "Was {} given what it takes?", called),
    _plainly(likelihood, "Is {} the one that is meant?", called),
    _plainly(unshuffled, "Are the batches of {} mixed?", called),
    _plainly(attached_target, "Is the target of {} fixed?", called),
    _plainly(not_frozen, "Is {} frozen?", called),
    _plainly(loss_total, "What does {} keep?", called),
    _plainly(loss_list, "What does {} keep?", collector),
    _plainly(wrong_sign, "Does {} go the right way?", called),
    _plainly(repeated_steps, "Is {} followed once?", grad_called),
    _plainly(symmetric_units, "Do the units of {} learn?", called),
    _plainly(still_training, "Is {} evaluated in evaluation mode?", owner),
    _plainly(frozen_optimizer, "Why did {} not change?", called),
    _plainly(stepped_elsewhere, "Why did {} not change?", called),
    _plainly(retained_graphs, "Is the graph of {} needed again?", called),
    _gradient,
    _plainly(unchained, "Does {} follow the chain rule?", grad_called),
    _plainly(vanishing, "Why is {} so small?", grad_called),
    _plainly(unnoticed_change, "Does {} belong to what was computed?", grad_called),
    _plainly(outdated, "Does {} follow the latest step?", grad_called),
    _plainly(missing_zero_grad, "Is {} one gradient?", grad_called),
    _plainly(steps_too_small, "Why does {} hardly move?", called),
    _plainly(unchanged, "Why did {} not change?", called),
    _plainly(still_evaluating, "Is {} trained in training mode?", called),
    _plainly(clipped_in_vain, "Is {} clipped in time?", grad_called),
    _firing,
)
"""All that can be asked about a tensor, the most urgent first."""
