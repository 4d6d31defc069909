"""Finding what changed while nothing was recorded, to tell it when recording goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from engine.tensor import Tensor
from inspector.model.recordings.facts import Value

Owner: TypeAlias = Callable[[Tensor], Tensor | None]
Told: TypeAlias = Callable[[int], Value | None]


class Unseen:
    """The tensors that the recording knows and that changed in place, or whose ``.grad`` did.

    ``grads`` has what each one's ``.grad`` was when it was last told of. ``owner`` finds whose
    ``.grad`` a tensor is, ``told`` what was told of it, by the number of the owner.
    """

    def __init__(self, owner: Owner, told: Told) -> None:
        self.changed: dict[int, Tensor] = {}
        self.grads: dict[int, tuple[Tensor, Value | None]] = {}
        self._owner, self._told = owner, told

    def change(self, tensor: Tensor) -> None:
        """A tensor was changed in place; it may be somebody's ``.grad``."""
        owner = self._owner(tensor)
        if owner is not None:
            self.grad(owner)
        elif tensor._mark is not None:
            self.changed[tensor._mark[1]] = tensor

    def grad(self, tensor: Tensor) -> None:
        """The ``.grad`` of a tensor was set, cleared or added to."""
        mark = tensor._mark
        if mark is not None and mark[1] not in self.grads:
            self.grads[mark[1]] = tensor, self._told(mark[1])

    def forget(self) -> None:
        """All of it is told."""
        self.changed, self.grads = {}, {}
