"""What in this very program an error is about: the wall, the variable, the module."""

from __future__ import annotations

import re

from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import line_text
from inspector.model.moments.wording import LISTED, at_line, listed
from inspector.model.questions.absence import absence
from inspector.model.questions.upstream import ancestors
from inspector.model.recordings.events import (
    Created,
    Entered,
    Error,
    GradMode,
    Left,
    Names,
    Op,
    Printed,
)
from inspector.model.recordings.history import NEVER, latest, latest_of
from inspector.model.recordings.recording import Recording

CUTS = frozenset({"detach", "data"})
MOST = 500
"""So many operations are gone through for the one that is to blame."""
GRAD_READ = re.compile(r"([^\W\d]\w*(?:\.\w+)*?)\.grad\b")
"""A place of a program that reads the ``.grad`` of a variable."""
_MULTIPLIED = re.compile(r"shapes cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)")


def wall(moment: Moment) -> int:
    """The operation at which what ``backward()`` was called on has lost its history.

    That is one that cut it off, ran without recording on what requires grad, or made integers of
    it; otherwise the last operation before the call. NEVER where there is none.
    """
    recording = moment.recording
    last = latest(recording.of_kind(Op), moment.step)
    todo, seen = [last] if last != NEVER else [], set[int]()
    while todo and len(seen) < MOST:
        index = todo.pop()
        seen.add(index)
        op = recording.events[index]
        if not isinstance(op, Op) or op.node is not None:
            continue
        if op.name.rstrip("_") in CUTS or _tracked(moment, index, op):
            return index
        given = (one.tensor for one in op.inputs if one.tensor is not None)
        makers = (latest_of(recording.tensors.produced, tensor, index) for tensor in given)
        todo += [maker for maker in makers if maker != NEVER and maker not in seen]
    return last


def _tracked(moment: Moment, index: int, op: Op) -> bool:
    """Whether anything an operation was given requires grad."""
    before = Moment(moment.recording, index)
    states = (before.tensor(one.tensor) for one in op.inputs if one.tensor is not None)
    return any(state is not None and state.requires_grad for state in states)


def why_untracked(moment: Moment) -> str:
    """Why nothing was recorded, in words that follow "it has no grad_fn"."""
    index = wall(moment)
    op = moment.recording.events[index] if index != NEVER else None
    if not isinstance(op, Op) or op.node is not None:
        return " and does not require grad"
    if op.name.rstrip("_") in CUTS:
        return f", because {op.name}(){at_line(op.line)} cut it off"
    if op.grad_enabled:
        return _without_history(moment, op, index)
    switched = latest(moment.recording.of_kind(GradMode), index)
    mode = moment.recording.events[switched] if switched != NEVER else None
    if not isinstance(mode, GradMode):
        return f", because {op.name}{at_line(op.line)} was computed without recording"
    return f", because {op.name}{at_line(op.line)} ran under {mode.cause}{at_line(mode.line)}"


def _without_history(moment: Moment, op: Op, index: int) -> str:
    """Where the history of a result ends that was made while gradients were recorded."""
    dtype = op.outputs[0].value.dtype if op.outputs else ""
    if _tracked(moment, index, op):
        what = f"gives {dtype} values, and those have no gradient"
        return f", because {op.name}{at_line(op.line)} {what}"
    before = Moment(moment.recording, index)
    given = [one.tensor for one in op.inputs if one.tensor is not None]
    origins = sorted({one for tensor in given for one in ancestors(before, tensor)})
    told = [words for one in origins if (words := _origin(before, one))]
    by_name = f": {listed(told)}" if 0 < len(told) <= LISTED else ""
    return f", because nothing it was made from requires grad{by_name}"


def _origin(moment: Moment, tensor: int) -> str:
    """A variable that no operation computed, with what made it: "v (torch.from_numpy, line 7)"."""
    state, recording = moment.tensor(tensor), moment.recording
    made = recording.events[recording.tensors.born[tensor]]
    if state is None or not state.name or not isinstance(made, Created):
        return ""
    known = made.how and made.line
    how = f"{made.how}, line {made.line}" if known else f"{state.value.dtype} values"
    return f"{state.name} ({how})"


def missing_grad(error: Error, moment: Moment) -> str:
    """Why the ``.grad`` that an error's line speaks of is None; "" where it speaks of none."""
    for frame in reversed(moment.variables()):
        bound = {one.name: one.tensor for one in frame.bindings if one.tensor is not None}
        for name in GRAD_READ.findall(line_text(moment.recording, error.line)):
            reason = absence(moment, bound[name]).text if name in bound else ""
            if reason:
                return f"{name}.grad is None{at_line(error.line)}. {reason}"
    return ""


def failing_module(recording: Recording, step: int) -> Entered | None:
    """The innermost module that the last error before ``step`` came out of; None for no module."""
    index, events = latest(recording.of_kind(Error), step), recording.events
    left = index - 1
    while left >= 0 and isinstance(events[left], Left | Names | Printed):
        left -= 1
    ended = [place for place in range(left + 1, index) if isinstance(events[place], Left)]
    depth = 0
    for place in range(ended[0] - 1 if ended else -1, -1, -1):
        event = events[place]
        if isinstance(event, Left):
            depth += 1
        elif isinstance(event, Entered):
            if not depth:
                return event
            depth -= 1
    return None


def misfit(error: Error, moment: Moment) -> str:
    """Which sizes do not fit, and in which module: " … (5x8 and 6x2), … 8 … 6"."""
    module = failing_module(moment.recording, moment.step)
    found = _MULTIPLIED.search(error.message)
    if found is None:
        return "" if module is None else f" It was in {_called(module)}."
    given, taken = found[2], found[3]
    if module is not None and module.type == "Linear":
        return f" {_called(module)} takes {taken} features, and was given {given}."
    where = "" if module is None else f" in {_called(module)}"
    return f" The inner sizes, {given} and {taken}, must be the same{where}."


def _called(module: Entered) -> str:
    return f"{module.name} ({module.type})" if module.name else module.type
