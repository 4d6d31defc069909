"""Which calls of modules never come to the program's own lines: nobody need look for these."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from engine.modes import runs_alone
from engine.nn.modules.everywhere import EVERYWHERE
from engine.tensor import Tensor

FILLED = itemgetter(
    "_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks", "_modules"
)
"""What of a module the program may have filled with functions, or modules, of its own."""
PLAIN = frozenset({Tensor})
OURS = "engine."


def is_alone(module: Any, inputs: tuple[Any, ...]) -> bool:
    """Does a call of a module run nothing but the engine?

    So it is with a layer of ours, ``nn.Linear`` say, that has no module in it, no hook, and was
    given no function: neither for itself, nor for what is saved, nor by the class of a tensor.
    """
    kind = type(module)
    if not (kind.__module__.startswith(OURS) and kind.forward.__module__.startswith(OURS)):
        return False
    own = vars(module)
    if EVERYWHERE.used or "_modules" not in own or any(FILLED(own)):
        return False  # without tables, super().__init__() was forgotten
    return runs_alone(own.values()) and PLAIN.issuperset(map(type, inputs))
