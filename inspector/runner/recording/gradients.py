"""Whose ``.grad`` a tensor is, and what it held when it was last told of.

A program that zeroes or scales a gradient in place runs an ordinary operation on an ordinary
tensor; that it changed somebody's ``.grad`` is known only here.
"""

from __future__ import annotations

import weakref
from typing import Any

from engine.tensor import Tensor
from inspector.model.recordings.events import STARTED
from inspector.model.recordings.facts import Value
from inspector.runner.recording.values import value_of


class Gradients:
    """The gradients that tensors hold, found by the gradient; nothing is kept alive."""

    def __init__(self) -> None:
        self._owners: dict[int, weakref.ref[Tensor]] = {}
        self._values: dict[int, Value | None] = {}

    def hold(self, owner: Tensor, number: int, value: Value | None) -> None:
        """``owner`` (tensor ``number``) now holds a gradient of this value, or none."""
        self._values[number] = value
        if owner._grad is not None:
            self._owners[id(owner._grad)] = weakref.ref(owner)

    def owner(self, gradient: Tensor) -> Tensor | None:
        """The tensor whose ``.grad`` this is, None if it is nobody's."""
        known = self._owners.get(id(gradient))
        owner = known() if known is not None else None
        return owner if owner is not None and owner._grad is gradient else None

    def value(self, number: int) -> Value | None:
        """What the ``.grad`` of tensor ``number`` held when it was last told of."""
        return self._values.get(number)

    def held(self, number: int, before: Any) -> Value | None:
        """What the ``.grad`` of tensor ``number`` was, of the array it was, or None.

        A large one is known from when it was told.
        """
        if before is None:
            return None
        known = self.value(number)
        if known is None or known.whole or known.shape != before.shape:
            return value_of(before)
        return known


def origin(owner: str, backward: bool) -> str:
    """How a tensor came about that no call of the program made: the ``.grad`` of a named owner.

    What turns up in a backward pass is what that pass starts from: with create_graph it becomes
    an operand.
    """
    if owner:
        return f"{owner}.grad"
    return STARTED if backward else ""
