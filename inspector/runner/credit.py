"""How far a program may run ahead of whoever reads it: bytes it may send, granted anew as read.

A full pipe would hold it back too, but only once some megabytes wait in queues, and a thread that
waits in ``write`` hears nothing. Here the reader says how much it wants to have in hand, and a
program that is to stop waits no longer.
"""

from __future__ import annotations

import threading

WINDOW = 2**20
"""Bytes that may be on their way: some thousand events, for a window the work of a second."""
PART = WINDOW // 8
"""Bytes taken in after which they are granted again, so that not every frame needs an answer."""


class Credit:
    """What may still be sent, without bound until the first grant says that somebody counts."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._bounded = False
        self._left = 0

    def grant(self, size: int) -> None:
        """So many bytes more may be sent; any thread may say so."""
        with self._changed:
            self._bounded = True
            self._left += size
            self._changed.notify_all()

    def release(self) -> None:
        """Let nobody wait any longer."""
        with self._changed:
            self._bounded, self._left = False, 0
            self._changed.notify_all()

    def spend(self, size: int) -> None:
        """Wait until anything may be sent, then send these; a frame may exceed what is left."""
        with self._changed:
            self._changed.wait_for(lambda: self._left > 0 or not self._bounded)
            self._left -= size


class Intake:
    """The reader's side: counts what it takes in, and says when to grant that anew."""

    def __init__(self) -> None:
        self._taken = 0

    def due(self, size: int) -> int:
        """So many bytes were taken in; how many to grant now, 0 for none yet."""
        self._taken += size
        if self._taken < PART:
            return 0
        granted, self._taken = self._taken, 0
        return granted
