"""The bands of the timeline: where a run goes forward, backward, clears and updates."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from inspector.model.moments.pieces import program_line
from inspector.model.recordings.events import (
    UNSEEN,
    AnyEvent,
    BackwardEnd,
    Created,
    GradMode,
    GradSet,
    Op,
    Update,
)
from inspector.model.recordings.history import NEVER, count, latest
from inspector.model.recordings.recording import Recording

PIECE = 100
"""Marks that are looked at between two pauses."""
FEEDING = 64
"""Operations that are looked at for where an update by hand begins."""


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the run, from step ``start`` to step ``stop``.

    ``kind`` is "forward", "backward", "zero" (``.grad`` cleared), "grad" (``.grad`` clipped or
    set) or "update" (an optimiser step, or in-place changes of parameters); ``line`` is where it
    begins, 0 if unknown.
    """

    kind: str
    start: int
    stop: int
    line: int


class Bands:
    """The bands of one recording in order; stretches where nothing is computed have none.

    As it grows, what comes before the end of its last finished backward pass stays as it is.
    """

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._settled: list[Band] = []
        self._passes = 0
        self._found: tuple[Band, ...] = ()

    def found(self) -> tuple[Band, ...]:
        """The bands of all that has been recorded by now."""
        deque(self.work(), maxlen=0)
        return self._found

    def work(self) -> Iterator[None]:
        """Look for them, in pieces of some milliseconds."""
        recording, marks = self._recording, list[Band]()
        for mark in self._marks():
            marks.append(mark)
            if len(marks) % PIECE == 0:
                yield
        marks.sort(key=lambda mark: (mark.start, -mark.stop))
        found = list(self._settled)
        for number, band in enumerate(marks):
            if number % PIECE == 0:
                yield
            if not found or band.start >= found[-1].stop:
                _add(recording, found, band)
        found.extend(_forward(recording, found[-1].stop if found else 0, len(recording)))
        self._settle(found)
        self._found = tuple(found)

    @property
    def _floor(self) -> int:
        """The step before which nothing changes any more."""
        return self._settled[-1].stop if self._settled else 0

    def _marks(self) -> Iterator[Band]:
        """Every band after the settled ones but those of the forward pass, each by itself."""
        recording, floor = self._recording, self._floor
        for p in islice(recording.nodes.passes.values(), self._passes, None):
            end = len(recording) - 1 if p.end is None else p.end
            yield Band("backward", p.begin, end + 1, _line(recording, p.begin))
        for kind in (GradSet, Update):
            for index in _since(recording.of_kind(kind), floor):
                event = recording.events[index]
                if not _unseen(event):
                    yield Band(_act(event), index, index + 1, _line(recording, index))
        for index in _since(recording.tensors.manual_updates, floor):
            start = _by_hand(recording, index)
            yield Band("update", start, index + 1, _line(recording, start))

    def _settle(self, found: list[Band]) -> None:
        """Keep what ends with the last pass that has ended; all of it lies behind the rest."""
        passes = self._recording.nodes.passes.values()
        ended = {p.begin: p.end + 1 for p in islice(passes, self._passes, None) if p.end}
        for place in range(len(found) - 1, len(self._settled) - 1, -1):
            if ended.get(found[place].start) == found[place].stop:
                self._settled = found[: place + 1]
                later = islice(passes, self._passes, None)
                self._passes += sum(p.begin < self._floor for p in later)
                return


def bands(recording: Recording) -> tuple[Band, ...]:
    """The bands of a recording that does not grow."""
    return Bands(recording).found()


def _add(recording: Recording, found: list[Band], band: Band) -> None:
    """Let a mark follow, as part of the band before it where both are one act.

    A loop over parameters that zeroes each one's ``.grad`` once it has used it is one update.
    """
    if _in_turns(recording, found, band):
        found.pop()
    if found and _joined(recording, found[-1], band):
        found[-1] = Band(band.kind, found[-1].start, band.stop, found[-1].line)
    else:
        found.extend(_forward(recording, found[-1].stop if found else 0, band.start))
        found.append(band)


def _in_turns(recording: Recording, found: Sequence[Band], band: Band) -> bool:
    """Whether gradients were zeroed only between two updates by hand of one loop."""
    if [one.kind for one in (*found[-2:], band)] != ["update", "zero", "update"]:
        return False
    last, this = found[-2].stop - 1, band.stop - 1
    by_hand = isinstance(recording.events[this], Op)
    again = by_hand and _line(recording, last) == _line(recording, this)
    return again and not _first(recording, last + 1, band.start)


def _since(indices: Sequence[int], floor: int) -> Sequence[int]:
    """Those of the ascending indices that are not before ``floor``."""
    return indices[bisect_left(indices, floor) :]


def _unseen(event: AnyEvent) -> bool:
    """Whether an event tells what came of turns that were left out, and is not an act here."""
    return isinstance(event, GradSet | Update) and event.how == UNSEEN


def _act(event: AnyEvent) -> str:
    """The kind of band of what changes a parameter, or clears or changes its ``.grad``."""
    if not isinstance(event, GradSet):
        return "update"
    return "zero" if event.after is None or "zero" in event.how else "grad"


def _line(recording: Recording, index: int) -> int:
    return program_line(recording, recording.line_at(index))


def _by_hand(recording: Recording, index: int) -> int:
    """Where an in-place change of a parameter begins, with what was computed for it."""
    others = (recording.of_kind(kind) for kind in (GradSet, BackwardEnd))
    before = max(latest(found, index) for found in others)
    before = max(before, latest(recording.tensors.manual_updates, index))
    mode = latest(recording.of_kind(GradMode), index)
    if mode == NEVER or recording.at(GradMode, mode).enabled:
        return _prepared(recording, index, before) if before != NEVER else index
    return max(mode, before) + 1


def _prepared(recording: Recording, index: int, before: int) -> int:
    """The first operation outside the graph after ``before`` whose result went into an update.

    As in ``p.data += -lr * p.grad``: all that follows it is part of the update.
    """
    first, waiting = index, [index]
    seen = {index}
    while waiting and len(seen) < FEEDING:
        for operand in recording.at(Op, waiting.pop()).inputs:
            made = latest(recording.tensors.produced.get(operand.tensor or 0, ()), index)
            event = recording.events[made] if made > before else None
            if made not in seen and isinstance(event, Op) and event.node is None:
                seen.add(made)
                waiting.append(made)
                first = min(first, made)
    return first


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
