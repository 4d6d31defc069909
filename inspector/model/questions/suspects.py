"""Which tensors of a run a person would ask about, where nobody has said which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from inspector.model.moments.defects import is_defective, is_zero
from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import line_text
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import called, listed
from inspector.model.questions.causes import Answer, answers, is_huge
from inspector.model.questions.cautions import cautions
from inspector.model.questions.gradients.absence import GRAD_READ
from inspector.model.questions.gradients.misspelt import not_frozen
from inspector.model.questions.gradients.nan_origins import has_overflown
from inspector.model.questions.gradients.second_order import is_added_only
from inspector.model.questions.gradients.separate_parts import is_apart
from inspector.model.questions.gradients.trained_leaves import (
    has_stepped,
    is_given,
    is_meant,
    is_trained_beside,
    was_asked_for,
)
from inspector.model.questions.gradients.unchained import unchained
from inspector.model.questions.gradients.vanishing import vanishing
from inspector.model.questions.training.attached_target import attached_target
from inspector.model.questions.training.broadcasting import unwanted_broadcast
from inspector.model.questions.training.clipping import clipped_in_vain
from inspector.model.questions.training.data_changes import has_unnoticed_change, unnoticed_change
from inspector.model.questions.training.divergence import diverging
from inspector.model.questions.training.expected_zeros import is_expected
from inspector.model.questions.training.frozen_optimizer import frozen_optimizer
from inspector.model.questions.training.large_steps import step_too_large
from inspector.model.questions.training.likelihood import likelihood
from inspector.model.questions.training.loss_inputs import wrong_loss_input
from inspector.model.questions.training.loss_lists import loss_list
from inspector.model.questions.training.loss_totals import loss_total
from inspector.model.questions.training.missing_zero_grad import followed
from inspector.model.questions.training.not_held import not_held
from inspector.model.questions.training.outdated import outdated
from inspector.model.questions.training.repeated_steps import repeated_steps
from inspector.model.questions.training.retained_graphs import ends, retained_graphs
from inspector.model.questions.training.small_steps import steps_too_small
from inspector.model.questions.training.stepped_elsewhere import stepped_elsewhere
from inspector.model.questions.training.still_evaluating import still_evaluating
from inspector.model.questions.training.still_training import still_training
from inspector.model.questions.training.symmetric_units import symmetric_units
from inspector.model.questions.training.unchanged import ROUNDED, unchanged
from inspector.model.questions.training.unshuffled import unshuffled
from inspector.model.questions.training.wrong_sign import wrong_sign
from inspector.model.recordings.arrays import ill, size
from inspector.model.recordings.events import (
    Accumulate,
    BackwardBegin,
    Created,
    Names,
    NodeBackward,
    Op,
    Update,
    Warned,
)
from inspector.model.recordings.history import NEVER, count, latest_of

MOST = 100
"""So many leaves, and so many operations, are looked at."""
_TRAINED = (
    unchained,
    followed,
    outdated,
    diverging,
    step_too_large,
    wrong_sign,
    repeated_steps,
    symmetric_units,
    still_evaluating,
    still_training,
    stepped_elsewhere,
    clipped_in_vain,
    steps_too_small,
)
"""What is asked about every leaf that a pass has reached."""
_KEPT = (loss_total, loss_list, not_frozen)
"""What is asked about everything that a variable names."""
_LAST = (retained_graphs, likelihood, unshuffled)
"""What is asked about what the last backward pass began at."""
ALIKE = 3
"""So many more that one cause concerns are enough to say that it concerns many."""
SOUGHT = 2_000
"""So many operations after a leaf was made are looked through for its first use."""
_NO_LEAF = "The .grad attribute of a Tensor that is not a leaf"


def suspicions(moment: Moment, most: int) -> list[Answer]:
    """The most urgent question about each of the first few suspects, with its answer.

    What one cause did to several is told once; up to ``ALIKE`` of them are named.
    """
    found: list[Answer] = []
    others: list[list[str]] = []
    places: dict[object, int] = {}
    for one in dict.fromkeys(suspects(moment)):
        for answer in answers(moment, one)[:1]:
            keys = [*_causes(moment, answer, called(moment, one))]
            place = next((places[key] for key in keys if key in places), len(found))
            places |= dict.fromkeys(keys, place)
            if place == len(found):
                found.append(answer)
                others.append([])
            elif (answer.question, answer.text) != (found[place].question, found[place].text):
                others[place].append(called(moment, one))
        if len(found) == most or any(len(names) == ALIKE for names in others):
            break
    told = [_with(answer, names) for answer, names in zip(found, others, strict=True)]
    return [*told, *cautions(moment)][:most]


def _causes(moment: Moment, answer: Answer, name: str) -> Iterator[object]:
    """What tells that two answers are about the same: the same words, or the same event.

    A node may have stopped the gradients of two of its inputs for different reasons.
    """
    yield answer.question.replace(name, ""), answer.text.replace(name, "")
    if answer.links:
        index = answer.links[0].step - 1
        if not isinstance(moment.recording.events[index], NodeBackward):
            yield index


def _with(answer: Answer, others: list[str]) -> Answer:
    """An answer that tells whom else its cause concerns."""
    if not others:
        return answer
    many = len(others) == ALIKE
    said = f"{', '.join(others)} and others" if many else listed(others)
    return replace(answer, text=f"{answer.text} The same is behind {said}.")


def suspects(moment: Moment) -> Iterator[int]:
    """Tensors whose ``.grad`` was read in vain, odd values and leaves, results too large."""
    yield from _warned_of(moment)
    yield from _unsound(moment)
    if moment.backward is None:
        leaves = (state for leaf in _leaves(moment) if (state := moment.tensor(leaf)) is not None)
        changed = has_unnoticed_change(moment)
        odd = [
            state.id
            for state in leaves
            if _is_odd(moment, state) or (changed and unnoticed_change(moment, state) is not None)
        ]
        yield from sorted(odd, key=lambda leaf: not _is_used(moment, leaf))
    for index in _past(moment, Op):
        made = moment.recording.events[index]
        state = moment.tensor(made.outputs[0].tensor) if isinstance(made, Op) else None
        if state is not None and _is_misled(moment, state):
            yield state.id
    for tensor in sorted(set(_bound(moment).values())):
        state = moment.tensor(tensor)
        if state is not None and any(ask(moment, state) for ask in _KEPT):
            yield tensor
    ended = (moment.tensor(root) for root in ends(moment))
    yield from (
        state.id
        for state in ended
        if state is not None and any(ask(moment, state) for ask in _LAST)
    )


def _is_misled(moment: Moment, state: TensorState) -> bool:
    """Whether an operation was given what it should not have been."""
    wrong = unwanted_broadcast(moment, state) or attached_target(moment, state)
    return wrong is not None or _doubled(moment, state)


def _doubled(moment: Moment, state: TensorState) -> bool:
    """Whether a loss, not what is only on the way to one, was given the wrong thing."""
    return wrong_loss_input(moment, state) is not None and (
        state.name is not None or not state.value.shape
    )


def _past(moment: Moment, kind: type) -> Sequence[int]:
    """The last events of a kind before a moment."""
    indices = moment.recording.of_kind(kind)
    return indices[: count(indices, moment.step)][-MOST:]


def _bound(moment: Moment) -> dict[str, int]:
    """The variables that name a tensor now, and those of functions that have returned."""
    frames = moment.variables()
    found = {one.name: one.tensor for frame in frames for one in frame.bindings if one.tensor}
    for (depth, _), variables in moment.recording.scopes.variables.items():
        for name in variables if depth else ():
            tensor = _last_held(moment, variables[name], name)
            if tensor is not None:
                found.setdefault(name, tensor)
    return found


def _last_held(moment: Moment, indices: Sequence[int], name: str) -> int | None:
    """What a variable of a function names, or named when the function returned."""
    for index in reversed(indices[: count(indices, moment.step)][-2:]):
        event = moment.recording.events[index]
        bound = event.bound if isinstance(event, Names) else ()
        for one in bound:
            if one.name == name:
                return one.tensor
    return None


def _warned_of(moment: Moment) -> Iterator[int]:
    """What a warning says is not a leaf, though its ``.grad`` was read."""
    bound = _bound(moment)
    for index in _past(moment, Warned):
        event = moment.recording.events[index]
        if isinstance(event, Warned) and event.message.startswith(_NO_LEAF):
            names = GRAD_READ.findall(line_text(moment.recording, event.line))
            yield from (bound[name] for name in names if name in bound)


def _unsound(moment: Moment) -> Iterator[int]:
    """What variables name and is NaN, or a single Inf; masks are filled with Inf on purpose."""
    for tensor in sorted(set(_bound(moment).values())):
        state = moment.tensor(tensor)
        nans, infs = ill(state.value) if state is not None else (0, 0)
        if state is None or not (nans or infs):
            continue
        if nans or size(state.value) == 1 or has_overflown(moment, state):
            yield tensor


def _leaves(moment: Moment) -> list[int]:
    """Leaves of the run that are still there: what a variable names, and a module's parameters.

    A parameter without a name of its own (of modules in a list) is there if the last pass met it.
    """
    recording, bound, met = moment.recording, _bound(moment), _met(moment)
    indices = recording.of_kind(Created)
    made = (recording.events[index] for index in indices[: count(indices, moment.step)])
    owned = {
        one.tensor
        for one in islice((one for one in made if isinstance(one, Created)), MOST)
        if one.how == "Parameter" and (moment.name(one.tensor) or one.tensor in met)
    }
    found = (one for one in owned if one in met or bound.get(moment.name(one) or "", one) == one)
    held = (one for one in recording.tensors.holders if one in met)
    return sorted({*found, *bound.values(), *held})[:MOST]


def _met(moment: Moment) -> set[int]:
    """The leaves that the last backward pass which adds to ``.grad`` came to."""
    recording = moment.recording
    for index in reversed(_past(moment, BackwardBegin)):
        begun = recording.events[index]
        if isinstance(begun, BackwardBegin) and begun.accumulates:
            return {one.tensor for one in begun.nodes if one.tensor is not None}
    return set()


def _is_used(moment: Moment, leaf: int) -> bool:
    """Whether anything has been computed from a leaf; one that nothing needs comes last."""
    recording = moment.recording
    indices = recording.of_kind(Op)
    first = count(indices, recording.tensors.born[leaf])
    events = (recording.events[index] for index in indices[first : first + SOUGHT])
    return any(
        not one.in_place and any(given.tensor == leaf for given in one.inputs)
        for one in events
        if isinstance(one, Op)
    )


def _is_trained(moment: Moment, state: TensorState) -> bool:
    """Whether a leaf is meant to be changed by an optimizer: given to one, or a parameter.

    A parameter that none was given is not, if nothing that one holds had part in its gradient.
    A leaf is, by whose name went another that was given to one.
    """
    made = moment.recording.events[moment.recording.tensors.born[state.id]]
    owned = isinstance(made, Created) and made.how == "Parameter"
    beside = state.grad is None or is_trained_beside(moment, state.id)
    return is_given(moment, state.id) or (owned and beside) or bool(not_held(moment, state))


def _is_odd(moment: Moment, state: TensorState) -> bool:
    """Whether one would ask about a leaf, as it has been part of a backward pass by now."""
    begun = [
        index
        for index in _past(moment, BackwardBegin)
        if isinstance(one := moment.recording.events[index], BackwardBegin) and one.accumulates
    ]
    if not (state.requires_grad and state.is_leaf):
        return frozen_optimizer(moment, state) is not None
    if is_defective(state.grad):
        return True
    faded = vanishing(moment, state)
    if faded is not None and "cancels" in faded.text:
        return False
    if _is_still(moment, state):
        return True
    if not begun or begun[-1] < state.born:
        return False
    if faded is not None or any(ask(moment, state) for ask in _TRAINED):
        return True
    changed = latest_of(moment.recording.tensors.grads, state.id, moment.step)
    if changed == NEVER:
        expected = is_meant(moment, state.id) and not was_asked_for(moment, state.id)
        return expected and not (is_apart(moment, state) or is_added_only(moment, state))
    if is_huge(state.grad):
        return True
    if not is_zero(state.grad) or not is_meant(moment, state.id) or is_expected(moment, state):
        return False
    return isinstance(moment.recording.events[changed], Accumulate)


def _is_still(moment: Moment, state: TensorState) -> bool:
    """Whether a step passed a leaf over that should move, and not only this once."""
    reason = unchanged(moment, state)
    if reason is None or not _is_trained(moment, state):
        return False
    if ROUNDED in reason.text and has_stepped(moment, state.id):
        return False
    if state.grad is None:
        passed_over = is_meant(moment, state.id) and not has_stepped(moment, state.id)
        return passed_over and not is_added_only(moment, state)
    then = moment
    if isinstance(moment.recording.events[reason.index], Update):
        then = Moment(moment.recording, reason.index)
    before = then.tensor(state.id) or state
    return not is_zero(before.grad) or not is_expected(then, before)
