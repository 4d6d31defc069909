"""Training that goes on in evaluation mode, as nobody called train() after eval()."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import line_text, lines_like
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import at_line, listed
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import Entered, Left, Op, Statement, Update
from inspector.model.recordings.history import NEVER, count
from inspector.model.recordings.recording import Recording
from inspector.model.sources.parsing import nodes

_EVAL = re.compile(r"(?<![\w.])(\w+(?:\.\w+)*)\.eval\(\)")
_MODES = re.compile(r"\.(?:eval|train)\(")
_SWITCHED = re.compile(r"(?:Alpha|FeatureAlpha)?Dropout[123]?d?|(?:Sync)?BatchNorm(?:[123]d)?")
"""The modules whose result depends on the mode."""
MOST = 500
"""So many modules that depend on the mode are looked at, the last ones first."""


def still_evaluating(moment: Moment, state: TensorState) -> Reason | None:
    """That a leaf was trained, its model evaluated, and then trained on as it was evaluated.

    A model that is in evaluation mode from the start, to be fine-tuned so, is no such case.
    """
    recording = moment.recording
    if not _EVAL.search(recording.source):
        return None
    steps = list(_steps(moment, state.id))
    switched = _switched(recording, steps[-1], state.name or "") if steps else NEVER
    if switched == NEVER or steps[0] > switched:
        return None
    since = max(switched, *(one for one in steps if one < steps[-1]))
    now = list(modules(recording, since, steps[-1]))
    if not now or any(trains for _, trains in now):
        return None
    if not any(trains for _, trains in modules(recording, 0, switched)):
        return None
    call = _EVAL.search(line_text(recording, recording.line_at(switched)))
    model = call[1] if call is not None else ""
    kinds = listed(sorted({module.type for module, _ in now}))
    text = (
        f"{model}.eval(){at_line(recording.line_at(switched))} put its model into evaluation mode "
        f"and no train() followed: {kinds} did not do what they do in training for the step"
        f"{at_line(recording.line_at(steps[-1]))}. Call {model}.train() before training goes on."
    )
    return Reason(text, switched)


def _steps(moment: Moment, tensor: int) -> Iterator[int]:
    """Where an optimizer changed a tensor."""
    indices = moment.recording.tensors.updates.get(tensor, ())
    for index in indices[: count(indices, moment.step)]:
        event = moment.recording.events[index]
        if isinstance(event, Update) and event.how.endswith(".step"):
            yield index


def _switched(recording: Recording, before: int, leaf: str) -> int:
    """The last statement that chose a mode, if that is eval() of a leaf's model; else NEVER."""
    given = _given(recording.source)
    statements = recording.of_kind(Statement)
    following = before
    choosing = lines_like(recording, _MODES)
    for index in reversed(statements[: count(statements, before)]):
        line = recording.line_at(index)
        own, following = line in choosing and _is_of_program(recording, following), index
        if line in choosing and not own:
            call = _EVAL.search(line_text(recording, line))
            if call is None:
                return NEVER
            whose = call[1].partition(".")[0]
            if whose == leaf.partition(".")[0] or whose in given:
                return index
    return NEVER


def _is_of_program(recording: Recording, index: int) -> bool:
    """Whether a statement is the first of a function of the program's that is called train."""
    event = recording.events[index]
    if not isinstance(event, Statement) or event.function.rpartition(".")[2] != "train":
        return False
    before = recording.last(Statement, index)
    return before is not None and before.depth < event.depth


@lru_cache(maxsize=8)
def _given(source: str) -> frozenset[str]:
    """What a program's functions call what they are given."""
    return frozenset(one.arg for one in nodes(source) if isinstance(one, ast.arg))


def modules(
    recording: Recording, start: int, end: int, *, tracked: bool = True
) -> Iterator[tuple[Entered, bool]]:
    """The modules that depend on the mode and were called, and whether they were in training.

    Those that were called for a graph, or those that were called without one.
    """
    indices = recording.of_kind(Entered)
    for index in reversed(indices[count(indices, start) : count(indices, end)][-MOST:]):
        event = recording.events[index]
        if not isinstance(event, Entered) or not _SWITCHED.fullmatch(event.type):
            continue
        if Moment(recording, index).grad_mode.enabled is tracked:
            yield event, _trains(recording, index, "Dropout" in event.type)


def _trains(recording: Recording, index: int, drops: bool) -> bool:
    """Whether a dropout does anything, or a batch normalisation counts the batch."""
    first = recording.events[index + 1] if index + 1 < len(recording) else None
    if drops:
        return not isinstance(first, Left)
    return isinstance(first, Op) and first.in_place
