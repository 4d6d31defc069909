"""At which events each id is mentioned, in eight bytes an id instead of a list for each."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar, overload

Answer = TypeVar("Answer")
Other = TypeVar("Other")

NOWHERE = -1
APART = 4_096
"""Ids are given in order; one that lies further ahead than this takes no row of its own."""


class Firsts(Mapping[int, int]):
    """One event index for each of many ids.

    A program's ids are small numbers given in order, so that they number the rows of an array;
    those that a file gives in any other way stand beside it.
    """

    def __init__(self) -> None:
        self._rows = array("q")
        self._others: dict[int, int] = {}

    def put(self, key: int, index: int) -> None:
        """Set the index of an id, whatever it was."""
        ahead = key - len(self._rows)
        if 0 <= ahead < APART:
            self._rows.extend([NOWHERE] * ahead)
            self._rows.append(index)
        elif ahead < 0 <= key:
            self._rows[key] = index
        else:
            self._others[key] = index

    def setdefault(self, key: int, index: int) -> None:
        """Set the index of an id that has none."""
        if not self.begins(key, index) and self.get(key, NOWHERE) == NOWHERE:
            self.put(key, index)

    def begins(self, key: int, index: int) -> bool:
        """Set the index of an id that is the next in order, as most are; was it that?"""
        if key != len(self._rows) or self._others:
            return False
        self._rows.append(index)
        return True

    @overload
    def get(self, key: int, /) -> int | None: ...
    @overload
    def get(self, key: int, /, default: int | Other) -> int | Other: ...
    def get(self, key: int, /, default: object = None) -> object:
        """The index of an id, or what is given for one that has none."""
        found = self._rows[key] if 0 <= key < len(self._rows) else NOWHERE
        return found if found != NOWHERE else self._others.get(key, default)

    def __getitem__(self, key: int) -> int:
        found = self.get(key, NOWHERE)
        if found == NOWHERE:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        return isinstance(key, int) and self.get(key, NOWHERE) != NOWHERE

    def __iter__(self) -> Iterator[int]:
        own = [key for key, index in enumerate(self._rows) if index != NOWHERE]
        return iter([*own, *(self._others.keys() - set(own))] if self._others else own)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Occasions(Mapping[int, "array[int]"]):
    """Ascending event indices for each of many ids, most of which have a single one."""

    def __init__(self) -> None:
        self._firsts = Firsts()
        self._several: dict[int, array[int]] = {}

    def add(self, key: int, index: int) -> None:
        """Add the next index of an id."""
        if self._firsts.begins(key, index):
            return
        several = self._several.get(key)
        if several is not None:
            several.append(index)
            return
        first = self._firsts.get(key, NOWHERE)
        if first == NOWHERE:
            self._firsts.put(key, index)
        else:
            self._several[key] = array("q", (first, index))

    @overload
    def get(self, key: int, /) -> array[int] | None: ...
    @overload
    def get(self, key: int, /, default: array[int] | Other) -> array[int] | Other: ...
    def get(self, key: int, /, default: object = None) -> object:
        """The indices of an id, not to be changed, or what is given for one that has none."""
        several = self._several.get(key)
        if several is not None:
            return several
        first = self._firsts.get(key, NOWHERE)
        return default if first == NOWHERE else array("q", (first,))

    def __getitem__(self, key: int) -> array[int]:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        return key in self._firsts

    def __iter__(self) -> Iterator[int]:
        return iter(self._firsts)

    def __len__(self) -> int:
        return len(self._firsts)


class Told(Mapping[int, Answer]):
    """What is known of many ids, read from the event that tells of each when it is asked for."""

    def __init__(self, at: Firsts, read: Callable[[int, int], Answer]) -> None:
        self._at, self._read = at, read

    def __getitem__(self, key: int) -> Answer:
        return self._read(key, self._at[key])

    def __contains__(self, key: object) -> bool:
        return key in self._at

    def __iter__(self) -> Iterator[int]:
        return iter(self._at)

    def __len__(self) -> int:
        return len(self._at)
