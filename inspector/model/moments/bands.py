"""The bands of the timeline: where a run goes forward, backward, clears and updates."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
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

    def found(self) -> tuple[Band, ...]:
        """The bands of all that has been recorded by now."""
        recording = self._recording
        found = list(self._settled)
        for band in sorted(self._marks(), key=lambda mark: (mark.start, -mark.stop)):
            if found and band.start < found[-1].stop:
                continue
            if found and _joined(recording, found[-1], band):
                found[-1] = Band(band.kind, found[-1].start, band.stop, found[-1].line)
            else:
                found.extend(_forward(recording, found[-1].stop if found else 0, band.start))
                found.append(band)
        found.extend(_forward(recording, found[-1].stop if found else 0, len(recording)))
        self._settle(found)
        return tuple(found)

    @property
    def _floor(self) -> int:
        """The step before which nothing changes any more."""
        return self._settled[-1].stop if self._settled else 0

    def _marks(self) -> list[Band]:
        """Every band after the settled ones but those of the forward pass, each by itself."""
        recording, floor = self._recording, self._floor
        marks = [
            Band("backward", p.begin, (len(recording) - 1 if p.end is None else p.end) + 1, 0)
            for p in islice(recording.nodes.passes.values(), self._passes, None)
        ]
        for kind in (GradSet, Update):
            done = ((i, recording.events[i]) for i in _since(recording.of_kind(kind), floor))
            marks += [Band(_act(e), i, i + 1, 0) for i, e in done if not _unseen(e)]
        by_hand = _since(recording.tensors.manual_updates, floor)
        marks += [_by_hand(recording, i) for i in by_hand]
        return [Band(m.kind, m.start, m.stop, _line(recording, m.start)) for m in marks]

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


def _since(indices: Sequence[int], floor: int) -> Sequence[int]:
    """Those of the ascending indices that are not before ``floor``."""
    return indices[bisect_left(indices, floor) :]


def _unseen(event: AnyEvent) -> bool:
    """Whether an event tells what came of turns that were left out, and is no act here."""
    return isinstance(event, GradSet | Update) and event.how == UNSEEN


def _act(event: AnyEvent) -> str:
    """The kind of band of what changes a parameter, or clears or changes its ``.grad``."""
    if not isinstance(event, GradSet):
        return "update"
    return "zero" if event.after is None or "zero" in event.how else "grad"


def _line(recording: Recording, index: int) -> int:
    return program_line(recording, recording.line_at(index))


def _by_hand(recording: Recording, index: int) -> Band:
    """An in-place change of a parameter, with what ``no_grad`` let be computed for it."""
    mode = latest(recording.of_kind(GradMode), index)
    if mode == NEVER or recording.at(GradMode, mode).enabled:
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
