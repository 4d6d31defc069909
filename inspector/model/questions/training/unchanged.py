"""Why a parameter is what it was after an optimizer's step."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inspector.model.moments.defects import is_defective, is_zero
from inspector.model.moments.moment import Moment
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line
from inspector.model.questions.gradients.absence import absence
from inspector.model.questions.gradients.trained_leaves import holder, is_given
from inspector.model.questions.reason import Reason
from inspector.model.questions.training.not_held import not_held
from inspector.model.recordings.arrays import is_told
from inspector.model.recordings.events import UNSEEN, Created, GradSet, Held, Statement, Update
from inspector.model.recordings.history import NEVER, count, latest, latest_of
from inspector.model.recordings.recording import Recording
from inspector.model.recordings.replacing import WHAT_IF

_STEPS = re.compile(r"\b(?!\w*sched)\w+\.step\(")
_ZEROED = ".zero_grad"
ROUNDED = "it was rounded away"
"""How an answer says that a step was too small to be held."""
MOST = 5_000
"""Statements that are looked through for a step that changed nothing."""


def unchanged(moment: Moment, state: TensorState) -> Reason | None:
    """Why the last optimizer's step did not change a parameter; None where it did, or none ran."""
    recording = moment.recording
    begun, ended = _last_step(moment)
    if not (state.is_leaf and state.requires_grad):
        return None
    if begun == NEVER:
        return _never_stepped(moment, state)
    if recording.tensors.born[state.id] > begun:
        return None
    where = f"The step{at_line(recording.line_at(begun))}"
    updated = latest_of(recording.tensors.updates, state.id, ended)
    event = recording.events[updated] if updated > begun else None
    before = Moment(recording, begun + 1)
    if isinstance(event, Update):
        known = is_told(event.after) and not is_defective(event.after)
        still = known and event.before == event.after
        return _unmoved(before, event, updated, where) if still else None
    then = before.tensor(state.id)
    if event is not None or then is None or not then.requires_grad:
        return None
    if then.grad is None and not (_is_parameter(moment, state.id) or is_given(moment, state.id)):
        return None
    if then.grad is None:
        why = absence(before, state.id)
        return Reason(f"{where} passed it over, as its .grad was None. {why.text}", why.index)
    by_hand = latest_of(recording.tensors.produced, state.id, moment.step) > begun
    if by_hand or _has_another(moment, state.id):
        return None
    held = holder(before, state.id)
    if held != NEVER:
        return Reason(f"{where} did not: {_of_another(recording, held)}", held)
    text = f"{where} did not: its optimizer does not hold this tensor{not_held(moment, state)}."
    return Reason(text, begun)


def _of_another(recording: Recording, held: int) -> str:
    """That a step was not that of the optimizer to which a tensor was given."""
    name = recording.at(Held, held).optimizer
    return f"the {name} that holds this tensor has changed nothing yet. Call its step(), too."


def _never_stepped(moment: Moment, state: TensorState) -> Reason | None:
    """That an optimizer clears a ``.grad`` for the next pass, and nobody lets it take a step."""
    recording = moment.recording
    sets = recording.tensors.grad_sets.get(state.id, ())
    cleared = [
        index for index in sets[: count(sets, moment.step)] if _by_optimizer(recording, index)
    ]
    changed = state.id in recording.tensors.updates or recording.tensors.manual_updates
    if not cleared or state.grad is None or changed or _steps(recording):
        return None
    by = recording.at(GradSet, cleared[-1]).how
    where = at_line(recording.line_at(cleared[-1]))
    text = f"No optimizer has taken a step: {by}{where} clears its .grad, and nothing has used it."
    return Reason(f"{text} Call step() after backward().", cleared[-1])


def _by_optimizer(recording: Recording, index: int) -> bool:
    how = recording.at(GradSet, index).how
    return how.endswith(_ZEROED) and not how.startswith("Module")


def _has_another(moment: Moment, tensor: int) -> bool:
    """Whether the step of another optimizer has changed a parameter, or is still to come."""
    recording = moment.recording
    updates = (recording.events[index] for index in recording.tensors.updates.get(tensor, ()))
    if any(isinstance(one, Update) and one.how.endswith(".step") for one in updates):
        return True
    statements = recording.of_kind(Statement)
    past = statements[: count(statements, moment.step)][-MOST:]
    return not _steps(recording) <= {recording.line_at(index) for index in past}


def _unmoved(moment: Moment, event: Update, index: int, where: str) -> Reason:
    """Why a step that was made led nowhere."""
    state = moment.tensor(event.tensor)
    if state is not None and is_zero(state.grad):
        return Reason(f"{where} went nowhere, as its .grad was zero.", index)
    rate = next((one.text for one in event.state if one.name == "lr"), "")
    if rate and float(rate) == 0:
        return Reason(f"{where} went nowhere, as its learning rate is 0.", index)
    dtype = event.after.dtype
    return Reason(f"{where} was too small for {dtype}: {ROUNDED}.", index)


def _last_step(moment: Moment) -> tuple[int, int]:
    """The last statement that is over and in which an optimizer stepped; and where it ended."""
    recording = moment.recording
    statements = recording.of_kind(Statement)
    ended = len(recording) if moment.step == len(recording) else latest(statements, moment.step)
    changed = latest(recording.of_kind(Update), ended)
    while changed != NEVER:
        event = recording.events[changed]
        if isinstance(event, Update) and event.how.endswith(".step"):
            begun = latest(statements, changed)
            return begun, next_of(statements, begun, ended)
        changed = latest(recording.of_kind(Update), changed)
    return _unheard(recording, ended)


def _unheard(recording: Recording, ended: int) -> tuple[int, int]:
    """The last statement that calls an optimizer's step by its words, as nothing came of it."""
    steps = _steps(recording)
    statements = recording.of_kind(Statement)
    past = statements[: count(statements, ended)] if steps else []
    for begun in reversed(past[-MOST:]):
        event = recording.events[begun]
        if isinstance(event, Statement) and event.line in steps:
            return begun, next_of(statements, begun, ended)
    return NEVER, NEVER


def _steps(recording: Recording) -> set[int]:
    """The lines of a program that call an optimizer's step, by their words."""
    lines = enumerate(recording.source.split("\n"), start=1)
    return {number for number, text in lines if _STEPS.search(text.partition("#")[0])}


def next_of(indices: Sequence[int], index: int, otherwise: int) -> int:
    """The event of a list that follows one of its events."""
    place = count(indices, index) + 1
    return indices[place] if place < len(indices) else otherwise


def _is_parameter(moment: Moment, tensor: int) -> bool:
    """Whether an optimizer should change a tensor: a module's own, or one it knows of."""
    recording = moment.recording
    made = recording.events[recording.tensors.born[tensor]]
    updates = (recording.events[index] for index in recording.tensors.updates.get(tensor, ()))
    outside = {WHAT_IF, UNSEEN}
    changed = any(isinstance(one, Update) and one.how not in outside for one in updates)
    grads = (recording.events[index] for index in recording.tensors.grad_sets.get(tensor, ()))
    zeroed = any(isinstance(one, GradSet) and one.how.endswith(_ZEROED) for one in grads)
    return changed or zeroed or (isinstance(made, Created) and made.how == "Parameter")
