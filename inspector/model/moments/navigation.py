"""Where stepping stops, and from where on a recording is not whole."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from inspector.model.moments.walking import beside
from inspector.model.recordings.events import (
    Accumulate,
    BackwardBegin,
    BackwardEnd,
    Created,
    End,
    Error,
    Freed,
    Given,
    GradMode,
    GradSet,
    Limit,
    NodeBackward,
    Op,
    Paused,
    Statement,
    Update,
)
from inspector.model.recordings.recording import Recording


class Stops(Enum):
    """The kinds of event at which a way of stepping stops."""

    ANY = (
        Created, Op, GradMode, BackwardBegin, NodeBackward, Accumulate, Freed, BackwardEnd,
        GradSet, Update, Error, Paused, Given, End,
    )  # fmt: skip
    STATEMENT = (Statement,)
    OPERATION = (Op,)
    BACKWARD = (NodeBackward, Accumulate)


def next_stop(recording: Recording, step: int, stops: Stops, forward: bool) -> int:
    """The step to go to from ``step``: past the next such event, or back to the one before.

    Beyond the last stop is the end of the recording, before the first its start.
    """
    return beside(recording, step, map(recording.of_kind, stops.value), forward)


@dataclass(frozen=True, slots=True)
class Thinned:
    """From step ``start`` on the recording is not whole; ``what`` says what is left out."""

    start: int
    what: str


def thinned(recording: Recording) -> tuple[Thinned, ...]:
    """Where a limit made the recording thinner, in order."""
    return tuple(Thinned(at + 1, each.what) for at, each in recording.every(Limit))
