"""Places of things looked up by a number that several may share: a multimap in two arrays."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from inspector.canvas.spatial import Indices

NONE = -1
"""Stands for a thing that has no such number."""


class ByNumber:
    """The places, in a sequence, of all things that have a certain number.

    ``own`` has every thing's number; ``places`` where each stands, if not one after the other.
    """

    def __init__(self, own: Iterable[int | None], places: Iterable[int] | None = None) -> None:
        numbers = np.fromiter((NONE if each is None else each for each in own), np.intp)
        self._order: Indices = np.argsort(numbers, kind="stable")
        self._numbers = numbers[self._order]
        if places is not None:
            self._order = np.fromiter(places, np.intp)[self._order]

    def of(self, number: int | None) -> list[int]:
        """The places of the things that have a number, in their order."""
        if number is None:
            return []
        first, last = np.searchsorted(self._numbers, (number, number + 1))
        found: list[int] = self._order[first:last].tolist()
        return found

    def of_any(self, numbers: Iterable[int]) -> Indices:
        """The places of the things that have any of some numbers: all looked up at once."""
        wanted = np.fromiter(numbers, np.intp)
        first, last = (np.searchsorted(self._numbers, wanted + ahead) for ahead in (0, 1))
        count = last - first
        within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        found: Indices = self._order[np.repeat(first, count) + within]
        return found
