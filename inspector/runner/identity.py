"""Small numbers for objects, in order of first appearance, without keeping the objects alive."""

from __future__ import annotations

import weakref
from typing import Any


class _Reference(weakref.ref[Any]):
    """A weak reference that knows what it is filed under."""

    __slots__ = ("key",)
    key: int


class Numbers:
    """Numbers objects by identity: a new object never gets the number of a dead one."""

    def __init__(self) -> None:
        self.count = 0
        self._numbers: dict[int, int] = {}
        self._references: dict[int, _Reference] = {}

    def of(self, thing: Any) -> int | None:
        """The object's number, None if it has none yet."""
        return self._numbers.get(id(thing))

    def give(self, thing: Any) -> int:
        """A number for an object that has none."""
        key = id(thing)
        self.count += 1
        self._numbers[key] = self.count
        reference = self._references[key] = _Reference(thing, self._forget)
        reference.key = key
        return self.count

    def _forget(self, reference: _Reference) -> None:
        if self._references.get(reference.key) is reference:
            del self._references[reference.key], self._numbers[reference.key]
