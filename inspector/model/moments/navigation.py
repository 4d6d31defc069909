"""Where stepping stops, and the bands of the timeline."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from inspector.model.moments.pieces import program_line
from inspector.model.moments.walking import beside
from inspector.model.recordings.events import (
    UNSEEN,
    Accumulate,
    AnyEvent,
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
from inspector.model.recordings.history import NEVER, count, latest
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
class Band:
    """A stretch of the run, from step ``start`` to step ``stop``.

    ``kind`` is "forward", "backward", "zero" (``.grad`` cleared or set) or "update" (an optimiser
    step, or in-place changes of parameters); ``line`` is where it begins, 0 if unknown.
    """

    kind: str
    start: int
    stop: int
    line: int


@dataclass(frozen=True, slots=True)
class Thinned:
    """From step ``start`` on the recording is not whole; ``what`` says what is left out."""

    start: int
    what: str


def thinned(recording: Recording) -> tuple[Thinned, ...]:
    """Where a limit made the recording thinner, in order."""
    found = ((index, recording.events[index]) for index in recording.of_kind(Limit))
    return tuple(Thinned(at + 1, each.what) for at, each in found if isinstance(each, Limit))


def bands(recording: Recording) -> tuple[Band, ...]:
    """The bands of the timeline in order; stretches where nothing is computed have none."""
    found: list[Band] = []
    for band in sorted(_marks(recording), key=lambda mark: (mark.start, -mark.stop)):
        if found and band.start < found[-1].stop:
            continue
        if found and _joined(recording, found[-1], band):
            found[-1] = Band(band.kind, found[-1].start, band.stop, found[-1].line)
        else:
            found.extend(_forward(recording, found[-1].stop if found else 0, band.start))
            found.append(band)
    found.extend(_forward(recording, found[-1].stop if found else 0, len(recording)))
    return tuple(found)


def _marks(recording: Recording) -> list[Band]:
    """Every band but the forward ones, each by itself."""
    marks = [
        Band("backward", p.begin, (len(recording) - 1 if p.end is None else p.end) + 1, 0)
        for p in recording.nodes.passes.values()
    ]
    for name, kind in (("zero", GradSet), ("update", Update)):
        done = (i for i in recording.of_kind(kind) if not _is_unseen(recording.events[i]))
        marks += [Band(name, i, i + 1, 0) for i in done]
    marks += [_by_hand(recording, i) for i in recording.tensors.manual_updates]
    return [Band(m.kind, m.start, m.stop, _line(recording, m.start)) for m in marks]


def _is_unseen(event: AnyEvent) -> bool:
    """Whether an event tells what came of turns that were left out, and is no act here."""
    return isinstance(event, GradSet | Update) and event.how == UNSEEN


def _line(recording: Recording, index: int) -> int:
    return program_line(recording, recording.line_at(index))


def _by_hand(recording: Recording, index: int) -> Band:
    """An in-place change of a parameter, with what ``no_grad`` let be computed for it."""
    mode = latest(recording.of_kind(GradMode), index)
    if mode == NEVER or getattr(recording.events[mode], "enabled", True):
        return Band("update", index, index + 1, 0)
    others = (recording.of_kind(kind) for kind in (GradSet, BackwardEnd))
    before = max(mode, *(latest(found, index) for found in others))
    before = max(before, latest(recording.tensors.manual_updates, index))
    return Band("update", before + 1, index + 1, 0)


def _joined(recording: Recording, before: Band, after: Band) -> bool:
    """Are two marks of one kind with nothing computed between them?"""
    return before.kind == after.kind != "backward" and not _first(
        recording, before.stop, after.start
    )


def _forward(recording: Recording, start: int, stop: int) -> list[Band]:
    """The forward band of a stretch, if anything is computed in it."""
    first = _first(recording, start, stop)
    if not first:
        return []
    return [Band("forward", first - 1, stop, _line(recording, first - 1))]


def _first(recording: Recording, start: int, stop: int) -> int:
    """The step of the first tensor computed between two steps, 0 where there is none."""
    firsts = (_first_of(recording, kind, start, stop) for kind in (Created, Op))
    return min(filter(None, firsts), default=0)


def _first_of(recording: Recording, kind: type, start: int, stop: int) -> int:
    indices = recording.of_kind(kind)
    for position in range(count(indices, start), count(indices, stop)):
        if _computes(recording.events[indices[position]]):
            return indices[position] + 1
    return 0


def _computes(event: AnyEvent) -> bool:
    """Is this a step of the forward pass, and no look at a ``.grad`` or change of a value?"""
    if isinstance(event, Op):
        return event.grad_enabled or not event.in_place
    return isinstance(event, Created) and not event.how.endswith(".grad")
