"""What a mapped function changes outside is changed once, not once for every member of the batch.

PyTorch calls the function once for all members. Here each member after the first is to find what
the function captured as the first one found it; what all of them leave there is the same, as
nothing that depends on the batch may be written to what does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.foundation.tree import flatten
from engine.func.captured import memory_of, root
from engine.func.reach import reached
from engine.node import Node
from engine.tensor import Tensor


@dataclass(frozen=True, slots=True)
class Before:
    """A tensor as it was: its memory and numbers, its version, and its place in the graph."""

    tensor: Tensor
    data: Any
    values: Any
    version: int
    edge: Node | None
    number: int
    seen: int

    @classmethod
    def of(cls, tensor: Tensor) -> Before:
        """A tensor as it is."""
        return cls(
            tensor, tensor._data, tensor._data.copy(), tensor._version, tensor._edge,
            tensor._number, tensor._seen,
        )  # fmt: skip

    def restore(self) -> None:
        """Let the tensor be as it was; a number that has got memory since keeps that."""
        tensor = self.tensor
        if isinstance(self.data, np.ndarray) or not isinstance(tensor._data, np.ndarray):
            tensor._data = self.data
        if isinstance(tensor._data, np.ndarray):
            tensor._data[...] = self.values
        if tensor._counter is not None:
            tensor._counter[0] = self.version
        tensor._edge, tensor._number, tensor._seen = self.edge, self.number, self.seen


class Outside:
    """What a function could reach before it was called, as it was before it changed it.

    ``handed`` : what it is called with besides the batch.
    """

    def __init__(self, function: Any, handed: Sequence[Any]) -> None:
        self._function, self._handed = function, handed
        self._found: list[Tensor] | None = None
        self._changed: dict[int, Before] = {}

    def keep(self, tensor: Tensor) -> None:
        """Remember what is about to be changed with a tensor, if it is from outside."""
        base, memory = root(tensor), memory_of(tensor)
        for each in self._reached():
            shared = memory is not None and memory_of(each) is memory
            if shared or root(each) is base:
                for known in (each, root(each)):
                    self._changed.setdefault(id(known), Before.of(known))

    def forget(self) -> None:
        """Begin anew: what is changed from now on is to be remembered as it is now."""
        self._found = None
        self._changed.clear()

    def restore(self) -> None:
        """Let all that was changed be as it was."""
        for each in self._changed.values():
            each.restore()

    def _reached(self) -> list[Tensor]:
        if self._found is None:
            given = (each for each in flatten(self._handed)[0] if isinstance(each, Tensor))
            self._found = [*reached(self._function), *given]
        return self._found
