"""A gradient checked by finite differences: element by element, in double precision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from inspector.model.moments.closeness import rounding
from inspector.model.moments.moment import Moment
from inspector.model.recordings.arrays import array
from inspector.model.recordings.events import Accumulate
from inspector.model.recordings.history import NEVER, latest_of
from inspector.model.trials.replaying import NotReplayableError, Replay

STEP = 1e-5
"""How far an element is moved either way, relative to its size where that is above 1."""
TOLERANCE = 1e-3
"""How far the two may differ, relative to the largest element of the gradient."""
KINK = 0.1
"""Slopes on either side that differ by so much of their mean are not one curve's."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a gradient: what the run sent, and the slope that was measured.

    ``bent`` : it stands at a kink, as at 0 of relu, with another slope on either side. There is no
    derivative, and what was sent lies between the two.
    """

    index: tuple[int, ...]
    sent: float
    measured: float
    agrees: bool
    bent: bool = False


class Check:
    """The last gradient that was added to a leaf's ``.grad`` at a moment, to be checked.

    Raises:
        NotReplayableError: there is none, or its forward pass cannot be worked out again.
    """

    def __init__(self, moment: Moment, leaf: int) -> None:
        accumulations = moment.recording.tensors.accumulations
        index = latest_of(accumulations, leaf, moment.step)
        event = moment.recording.events[index] if index != NEVER else None
        if not isinstance(event, Accumulate):
            raise NotReplayableError("No gradient has been added to its .grad yet.")
        if not event.incoming.whole:
            raise NotReplayableError("Its gradient was too large to be recorded whole.")
        if event.incoming.dtype.startswith("complex"):
            raise NotReplayableError("Its elements are complex: they have no single slope.")
        self.step = index + 1
        self.backward = event.backward
        self._sent = array(event.incoming).astype(np.float64)
        self._replay = Replay(moment.recording, event.backward, leaf)
        self._here = self._replay.at(self._replay.value)
        self.total = self._sent.size
        finite = np.abs(self._sent[np.isfinite(self._sent)])
        self._scale = float(np.max(finite, initial=0.0))
        self._noise = rounding(moment, event.backward, event.incoming)

    def elements(self) -> Iterator[Element]:
        """Every element in turn; each costs two forward passes."""
        for index in np.ndindex(self._sent.shape):
            sent = float(self._sent[index])
            below, above = self._slopes(index)
            slope = (below + above) / 2
            room = max(TOLERANCE * max(self._scale, abs(slope), 1e-6), self._noise)
            both_nan = np.isnan(sent) and np.isnan(slope)
            agrees = bool(both_nan or abs(sent - slope) <= room)
            between = min(below, above) - room <= sent <= max(below, above) + room
            bent = not agrees and between and abs(above - below) > KINK * max(abs(slope), room)
            yield Element(index, sent, slope, agrees or bent, bent)

    def _slopes(self, index: tuple[int, ...]) -> tuple[float, float]:
        """How what the pass began from changes with one element of the leaf, on either side."""
        centre = self._replay.value
        width = STEP * max(1.0, abs(float(centre[index])))
        results = []
        for sign in (1.0, -1.0):
            moved = np.array(centre)
            moved[index] += sign * width
            results.append(self._replay.at(moved))
        return (self._here - results[1]) / width, (results[0] - self._here) / width
