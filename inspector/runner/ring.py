"""The last turns of a loop whose end nobody can foresee, held back until they are the last."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from inspector.model.recordings.packing import Packed

LAST = 3
MOST = 5_000
"""Of a turn of more events than this nothing is held back, so that memory stays small."""


class Ring:
    """The turn that runs, and the ``LAST`` whole ones before it; those before are dropped.

    What drops events says how many.
    """

    def __init__(self) -> None:
        self._turns: deque[list[Packed]] = deque()
        self._current: list[Packed] = []
        self._too_long = False

    def take(self, events: Iterable[Packed]) -> int:
        """Add to the turn that runs."""
        self._current += events
        self._too_long = self._too_long or len(self._current) > MOST
        return _emptied(self._current) if self._too_long else 0

    def turn(self) -> int:
        """The next turn begins."""
        if not self._too_long:
            self._turns.append(self._current)
        self._current, self._too_long = [], False
        return _emptied(self._turns.popleft()) if len(self._turns) > LAST else 0

    def drop(self) -> int:
        """None of these turns is wanted."""
        return sum(map(_emptied, (*self._turns, self._current)))

    def all(self) -> list[Packed]:
        """What is held back, in order."""
        return [event for turn in (*self._turns, self._current) for event in turn]


def _emptied(turn: list[Packed]) -> int:
    dropped = len(turn)
    turn.clear()
    return dropped
