"""Keeping the recorder's faults, and the recorder itself, away from the program."""

from __future__ import annotations

import _thread
from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar


class Guarded(Protocol):
    """What is called from within the program, in whichever thread it runs."""

    _pauses: bool
    _thread: int
    _pause: Callable[[], None]
    _resume: Callable[[], None]

    def give_up(self, kind: str, error: Exception) -> None:
        """Say once that a kind of event cannot be recorded."""


G = TypeVar("G", bound=Guarded)
P = ParamSpec("P")
R = TypeVar("R")


def guarded(method: Callable[Concatenate[G, P], R]) -> Callable[Concatenate[G, P], R | None]:
    """Make what the engine calls safe and unseen.

    A fault gives the kind of event up instead of breaking the program, and in the program's own
    thread nothing of the recorder is followed as if it were the program's.
    """

    def call(self: G, /, *args: P.args, **options: P.kwargs) -> R | None:
        mine = self._pauses and self._thread == _thread.get_ident()
        if mine:
            self._pause()
        try:
            return method(self, *args, **options)
        except Exception as error:  # noqa: BLE001  (the program must not notice)
            self.give_up(method.__name__.lstrip("_"), error)
            return None
        finally:
            if mine:
                self._resume()

    return call
