"""Results that no gradient goes through, and that no operation of the table computes."""

from __future__ import annotations

from typing import Any

from engine.modes import MODES
from engine.observer import WATCH
from engine.tensor import Tensor, new_tensor


def untracked(array: Any, *inputs: Any) -> Tensor:
    """A tensor around what was computed from ``inputs``, which the transforms at work know of.

    That it was made within them, and that it depends on the batch of a ``vmap``.
    """
    found = new_tensor(array)
    if WATCH.observer is not None:
        for scope in MODES.scopes:
            if scope is not None:
                scope.computed(found, inputs)
    return found
