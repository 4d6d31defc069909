"""The frames that are running at a step, and their variables."""

from __future__ import annotations

from inspector.model.moments.states import Frame
from inspector.model.moments.walking import depth
from inspector.model.recordings.events import End, Names, Statement
from inspector.model.recordings.facts import Binding
from inspector.model.recordings.history import NEVER, latest, latest_of
from inspector.model.recordings.recording import Recording

MODULE = "<module>"


def frames(recording: Recording, step: int) -> tuple[Frame, ...]:
    """The running frames, the module first; at the end of a run only the module is left.

    A frame began after the last statement of any frame outside it: what an earlier call of the
    same function bound is not shown, as returning unbinds it.
    """
    found: list[Frame] = []
    began = NEVER
    for level, statement in _lines(recording, step):
        if statement > began or level == 0:
            found.append(_frame(recording, step, level, _function(recording, statement), began))
        began = max(began, statement)
    return tuple(found)


def line_of(recording: Recording, frame: Frame, step: int) -> int:
    """The line that a running frame stands in at a step, 0 where that is not known."""
    statement = latest_of(recording.scopes.statements, frame.depth, step)
    return recording.at(Statement, statement).line if statement != NEVER else 0


def _lines(recording: Recording, step: int) -> list[tuple[int, int]]:
    """The last statement of each depth down to that of the current one."""
    deepest = _depth(recording, step)
    by_depth = recording.scopes.statements
    levels = sorted(level for level in {0, *by_depth} if level <= deepest)
    return [(level, latest_of(by_depth, level, step)) for level in levels]


def _depth(recording: Recording, step: int) -> int:
    ended = recording.last(End, step)
    if ended is not None and ended.reason != "error":
        return 0
    return depth(recording, step)


def _function(recording: Recording, statement: int) -> str:
    return recording.at(Statement, statement).function if statement != NEVER else MODULE


def _frame(recording: Recording, step: int, depth: int, function: str, began: int) -> Frame:
    before = latest(recording.of_kind(Statement), step - 1)
    bindings: list[Binding] = []
    changed: set[str] = set()
    for name, indices in recording.scopes.variables.get((depth, function), {}).items():
        index = latest(indices, step)
        binding = _binding(recording, index, name) if index > began else None
        if binding is not None:
            bindings.append(binding)
            if index > before and binding != _binding(recording, latest(indices, index), name):
                changed.add(name)
    return Frame(function, depth, tuple(bindings), frozenset(changed))


def _binding(recording: Recording, index: int, name: str) -> Binding | None:
    """What an event bound a name to; None where it unbound it, or there is no event."""
    if index == NEVER:
        return None
    bound = recording.at(Names, index).bound
    return next((binding for binding in bound if binding.name == name), None)
