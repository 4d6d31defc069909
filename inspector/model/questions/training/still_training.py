"""Models that are evaluated as they are trained: dropout still drops, as nobody called eval()."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line, called, listed
from inspector.model.questions.gradients.upstream import given
from inspector.model.questions.reason import Reason
from inspector.model.questions.training.still_evaluating import modules
from inspector.model.recordings.events import Entered, Held, Left, Op, Update
from inspector.model.recordings.history import count
from inspector.model.recordings.recording import Recording

_MODES = re.compile(r"\.(?:eval|train)\(")
MOST = 2_000
"""So many calls of modules are looked through, the last ones."""


@dataclass(frozen=True, slots=True)
class _Call:
    """A module that the program itself called, from event ``begun`` to ``ended``."""

    begun: int
    ended: int
    name: str


def still_training(moment: Moment, state: TensorState) -> Reason | None:
    """That a model which was trained is asked without gradients, and never put into eval mode.

    A program that calls eval() or train() knows of them; one that asks the same twice without a
    step between wants the spread that dropout makes.
    """
    recording = moment.recording
    model, dot, _ = (state.name or "").partition(".")
    steps = recording.tensors.updates.get(state.id, ())
    if not dot or not steps or _MODES.search(recording.source):
        return None
    asked = [
        (call, kinds)
        for call in _calls(recording, steps[0], moment.step)
        if call.name == model
        and not Moment(recording, call.begun).grad_mode.enabled
        and (kinds := _active(recording, call))
    ]
    if not asked or any(_is_again(recording, one, two) for (one, _), (two, _) in pairwise(asked)):
        return None
    call, kinds = asked[-1]
    text = (
        f"No: {model} was asked{at_line(recording.line_at(call.begun))} without gradients, and "
        f"nobody had called {model}.eval(): {listed(kinds)} still did as in training. Call "
        f"{model}.eval() before, and {model}.train() before training goes on."
    )
    return Reason(text, call.begun)


def _calls(recording: Recording, start: int, end: int) -> Iterator[_Call]:
    """The modules that the program itself called between two events."""
    begun = recording.of_kind(Entered)
    begun = begun[count(begun, start) : count(begun, end)][-MOST:]
    if not begun:
        return
    left = recording.of_kind(Left)
    depth, first = 0, 0
    for index in sorted((*begun, *left[count(left, begun[0]) : count(left, end)])):
        if isinstance(recording.events[index], Entered):
            first = index if depth == 0 else first
            depth += 1
        elif depth > 0:
            depth -= 1
            if depth == 0:
                yield _Call(first, index, recording.at(Entered, first).name)


def _active(recording: Recording, call: _Call) -> list[str]:
    """The kinds of modules in a call that did what they do in training only.

    Beside another model a generator may well draw from the batch's own averages.
    """
    found = modules(recording, call.begun, call.ended, tracked=False)
    kinds = {module.type for module, trains in found if trains}
    alone = len(recording.of_kind(Held)) == 1
    return sorted(kind for kind in kinds if alone or "Dropout" in kind)


def _is_again(recording: Recording, one: _Call, two: _Call) -> bool:
    """Whether a call asks the same as the one before, with no step between them."""
    updates = recording.of_kind(Update)
    if count(updates, one.begun) != count(updates, two.begun):
        return False
    return _asked(recording, one) == _asked(recording, two)


def _asked(recording: Recording, call: _Call) -> list[int]:
    """What the first operation of a call was given."""
    ops = recording.of_kind(Op)
    first = ops[count(ops, call.begun) :][:1]
    return [tensor for index in first for tensor in given(recording.at(Op, index))]


def owner(moment: Moment, tensor: int) -> str:
    """The model that a parameter belongs to, by its variable."""
    return called(moment, tensor).partition(".")[0]
