"""How a run is made to stop: ever stronger means at set times, without ever waiting for one.

A flag seen at the program's next line keeps everything recorded; an interrupt reaches a program
that sleeps; only killing ends ``sum(range(10**12))``, which looks at nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

Rung: TypeAlias = tuple[float, Callable[[], None]]


class Ladder:
    """Rungs to climb, each with the seconds after the start at which its turn comes."""

    def __init__(self, rungs: Sequence[Rung], started: float) -> None:
        self._rungs = list(rungs)
        self._started = started

    def climb(self, now: float) -> None:
        """Do what has become due by ``now``."""
        while self._rungs and now - self._started >= self._rungs[0][0]:
            self._rungs.pop(0)[1]()
