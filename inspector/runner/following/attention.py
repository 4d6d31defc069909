"""What a program is to do before its next line: end, or wait."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from types import FrameType


class Attention:
    """Says at which lines a program ends or waits; any thread may tell it.

    ``alert`` is the one thing asked at every line: whether there is anything to look out for.
    """

    __slots__ = ("_holds", "_waiting", "alert", "stopping")

    def __init__(self) -> None:
        self.alert = self.stopping = self._waiting = False
        self._holds: frozenset[int] = frozenset()

    def stop(self) -> None:
        """End the program at its next line."""
        self.stopping = True
        self._look_out()

    def go_on(self) -> None:
        """What was to end has ended; do not end what follows."""
        self.stopping = False
        self._look_out()

    def wait(self) -> None:
        """Hold before the next statement."""
        self._waiting = True
        self._look_out()

    def hold_at(self, lines: Iterable[int]) -> None:
        """Hold before these lines, and no others, from now on."""
        self._holds = frozenset(lines)
        self._look_out()

    def wants(self, line: int) -> bool:
        """Whether to hold before the statement of this line; a wish to wait is then fulfilled."""
        if not self._waiting and line not in self._holds:
            return False
        self._waiting = False
        self._look_out()
        return True

    @contextlib.contextmanager
    def averted(self) -> Iterator[None]:
        """Look out for nothing meanwhile."""
        self.alert = False
        try:
            yield
        finally:
            self._look_out()

    def _look_out(self) -> None:
        self.alert = self.stopping or self._waiting or bool(self._holds)


def go_on(frame: FrameType, line: int) -> None:
    """Hold nowhere: nobody is there to say when to go on."""
