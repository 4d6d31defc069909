"""The values of the gradients that the backward pass has just moved, which are measured once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias
from weakref import ref

from inspector.model.recordings.events import Value
from inspector.runner.values import same_memory, value_of

Values: TypeAlias = tuple[Value | None, ...]


class Sent:
    """What the last node received and gave.

    What was sent is not held, as the engine need not copy what nobody else holds; and of small
    arrays nothing is remembered, as their values are copies.
    """

    def __init__(self) -> None:
        self._large: list[tuple[ref[Any], Value]] = []

    def value(self, array: Any) -> Value:
        """The value of a gradient that was just seen to be sent, maybe through a view of it."""
        is_view = getattr(array, "base", None) is not None
        for known, value in self._large:
            sent = known()
            if sent is array:
                return value
            if is_view and sent is not None:
                found = same_memory(array, sent, value)
                if found is not None:
                    return found
        return value_of(array)

    def moved(self, incoming: Sequence[Any], outgoing: Sequence[Any]) -> tuple[Values, Values]:
        """The values of what a node receives and of what it gives."""
        arrived = self._values(incoming)
        self._large = _large(incoming, arrived)
        left = self._values(outgoing)
        self._large += _large(outgoing, left)
        return arrived, left

    def forget(self) -> None:
        """A pass is over."""
        self._large = []

    def _values(self, arrays: Sequence[Any]) -> Values:
        value = self.value
        return tuple([None if array is None else value(array) for array in arrays])


def _large(arrays: Sequence[Any], values: Values) -> list[tuple[ref[Any], Value]]:
    return [
        (ref(array), value)
        for array, value in zip(arrays, values, strict=True)
        if value is not None and not value.whole
    ]
