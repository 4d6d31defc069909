"""Looks on while a turn of a loop is left out, for what would make it worth recording.

That is an operation of a kind that was not recorded yet, and the first result with a NaN or an
infinity in it. Nothing is copied, numbered or sent; what changes is only taken down.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.observer import Observer
from engine.tensor import Tensor
from inspector.runner.recording.unseen import Unseen

if TYPE_CHECKING:
    from engine.op import Op

_total = np.add.reduce


class Scout(Observer):
    """An observer that only calls ``news`` where something happens for the first time.

    ``known`` : the names of the operations that were recorded. ``unseen`` takes down what
    changes, ``operations`` counts all.
    """

    def __init__(
        self, known: Collection[str], news: Callable[[], None], unseen: Unseen | None = None
    ) -> None:
        self._known = known
        self._news = news
        self.unseen = unseen or Unseen(lambda tensor: None, lambda number: None)
        self._told: set[str] = set()
        self._ill = False
        self.operations = 0

    def op(
        self,
        op: Op,
        inputs: Sequence[tuple[str, Any]],
        outputs: Sequence[Tensor],
        in_place: bool,
    ) -> None:
        """An operation ran: is it of a new kind, or is its result the first that is ill?"""
        self.operations += 1
        if op.name not in self._known and op.name not in self._told:
            self._told.add(op.name)
            self._news()
        if not self._ill and not is_finite(outputs[0]._data):
            self._ill = True
            self._news()
        if in_place:
            self.unseen.change(outputs[0])

    def elementwise(self, op: Op, first: Any, second: Any, out: Tensor) -> None:
        """An operation like any other."""
        self.op(op, (), (out,), in_place=False)

    def accumulated(self, tensor: Tensor, before: Any, incoming: Any, after: Any) -> None:
        """A gradient was added up: is it the first that is ill?"""
        self.unseen.grad(tensor)
        if not self._ill and not is_finite(after):
            self._ill = True
            self._news()

    def updated(
        self, tensor: Tensor, before: Any, how: str, state: Mapping[str, Any] | None = None
    ) -> None:
        """An optimizer changed a tensor."""
        self.unseen.change(tensor)

    def replaced(self, tensor: Tensor, source: Tensor | None, how: str) -> None:
        """A tensor was given other memory."""
        self.unseen.change(tensor)

    def grad_set(self, tensor: Tensor, before: Any, after: Any, how: str) -> None:
        """A ``.grad`` was set or cleared."""
        self.unseen.grad(tensor)


def is_finite(data: Any) -> bool:
    """Whether there is neither a NaN nor an infinity: seen by the sum, where that is finite."""
    if isinstance(data, np.float32 | np.float64):
        return math.isfinite(data)
    if not isinstance(data, np.ndarray) or data.dtype.kind not in "fc":
        return True
    with np.errstate(all="ignore"):
        return bool(np.isfinite(_total(data, axis=None))) or bool(np.isfinite(data).all())
