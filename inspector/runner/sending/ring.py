"""A ring of a loop's last turns, held back until it is known that they are the last."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from inspector.model.recordings.packing import Packed

LAST = 3
MOST = 5_000
"""Of a turn of more events than this nothing is held back, so that memory stays small."""


class Ring:
    """The turn that runs, and the ``LAST`` whole ones before it; those before leave.

    A turn that is to be kept in any case is sent on when it leaves, any other dropped.
    """

    def __init__(self, keep: bool = False) -> None:
        self._turns: deque[tuple[list[Packed], bool]] = deque()
        self._current: list[Packed] = []
        self._keep = keep
        self._too_long = False

    @property
    def bursts(self) -> bool:
        """Whether the turn that runs is to be kept and too long to be held back."""
        return self._too_long and self._keep

    def take(self, events: Iterable[Packed]) -> int:
        """Add to the turn that runs; how many events had to be dropped for that."""
        self._current += events
        self._too_long = self._too_long or len(self._current) > MOST
        if self._keep or not self._too_long:
            return 0
        dropped = len(self._current)
        self._current.clear()
        return dropped

    def turn(self, keep: bool = False) -> tuple[list[Packed], int]:
        """The next turn begins; what is to be sent, and how many events are dropped."""
        self._turns.append((self._current, self._keep))
        self._current, self._keep, self._too_long = [], keep, False
        return _left(self._turns.popleft()) if len(self._turns) > LAST else ([], 0)

    def drop(self) -> tuple[list[Packed], int]:
        """None of these turns is one of the last; what is to be sent, and how many are not."""
        left = [_left(turn) for turn in (*self._turns, (self._current, self._keep))]
        self._turns.clear()
        self._current = []
        return [event for sent, _ in left for event in sent], sum(count for _, count in left)

    def all(self) -> list[Packed]:
        """What is held back, in order."""
        turns = [*(turn for turn, _ in self._turns), self._current]
        return [event for turn in turns for event in turn]


def _left(turn: tuple[list[Packed], bool]) -> tuple[list[Packed], int]:
    events, kept = turn
    return (events, 0) if kept else ([], len(events))
