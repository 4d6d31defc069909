"""What if a leaf had another value: the run with it, kept beside the run as it was."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import merge

from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import Op, Update
from inspector.model.recordings.facts import Value
from inspector.model.recordings.recording import Recording
from inspector.model.recordings.replacing import WHAT_IF, Replacement
from inspector.model.signal import Signal


@dataclass(frozen=True, slots=True)
class Trial:
    """A run with replaced leaves, beside the run that it is compared with."""

    base: Recording
    replacements: tuple[Replacement, ...]


class Trials:
    """Told what is to be tried, and by whoever runs it, in which recording that happens.

    ``typing`` asks for a value of a vertex where it is drawn, ``checking`` for the finite
    differences of the selected leaf.
    """

    def __init__(self) -> None:
        self.wanted: Signal[Trial] = Signal()
        self.typing: Signal[str] = Signal()
        self.checking: Signal[()] = Signal()
        self._trial: Trial | None = None
        self._recording: Recording | None = None

    def ask(self, shown: Recording, replacement: Replacement) -> None:
        """Try this, together with what is tried already in the recording that is shown."""
        trial = self.of(shown)
        base = shown if trial is None else trial.base
        kept = () if trial is None else trial.replacements
        self.wanted.emit(
            Trial(base, (*(one for one in kept if not _hides(replacement, one)), replacement))
        )

    def begin(self, trial: Trial | None, recording: Recording) -> None:
        """A run has begun; None: an ordinary one."""
        self._trial, self._recording = trial, recording if trial is not None else None

    def of(self, recording: Recording) -> Trial | None:
        """The trial that a recording is, None for any other."""
        return self._trial if recording is self._recording else None


def first_used(recording: Recording, tensor: int) -> int:
    """The index of the first operation that reads a tensor, or the recording's length.

    What fills it in place before that is part of its making.
    """
    born = recording.tensors.born.get(tensor, 0)
    for index, event in recording.every(Op):
        filled = event.in_place and event.outputs[0].tensor == tensor
        if index > born and not filled and any(one.tensor == tensor for one in event.inputs):
            return index
    return len(recording)


def made_version(recording: Recording, tensor: int) -> int:
    """The version a leaf has once it is made: what it is used with first."""
    state = Moment(recording, first_used(recording, tensor)).tensor(tensor)
    return 0 if state is None else state.version


def held(recording: Recording, tensor: int, version: int) -> Value | None:
    """What a tensor holds while it has a version, at last; None if it never has that."""
    tensors, found = recording.tensors, None
    for index in merge(tensors.produced.get(tensor, ()), tensors.updates.get(tensor, ())):
        state = Moment(recording, index + 1).tensor(tensor)
        if state is not None and state.version == version:
            found = state.value
        elif found is not None:
            break
    return found


def replaced_at(recording: Recording) -> list[int]:
    """The indices of the events that gave leaves other values."""
    found = []
    for index in recording.of_kind(Update):
        event = recording.events[index]
        if isinstance(event, Update) and event.how == WHAT_IF:
            found.append(index)
    return found


def _hides(late: Replacement, early: Replacement) -> bool:
    """Whether nothing is left of an earlier replacement once a later one is made."""
    same = (late.tensor, late.version) == (early.tensor, early.version)
    whole = late.value is not None or (late.factor == 0 and late.element is None)
    return same and whole
