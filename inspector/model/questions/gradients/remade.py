"""A tensor that was made anew of numbers, and where these were taken out of a graph."""

from __future__ import annotations

import re

from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import line_text
from inspector.model.moments.wording import at_line
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import Created, Op, Statement
from inspector.model.recordings.history import NEVER, count

_TAKEN = re.compile(r"\.(item|tolist|numpy)\(|(?<![\w.])(float|int)\(")
_GIVEN = re.compile(r"torch\.(?:as_)?tensor\((.*)")
_NAME = re.compile(r"(?<![\w.'\"])[^\W\d]\w*")
_BOUND = r"^\s*(?:{0})\s*(?:[-+*/]?=(?!=)|\.append\()"
MOST = 2_000
"""So many statements are gone back through."""


def taken_into(moment: Moment, index: int) -> Reason | None:
    """What took out of a graph the numbers that a tensor was made of: "item() on line 4".

    ``index`` is where the tensor was made. None where that was otherwise, or is not seen.
    """
    recording = moment.recording
    made = recording.events[index] if index != NEVER else None
    given = _GIVEN.search(line_text(recording, made.line)) if isinstance(made, Created) else None
    if not isinstance(made, Created) or given is None:
        return None
    bound = re.compile(_BOUND.format("|".join(_NAME.findall(given[1])) or "(?!)"))
    statements = recording.of_kind(Statement)
    for at in reversed(statements[: count(statements, index)][-MOST:]):
        line = recording.at(Statement, at).line
        text = line_text(recording, line).partition("#")[0]
        found = _TAKEN.search(text) if line == made.line or bound.search(text) else None
        if found is not None and _tracked(moment, line, text):
            return Reason(f"{found[1] or found[2]}(){at_line(line)}", at)
    return None


def _tracked(moment: Moment, line: int, text: str) -> bool:
    """Whether a line computes what requires grad, or names what does."""
    recording = moment.recording
    named = {
        tensor
        for name in _NAME.findall(text)
        for tensor in recording.scopes.tensors_of.get(name, ())
    }
    states = (moment.tensor(tensor) for tensor in named)
    if any(state is not None and state.requires_grad for state in states):
        return True
    ops = recording.of_kind(Op)
    every = (recording.at(Op, at) for at in ops[: count(ops, moment.step)])
    return any(op.line == line and op.node is not None for op in every)
