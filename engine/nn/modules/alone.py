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
OURS = "engine.", "torch.nn."
"""Where our classes are; the second, once they have taken PyTorch's place."""


def is_alone(module: Any, inputs: tuple[Any, ...]) -> bool:
    """Does a call of a module run nothing but the engine?

    So it is with a layer of ours, ``nn.Linear`` say, that has no module in it, no hook, and was
    given no function: neither for itself, nor for what is saved, nor by the class of a tensor.
    """
    kind, own = type(module), vars(module)
    if EVERYWHERE.used or not kind.__module__.startswith(OURS):
        return False
    if not str(getattr(kind.forward, "__module__", "")).startswith(OURS):
        return False  # the program has put its own there
    try:
        filled = any(FILLED(own))
    except KeyError:  # super().__init__() was forgotten
        return False
    return not filled and runs_alone(own.values()) and PLAIN.issuperset(map(type, inputs))
