"""Keeping the recorder's faults away from the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar


class Guarded(Protocol):
    """What is called from within the program."""

    def give_up(self, kind: str, error: Exception) -> None:
        """Say once that a kind of event cannot be recorded."""


G = TypeVar("G", bound=Guarded)
P = ParamSpec("P")
R = TypeVar("R")


def guarded(method: Callable[Concatenate[G, P], R]) -> Callable[Concatenate[G, P], R | None]:
    """Let a fault give the kind of event up instead of breaking the program."""

    def call(self: G, /, *args: P.args, **options: P.kwargs) -> R | None:
        try:
            return method(self, *args, **options)
        except Exception as error:  # noqa: BLE001  (the program must not notice)
            self.give_up(method.__name__.lstrip("_"), error)
            return None

    return call
