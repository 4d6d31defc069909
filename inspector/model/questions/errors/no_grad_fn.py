"""Why ``backward()`` has nowhere to go: where what it was called on has lost its history."""

from __future__ import annotations

import re

from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import line_text
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import LISTED, at_line, counted, listed
from inspector.model.questions.errors.grad_inputs import bound
from inspector.model.questions.gradients.dead_ends import taken_at_once, taking
from inspector.model.questions.gradients.late_requires_grad import too_late
from inspector.model.questions.gradients.lost_history import constant_words
from inspector.model.questions.gradients.upstream import ancestors
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import Created, GradMode, Op, RequiresGrad
from inspector.model.recordings.history import NEVER, latest, latest_of

_NO_SLOPE = "and those have no gradient"
_DRAWS = ("torch.multinomial",)
"""What draws whole numbers by probabilities, which no gradient comes back through."""
CUTS = frozenset({"detach", "data"})
MOST = 500
"""So many operations are gone through for the one that is to blame."""
_ROOT = re.compile(r"(?<![\w.])([^\W\d]\w*(?:\.[^\W\d]\w*)*)\.backward\(")


def wall(moment: Moment) -> int:
    """The operation at which what ``backward()`` was called on has lost its history.

    That is one that cut it off, ran without recording on what requires grad or came to do so
    later, or made integers of it; otherwise the last one before the call. NEVER for none.
    """
    recording = moment.recording
    last = _last(moment)
    todo, seen = [last] if last != NEVER else [], set[int]()
    while todo and len(seen) < MOST:
        index = todo.pop()
        seen.add(index)
        op = recording.events[index]
        if not isinstance(op, Op) or op.node is not None or (op.in_place and _is_leaf(op)):
            continue
        if op.name.rstrip("_") in CUTS or _tracked(moment, index, op) or too_late(moment, op):
            return index
        given = (one.tensor for one in op.inputs if one.tensor is not None)
        for tensor in given:
            maker = latest_of(recording.tensors.produced, tensor, index)
            if maker != NEVER and _as_places(recording.events[maker], tensor):
                return maker
            if maker != NEVER and maker not in seen:
                todo.append(maker)
    return last


def why_untracked(moment: Moment) -> str:
    """Why nothing was recorded, in words that follow "it has no grad_fn"."""
    index = wall(moment)
    op = moment.recording.events[index] if index != NEVER else None
    if isinstance(op, Created):
        return _made_without(moment, op)
    if isinstance(op, Op) and (whole := _without_slope(op)):
        return f", because {op.name}{at_line(op.line)} gives {whole} values, {_NO_SLOPE}"
    if not isinstance(op, Op) or op.node is not None:
        return " and does not require grad"
    if op.name.rstrip("_") in CUTS:
        name = ".data" if op.name == "data" else f"{op.name}()"
        return f", because {name}{at_line(op.line)} cut it off"
    if op.grad_enabled:
        return _without_history(moment, op, index)
    switched = latest(moment.recording.of_kind(GradMode), index)
    mode = moment.recording.events[switched] if switched != NEVER else None
    if not isinstance(mode, GradMode):
        return f", because {op.name}{at_line(op.line)} was computed without recording"
    return f", because {op.name}{at_line(op.line)} ran under {mode.cause}{at_line(mode.line)}"


def _last(moment: Moment) -> int:
    """What made the variable that the failing line goes back from; else what was made last.

    That is a tensor where the failing line made one, or the last operation.
    """
    error, recording = moment.error, moment.recording
    found = _ROOT.search(line_text(recording, error.line)) if error is not None else None
    root = bound(moment, found[1]) if found is not None else None
    if root is not None:
        return latest_of(recording.tensors.produced, root, moment.step)
    last, made = (latest(recording.of_kind(kind), moment.step) for kind in (Op, Created))
    here = error is not None and made > last and recording.line_at(made) == error.line
    return made if here else last


def _is_leaf(op: Op) -> bool:
    return any(one.is_leaf and one.requires_grad for one in op.outputs)


def _tracked(moment: Moment, index: int, op: Op) -> bool:
    """Whether anything an operation was given requires grad."""
    before = Moment(moment.recording, index)
    states = (before.tensor(one.tensor) for one in op.inputs if one.tensor is not None)
    return any(state is not None and state.requires_grad for state in states)


def _made_without(moment: Moment, made: Created) -> str:
    """Why a tensor that no operation made has no history."""
    constant = constant_words(moment, [made.tensor])
    if constant:
        return f", because {constant}"
    how = f" by {made.how}" if made.how else ""
    return f", because it was made{how}{at_line(made.line)} without requires_grad=True"


