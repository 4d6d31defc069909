"""One plain sentence for every step of a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from inspector.model.derivations.passing import Formulas, no_formulas, passing
from inspector.model.moments.calls import entry_of
from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import line_text, line_words, with_words
from inspector.model.moments.quantities import (
    change_words,
    gradient_words,
    mean_words,
    parts_words,
    sum_words,
)
from inspector.model.moments.wording import (
    LISTED,
    at_line,
    called,
    coming_name,
    counted,
    is_small,
    listed,
    module_words,
    value_words,
)
from inspector.model.questions import computing, waiting
from inspector.model.questions.errors.remedies import explained, warned
from inspector.model.questions.outcome import outcome
from inspector.model.recordings.events import (
    UNSEEN,
    Accumulate,
    Answered,
    Asked,
    BackwardBegin,
    BackwardEnd,
    Created,
    End,
    Entered,
    Error,
    Event,
    Freed,
    Given,
    GradMode,
    GradSet,
    Held,
    Left,
    Limit,
    Names,
    NodeBackward,
    Op,
    Paused,
    Printed,
    RequiresGrad,
    Resumed,
    RetainGrad,
    Statement,
    Update,
    Warned,
)
from inspector.model.recordings.facts import Binding, Value
from inspector.model.recordings.format import true_minus
from inspector.model.recordings.history import NEVER, latest
from inspector.model.recordings.recording import Recording
from inspector.model.recordings.replacing import WHAT_IF

LONGEST_LINE = 80
_NO_RUN = "Nothing has run yet: run the program (F5)."
_BEGINNING = "Here the run begins"
_AT_FIRST = f"{_BEGINNING}: step forward (Right) or play it (Space)."


def sentence(recording: Recording, step: int, formulas: Formulas = no_formulas) -> str:
    """What step number ``step`` does, in one plain sentence; at step 0 what to do next."""
    if not 0 < step <= len(recording):
        return _AT_FIRST if len(recording) else _NO_RUN
    event = recording.events[step - 1]
    moment = Moment(recording, step)
    if isinstance(event, NodeBackward):
        return passing(event, moment, formulas)
    return with_words(recording, TELLERS[type(event)](event, moment))


def caption(recording: Recording, step: int, formulas: Formulas = no_formulas) -> str:
    """The same below a picture, where there are no keys to press."""
    return (
        f"{_BEGINNING}." if step == 0 and len(recording) else sentence(recording, step, formulas)
    )


def _entered(event: Entered, moment: Moment) -> str:
    return f"{module_words(event)} is called{at_line(event.line)}: what follows is part of it."


def _left(event: Left, moment: Moment) -> str:
    return f"{module_words(entry_of(moment.recording, moment.step - 1))} has returned."


def _statement(event: Statement, moment: Moment) -> str:
    where = _of_frame(event.function)
    text = line_text(moment.recording, event.line).strip()
    if len(text) > LONGEST_LINE:
        text = f"{text[:LONGEST_LINE].rstrip()} …"
    told = f": {text}" if text else "."
    line = line_words(moment.recording, event.line)
    return f"{line[:1].upper()}{line[1:]}{where} runs next{told}"


def _of_frame(function: str) -> str:
    if function == "<module>":
        return ""
    return f" of {function}" if function.startswith("class ") else f" of {function}()"


def _names(event: Names, moment: Moment) -> str:
    if event.returned:
        lost = ": its variables are gone" if event.deleted else ""
        is_class = event.function.startswith("class ")
        ends = f"The body of {event.function} ends" if is_class else f"{event.function}() returns"
        return f"{ends}{lost}."
    if event.waits:
        return f"{event.function}() waits, and keeps its variables."
    told = [_binding(one, moment) for one in event.bound]
    told += [f"{name} is no longer bound" for name in event.deleted]
    if not told:
        return "No variable changes."
    if len(told) > LISTED:
        names = [*(one.name for one in event.bound), *event.deleted]
        return f"{len(names)} variables change: {listed(names)}."
    return f"{listed(told)}."


def _binding(one: Binding, moment: Moment) -> str:
    state = moment.tensor(one.tensor) if one.tensor is not None else None
    if state is None:
        return f"{one.name} is now {true_minus(one.text)}" if one.text else f"{one.name} is bound"
    made = f" (made by {state.grad_fn})" if state.grad_fn else ""
    kind = "the tensor " if is_small(state.value) else ""
    return f"{one.name} now names {kind}{value_words(state.value)}{made}"


def _created(event: Created, moment: Moment) -> str:
    if event.how.endswith(".grad"):
        return f"{event.how}, {value_words(event.value)}, is read{at_line(event.line)}."
    if not event.how and (event.inside or moment.backward is not None):
        whom = f" for {event.inside}()" if event.inside else ""
        gradient = gradient_words([event.value])
        return f"{gradient[:1].upper()}{gradient[1:]} becomes a tensor{whom}."
    name = coming_name(moment.recording, event.tensor)
    words = value_words(event.value)
    if words.startswith("a"):
        told = f"{name}, {words}," if name else words.capitalize()
    else:
        told = f"{name} = {words}" if name else f"The tensor {words}"
    made = f" by {event.how}" if event.how else ""
    kind = "a constant: it does not require grad, so no gradient is kept for it"
    if event.requires_grad:
        kind = "a leaf that requires grad: backward will fill its .grad"
    if event.inside:
        kind = f"for the use of {event.inside}() only"
    return f"{told} is made{made}{at_line(event.line)}, {kind}."


def _grad_mode(event: GradMode, moment: Moment) -> str:
    if event.enabled:
        ends = event.cause in {"no_grad", "inference_mode"}
        by = f", {event.cause} ends" if ends else _by(event)
        return f"Gradients are recorded again{by}: operations get a grad_fn."
    return f"Gradients are no longer recorded{_by(event)}: operations get no grad_fn."


def _by(event: GradMode) -> str:
    return f" ({event.cause}{at_line(event.line)})" if event.cause else at_line(event.line)


def _requires_grad(event: RequiresGrad, moment: Moment) -> str:
    name = called(moment, event.tensor)
    if event.requires_grad:
        return f"{name} requires grad from now on: operations on it are recorded."
    return f"{name} no longer requires grad: backward will not reach it."


def _retain_grad(event: RetainGrad, moment: Moment) -> str:
    return f"{called(moment, event.tensor)} is not a leaf, but will keep its .grad (retain_grad)."


def _begin(event: BackwardBegin, moment: Moment) -> str:
    roots = listed([called(moment, root) for root in event.roots])
    seeded = f" with {gradient_words(event.gradients)}" if any(event.gradients) else ""
    call = "backward()" if event.accumulates else "autograd.grad()"
    started = f"{call}{at_line(event.line)} starts at {roots}"
    run = [ready for ready in event.nodes if ready.tensor is None]
    kept = "; saved tensors will be kept (retain_graph)" if event.retain_graph else ""
    return f"{started}{seeded}: {counted(len(run), 'node')} will run{kept}."


def _accumulate(event: Accumulate, moment: Moment) -> str:
    name = moment.name(event.tensor) or event.name or called(moment, event.tensor)
    sums = parts_words(_parts(event, moment), event.incoming)
    if event.before is None:
        return f".grad of {name} becomes {mean_words(event.incoming)}{sums}."
    return f".grad of {name} becomes {sum_words(event.before, event.incoming, event.after)}{sums}."


def _parts(event: Accumulate, moment: Moment) -> Sequence[Value]:
    state = moment.tensor(event.tensor)
    node = event.node if event.node is not None else state.accumulator if state else None
    if node is None:
        return []
    return moment.node(node).pending


def _freed(event: Freed, moment: Moment) -> str:
    few = event.nodes if len(event.nodes) <= LISTED else ()
    names = listed([moment.node(node).name or "a node" for node in few])
    return (
        f"The tensors saved by {names or counted(len(event.nodes), 'node')} are freed: "
        "another backward through them would fail."
    )


def _end_backward(event: BackwardEnd, moment: Moment) -> str:
    if not event.ok:
        return "The backward pass breaks off with an error."
    return "The backward pass is done: every gradient has arrived."


def _grad_set(event: GradSet, moment: Moment) -> str:
    name = called(moment, event.tensor)
    after = mean_words(event.after) if event.after else "None"
    if event.how == UNSEEN:
        return f"In turns that were left out, .grad of {name} became {after}."
    how = f" ({event.how})" if event.how else ""
    if event.before and event.after:
        change = change_words(event.before, event.after)
    else:
        change = f"from {mean_words(event.before) if event.before else 'None'} to {after}"
    return f".grad of {name} is set {change}{how}{at_line(event.line)}."


def _update(event: Update, moment: Moment) -> str:
    name = called(moment, event.tensor)
    if event.how == WHAT_IF:
        instead = f"{value_words(event.after)} instead of {value_words(event.before)}"
        return f"What if? {name} is {instead}{computing.shared(event.also, moment)}."
    if event.how == UNSEEN:
        became = f"{name} became {mean_words(event.after)}"
        return f"In turns that were left out, {became}{computing.shared(event.also, moment)}."
    change = change_words(event.before, event.after)
    told = f"{event.how or 'The optimiser'} changes {name} {change}{at_line(event.line)}"
    return f"{told}{computing.shared(event.also, moment)}."


def _held(event: Held, moment: Moment) -> str:
    named = [called(moment, tensor) for tensor in event.tensors]
    whom = listed(named) if len(named) <= LISTED else counted(len(named), "tensor")
    them = "it" if len(named) == 1 else "them"
    return f"{event.optimizer}{at_line(event.line)} holds {whom}: its step() changes {them}."


def _printed(event: Printed, moment: Moment) -> str:
    first = event.text.strip("\n").split("\n", 1)
    more = " …" if len(first) > 1 or len(first[0]) > LONGEST_LINE else ""
    verb = "prints" if event.stream == "stdout" else "writes to stderr"
    return f"The program {verb}: {first[0][:LONGEST_LINE].strip() or 'an empty line'}{more}"


def _asked(event: Asked, moment: Moment) -> str:
    return "The program waits for a line of input."


def _answered(event: Answered, moment: Moment) -> str:
    if event.ended:
        return "The program is told that there is no more input."
    return f"The program is given the line {event.text[:LONGEST_LINE]!r}."


def _warned(event: Warned, moment: Moment) -> str:
    return warned(event)


def _error(event: Error, moment: Moment) -> str:
    return explained(event, moment)


def _limit(event: Limit, moment: Moment) -> str:
    return f"From here on the recording leaves out {event.what}: a limit was reached."


def _end(event: End, moment: Moment) -> str:
    if event.reason != "stopped" and (done := waiting.given_end(event, moment)):
        error = moment.error
        return done if error is None else f"{done} {explained(error, moment)}"
    if event.reason == "error" and moment.error is not None:
        why = explained(moment.error, moment)
        return why if why.startswith("The program") else f"The program has ended here. {why}"
    told = ENDINGS.get(event.reason, "The program has ended.").format(status=event.status)
    if event.reason == "finished" and (grads := outcome(moment)):
        told = f"The program has finished: {grads}."
    return " ".join(filter(None, (told, event.message, _left_out(moment))))


def _left_out(moment: Moment) -> str:
    """What the recording of a run that has ended lacks, as a limit was reached."""
    index = latest(moment.recording.of_kind(Limit), moment.step)
    if index == NEVER:
        return ""
    return f"The recording leaves out {moment.recording.at(Limit, index).what}."


ENDINGS = {
    "finished": "The program has finished.",
    "error": "The program has ended with an error.",
    "exit": "The program has ended itself, with status {status}.",
    "stopped": "The program was stopped.",
    "timeout": "The program was stopped: its time was up.",
    "died": "The program's process has died.",
}

Teller = Callable[[Any, Moment], str]

TELLERS: dict[type[Event], Teller] = {
    Statement: _statement,
    Names: _names,
    Created: _created,
    Op: computing.computed,
    GradMode: _grad_mode,
    RequiresGrad: _requires_grad,
    Entered: _entered,
    Left: _left,
    RetainGrad: _retain_grad,
    BackwardBegin: _begin,
    Accumulate: _accumulate,
    Freed: _freed,
    BackwardEnd: _end_backward,
    GradSet: _grad_set,
    Update: _update,
    Held: _held,
    Paused: waiting.paused,
    Resumed: waiting.resumed,
    Given: waiting.given,
    Printed: _printed,
    Asked: _asked,
    Answered: _answered,
    Warned: _warned,
    Error: _error,
    Limit: _limit,
    End: _end,
}
