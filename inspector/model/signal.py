"""Signals for the half of the program that knows no Qt."""

from __future__ import annotations

from collections.abc import Callable
from types import MethodType
from typing import Generic, TypeVarTuple, cast
from weakref import WeakMethod

Args = TypeVarTuple("Args")


class Signal(Generic[*Args]):
    """Calls its listeners in the order they connected; bound methods are held weakly."""

    def __init__(self) -> None:
        self._entries: list[Callable[[], Callable[[*Args], object] | None]] = []

    def connect(self, listener: Callable[[*Args], object]) -> Callable[[], None]:
        """Call ``listener`` on every emission; the result disconnects it again."""
        entry = _entry(listener)
        self._entries.append(entry)

        def disconnect() -> None:
            if entry in self._entries:
                self._entries.remove(entry)

        return disconnect

    def emit(self, *args: *Args) -> None:
        """Call every listener that is still alive."""
        for entry in tuple(self._entries):
            listener = entry()
            if listener is not None:
                listener(*args)
            elif entry in self._entries:
                self._entries.remove(entry)


def _entry(listener: Callable[[*Args], object]) -> Callable[[], Callable[[*Args], object] | None]:
    """A way to ask for the listener, which answers None once its object is gone."""
    if isinstance(listener, MethodType):
        return cast("Callable[[], Callable[[*Args], object] | None]", WeakMethod(listener))
    return lambda: listener
