"""Binary searches in ascending lists of event indices: all that time travel needs.

An *index* is an event's place in the recording, from 0; a *step* counts the events that have
happened, so the event with index i has happened at every step greater than i.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key")
NEVER = -1


def count(indices: Sequence[int], step: int) -> int:
    """How many of the events have happened at ``step``."""
    return bisect_left(indices, step)


def latest(indices: Sequence[int], step: int) -> int:
    """The index of the last of the events that has happened at ``step``, or NEVER."""
    position = bisect_left(indices, step)
    return indices[position - 1] if position else NEVER


def latest_of(index: Mapping[Key, Sequence[int]], key: Key, step: int) -> int:
    """Like ``latest``, for the events that ``index`` lists under ``key``."""
    return latest(index.get(key, ()), step)
