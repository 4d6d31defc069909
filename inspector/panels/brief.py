"""Values in the little room of a table's cell."""

from __future__ import annotations

from inspector.model.arrays import size
from inspector.model.events import Value
from inspector.model.format import shape_text, value_text


def brief(value: Value, limit: int = 6) -> str:
    """A value of up to ``limit`` elements in full, of a larger one mean and deviation."""
    if size(value) <= limit:
        return value_text(value, limit)
    shape = shape_text(value)
    return value_text(value, 0).removeprefix(shape).removeprefix(", ") or shape


def single(value: Value) -> str:
    """One number for a value: its own, or the mean of its elements (means add as values do)."""
    return brief(value, 1).partition(" ± ")[0]
