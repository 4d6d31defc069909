"""Which steps of a run a film shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from inspector.model.looks.look import Colouring
from inspector.model.moments.navigation import Stops, next_stop
from inspector.model.recordings.recording import Recording

WAYS: Mapping[str, Stops] = MappingProxyType(
    {"op": Stops.ANY, "statement": Stops.STATEMENT, "backward": Stops.BACKWARD}
)
"""What a frame is made for: everything that happens in the graph, each statement, or each node
of a backward pass."""
MOST = 2_000
"""Frames of one film."""


class NoFilmError(ValueError):
    """There is nothing to be filmed, or more than anybody looks at."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Which part of a run is shown, and how: ``last`` is None for its end.

    ``groups`` are those that somebody has opened, and closed, by their paths: the others are open
    as far as one can read. Where ``opened`` is not None, every group is, or is closed, but so many
    ``levels`` of the outermost ones.
    ``source`` puts the program beside the graph, ``caption`` the step's sentence below it.
    """

    first: int = 0
    last: int | None = None
    by: str = "op"
    view: str = "operations"
    direction: str = "LR"
    colour: str = Colouring.KIND.value
    source: bool = True
    caption: bool = True
    groups: Mapping[str, bool] = field(default_factory=dict)
    opened: bool | None = None
    levels: int = 0


def steps(recording: Recording, cut: Cut) -> tuple[int, ...]:
    """The first step, every stop on the way, and the last.

    Raises:
        NoFilmError: where there is no step, or where there are more than ``MOST``.
    """
    end = len(recording)
    last = end if cut.last is None else min(cut.last, end)
    if not end:
        raise NoFilmError("Nothing was recorded: there is nothing to film.")
    if cut.first > last:
        raise NoFilmError(f"There is nothing from step {cut.first} to step {last} of {end}.")
    found = tuple(_stops(recording, cut.first, last, WAYS[cut.by]))
    if len(found) > MOST:
        raise NoFilmError(
            f"{len(found):,} frames are more than the {MOST:,} a film may have: "
            "choose fewer steps, or one frame a statement."
        )
    return found


def _stops(recording: Recording, step: int, last: int, stops: Stops) -> Iterator[int]:
    while step < last:
        yield step
        step = next_stop(recording, step, stops, forward=True)
    yield last
