"""The values of the gradients that the backward pass moves, each of which is measured once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias
from weakref import ref

import numpy as np

from inspector.model.recordings.facts import Value
from inspector.runner.recording.values import WHOLE, same_memory, value_of

Values: TypeAlias = list[Value | None]


class Sent:
    """What the nodes of a pass have given each other so far, by the memory it is in.

    What was sent is not held, as the engine need not copy what nobody else holds; and of small
    arrays nothing is remembered, as their values are copies.
    """

    def __init__(self) -> None:
        self._large: dict[int, tuple[ref[Any], Value]] = {}

    def value(self, array: Any) -> Value:
        """The value of a gradient, which may have been sent before, or a view of it."""
        if type(array) is not np.ndarray or array.size <= WHOLE:
            return value_of(array)
        place = id(array if array.base is None else array.base)
        known = self._large.get(place)
        sent = None if known is None else known[0]()
        found: Value | None = None
        if sent is not None and known is not None:
            if sent is array:
                return known[1]
            found = same_memory(array, sent, known[1])
        if found is None:
            found = value_of(array)
        self._large[place] = ref(array), found
        return found

    def values(self, arrays: Sequence[Any]) -> Values:
        """The value of each gradient there is."""
        value = self.value
        return [None if array is None else value(array) for array in arrays]

    def forget(self) -> None:
        """A pass is over, or something was changed in place."""
        self._large.clear()