def _without_history(moment: Moment, op: Op, index: int) -> str:
    """Where the history of a result ends that was made while gradients were recorded."""
    dtype = op.outputs[0].value.dtype if op.outputs else ""
    if _tracked(moment, index, op):
        what = f"gives {dtype} values, {_NO_SLOPE}"
        return f", because {op.name}{at_line(op.line)} {what}"
    given = [one.tensor for one in op.inputs if one.tensor is not None]
    constant = too_late(moment, op) or constant_words(moment, given)
    if constant:
        return f", because {constant}"
    before = Moment(moment.recording, index)
    origins = sorted({one for tensor in given for one in ancestors(before, tensor)})
    return _frozen(before, origins) or _plain(before, origins)


def _frozen(moment: Moment, origins: list[int]) -> str:
    """That ``requires_grad`` of what a result was made from had been switched off."""
    found = dict[str, int]()
    for tensor in origins:
        state, index = moment.tensor(tensor), _switched_off(moment, tensor)
        if state is not None and index != NEVER:
            found[state.name or "a tensor"] = moment.recording.line_at(index)
    if not found:
        return ""
    whom = listed(list(found)) if len(found) <= LISTED else counted(len(found), "parameter")
    return f", because requires_grad of {whom} was switched off{at_line(max(found.values()))}"


def _switched_off(moment: Moment, tensor: int) -> int:
    index = latest_of(moment.recording.tensors.required, tensor, moment.step)
    event = moment.recording.events[index] if index != NEVER else None
    return index if isinstance(event, RequiresGrad) and not event.requires_grad else NEVER


def _plain(moment: Moment, origins: list[int]) -> str:
    """That nothing a result was made from requires grad, and what that was."""
    states = [state for one in origins if (state := moment.tensor(one)) is not None]
    told = [words for state in states if (words := _origin(moment, state))]
    by_name = f": {listed(told)}" if 0 < len(told) <= LISTED else ""
    rest = _numbers(moment) or _drawn(moment)
    return f", because nothing it was made from requires grad{by_name}{rest}"


def _origin(moment: Moment, state: TensorState) -> str:
    """A variable that no operation computed, with what made it: "v (torch.from_numpy, line 7)"."""
    made = moment.recording.events[moment.recording.tensors.born[state.id]]
    if not state.name or not isinstance(made, Created):
        return ""
    known = made.how and made.line
    how = f"{made.how}, line {made.line}" if known else f"{state.value.dtype} values"
    return f"{state.name} ({how})"


def _numbers(moment: Moment) -> str:
    """Where numbers alone were taken out of a tensor that requires grad, after "because …"."""
    taken = numbers_taken(moment)
    return f", and {taken.text} takes the numbers alone" if taken is not None else ""


def numbers_taken(moment: Moment) -> Reason | None:
    """Where numbers alone were taken out of a tensor that requires grad; None for nowhere."""
    recording = moment.recording
    wanted = {
        tensor
        for tensor in list(recording.tensors.born)[-MOST:]
        if (state := moment.tensor(tensor)) is not None and state.requires_grad
    }
    return taking(moment, wanted, 0) or taken_at_once(moment)


def _drawn(moment: Moment) -> str:
    """The last operation that made whole numbers of what requires grad; "" for none."""
    recording = moment.recording
    every = sorted((*recording.of_kind(Created), *recording.of_kind(Op)))
    for index in reversed(every[-MOST:]):
        made = recording.events[index]
        if isinstance(made, Created) and made.how in _DRAWS:
            return f", and {made.how}{at_line(made.line)} draws numbers that have no gradient"
        dtype = made.outputs[0].value.dtype if isinstance(made, Op) and made.outputs else ""
        if isinstance(made, Op) and dtype.startswith("int") and _tracked(moment, index, made):
            return f", and {made.name}{at_line(made.line)} gives {dtype} values, {_NO_SLOPE}"
    return ""


def _as_places(made: object, tensor: int) -> bool:
    """Whether an operation that has a node gave a tensor beside it that has no gradient."""
    given = made.outputs if isinstance(made, Op) and made.node is not None else ()
    return any(one.tensor == tensor and not one.requires_grad for one in given)


def _without_slope(op: Op) -> str:
    """The dtype of a result that has no gradient, beside others that have; "" where all have."""
    beside = op.outputs if op.node is not None else ()
    return next((one.value.dtype for one in beside if not one.requires_grad), "")
