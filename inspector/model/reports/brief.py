"""Values in the little room of a table's cell."""

from __future__ import annotations

from functools import lru_cache

from inspector.model.recordings.arrays import size
from inspector.model.recordings.facts import Value
from inspector.model.recordings.format import shape_text, value_text


def brief(value: Value, limit: int = 6) -> str:
    """A value of up to ``limit`` elements in full, of a larger one mean and deviation.

    One whose elements are all alike says "all 0".
    """
    if size(value) <= limit:
        return value_text(value, limit)
    shape = shape_text(value)
    return value_text(value, 0).removeprefix(shape).removeprefix(", ") or shape


WRITTEN = 6
"""Up to so many elements a sum is written out element by element."""


@lru_cache(4_096)
def single(value: Value) -> str:
    """A value in a sum: written out, or of many elements their mean (means add as values do)."""
    if size(value) <= WRITTEN:
        return brief(value, WRITTEN)
    return brief(value, 1).partition(" ± ")[0].removeprefix("all ")
