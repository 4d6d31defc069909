"""Where a reader is in a run, described so that the place can be found in another run."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.model.moments.pieces import moved
from inspector.model.recordings.events import Statement
from inspector.model.recordings.history import NEVER, count, latest
from inspector.model.recordings.recording import Recording


@dataclass(frozen=True, slots=True)
class Bearing:
    """The ``turn``-th time that a line ran, ``after`` events into it; or the run's ``end``."""

    end: bool
    line: int = 0
    turn: int = 0
    after: int = 0


def bearing(recording: Recording, step: int) -> Bearing:
    """Where a step is."""
    index = latest(recording.of_kind(Statement), step)
    if step >= len(recording) or index == NEVER:
        return Bearing(step >= len(recording))
    line = recording.at(Statement, index).line
    return Bearing(False, line, count(recording.scopes.lines[line], index), step - index)


def place(found: Bearing, before: str, recording: Recording) -> int:
    """The step of a later run, of an edited text, that is the nearest to a bearing."""
    if found.end:
        return len(recording)
    line = moved(before, recording.source, found.line) or found.line
    turns = recording.scopes.lines.get(line, ())
    if not turns:
        return 0
    at = turns[min(found.turn, len(turns) - 1)]
    following = (index for index in recording.of_kind(Statement) if index > at)
    return min(at + found.after, next(following, len(recording)))
