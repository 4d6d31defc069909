"""Flow control: how far a program may run ahead of whoever reads its events.

A full pipe would hold it back too, but only once queues hold seconds of a window's work; and a
thread that waits in ``write`` hears nothing. Here every batch is weighed when it is sent, the
reader says when it has taken it in, and a program that is to stop waits no longer.
"""

from __future__ import annotations

import threading
from collections import deque

WINDOW = 2**19
"""What a run may have on its way: some thousand events, which a window takes in in a moment."""
TOLD_AT_ONCE = 8
"""Batches taken in after which that is told, though there are more at hand."""
EACH = 48
"""What an event weighs beside its bytes: taking in the smallest is work, too."""


def weight(size: int, events: int) -> int:
    """What a batch of so many bytes and events weighs."""
    return size + EACH * events


class Credit:
    """What may be on its way at a time, without bound until somebody sets one."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._bound: int | None = None
        self._sent: deque[int] = deque()
        self._weight = 0

    def bound(self, weight: int | None) -> None:
        """From now on let this much be on its way; None for any amount."""
        with self._changed:
            self._bound = weight
            self._changed.notify_all()

    def grant(self, batches: int) -> None:
        """The oldest so many batches were taken in; any thread may say so."""
        with self._changed:
            for _ in range(min(batches, len(self._sent))):
                self._weight -= self._sent.popleft()
            self._changed.notify_all()

    def spend(self, weight: int) -> None:
        """Wait until a batch may be sent; one alone may be heavier than the bound."""
        with self._changed:
            self._changed.wait_for(self._free)
            self._sent.append(weight)
            self._weight += weight

    def _free(self) -> bool:
        return self._bound is None or self._weight < self._bound


class Intake:
    """The reader's side: counts the batches it takes in, and says when to tell of them."""

    def __init__(self) -> None:
        self._taken = 0

    def due(self, batches: int, more: bool) -> int:
        """So many were taken in; how many to tell of now, where there are ``more`` at hand."""
        self._taken += batches
        if more and self._taken < TOLD_AT_ONCE:
            return 0
        told, self._taken = self._taken, 0
        return told
