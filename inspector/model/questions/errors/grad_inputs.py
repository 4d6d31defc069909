"""Which of the tensors that ``autograd.grad()`` was asked for an error speaks of."""

from __future__ import annotations

import ast
import re

from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import line_text
from inspector.model.recordings.events import Error
from inspector.model.sources.parsing import nodes, unparsed

_INDEX = re.compile(r"\bindex (\d+)\b")
_WORD = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


def wanted(error: Error, moment: Moment) -> list[str]:
    """The expressions that the call on an error's line asks gradients for, as they are written."""
    call = _call(line_text(moment.recording, error.line).strip())
    if call is None:
        return []
    named = next((one.value for one in call.keywords if one.arg == "inputs"), None)
    given = named or (call.args[1] if len(call.args) > 1 else None)
    if given is None:
        return []
    every = given.elts if isinstance(given, ast.List | ast.Tuple) else [given]
    return [unparsed(one) for one in every]


def meant(error: Error, moment: Moment) -> tuple[str, int | None]:
    """What an error counts by its index, as it is written, and the tensor if it is a variable."""
    found, every = _INDEX.search(error.message), wanted(error, moment)
    place = int(found[1]) if found else 0
    if place >= len(every):
        return "", None
    text = every[place]
    return text, bound(moment, text)


def without_grad(error: Error, moment: Moment) -> tuple[str, int | None]:
    """The first that is asked for and does not require grad."""
    for text in wanted(error, moment):
        tensor = bound(moment, text)
        state = None if tensor is None else moment.tensor(tensor)
        if state is not None and not state.requires_grad:
            return text, tensor
    return "", None


def _call(text: str) -> ast.Call | None:
    """The call of ``grad`` on a line that is a statement by itself."""
    calls = (one for one in nodes(text) if isinstance(one, ast.Call))
    return next((one for one in calls if unparsed(one.func).split(".")[-1] == "grad"), None)


def bound(moment: Moment, text: str) -> int | None:
    """The tensor of a variable, or of a module's parameter."""
    if not _WORD.fullmatch(text):
        return None
    for frame in reversed(moment.variables()):
        for one in frame.bindings:
            if one.name == text and one.tensor is not None:
                return one.tensor
    return None
