"""What optimizers did to a parameter, and what they keep for it: momentum, averages, steps."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.model.recordings.events import Update
from inspector.model.recordings.facts import Saved, Value
from inspector.model.recordings.recording import Recording


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing an optimizer keeps, by its own name, before a step and after it.

    Both are values or texts; ``before`` is None where it did not keep it yet.
    """

    name: str
    before: Value | str | None
    after: Value | str


@dataclass(frozen=True, slots=True)
class OptimizerStep:
    """One change of a parameter by an optimizer, at event ``index``."""

    index: int
    how: str
    before: Value
    after: Value
    kept: tuple[Kept, ...]
    line: int


def step_at(recording: Recording, tensor: int, index: int) -> OptimizerStep | None:
    """The optimizer's step at an event, if that is one and of this tensor."""
    event = recording.events[index]
    if not isinstance(event, Update) or event.tensor != tensor:
        return None
    earlier = _state_before(recording, tensor, index, event.how)
    kept = tuple(Kept(one.name, earlier.get(one.name), _content(one)) for one in event.state)
    return OptimizerStep(
        index, event.how, event.before, event.after, kept, recording.line_at(index)
    )


def _state_before(
    recording: Recording, tensor: int, index: int, how: str
) -> dict[str, Value | str]:
    """What the same optimizer kept for a tensor after its step before."""
    for place in reversed(recording.tensors.updates.get(tensor, [])):
        event = recording.events[place]
        if place >= index or not isinstance(event, Update):
            continue
        if event.tensor == tensor and event.how == how:
            return {one.name: _content(one) for one in event.state}
    return {}


def _content(one: Saved) -> Value | str:
    return one.text if one.value is None else one.value
