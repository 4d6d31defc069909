"""Which calls of modules never come to the program's own lines: nobody need look for these."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from engine.modes import runs_alone
from engine.nn.modules.everywhere import EVERYWHERE
from engine.tensor import Tensor

HOOKS = itemgetter(
    "_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks"
)
"""What of a module the program may have filled with functions of its own."""
PLAIN = frozenset({Tensor})
OURS = "engine.", "torch.nn."
"""Where our classes are; the second, once they have taken PyTorch's place."""


def may_be_alone(module: Any) -> bool:
    """Is it a module of ours? Only then need more be looked at."""
    return type(module).__module__.startswith(OURS)


def is_alone(module: Any, inputs: tuple[Any, ...]) -> bool:
    """Does a call of a module run nothing but the engine?

    So it is with a layer of ours, ``nn.Linear`` say, that has no hook and was given no function:
    neither for itself, nor for what is saved, nor by the class of a tensor. And so it is with an
    ``nn.Sequential`` of such layers, whatever is in it.
    """
    if EVERYWHERE.used or not PLAIN.issuperset(map(type, inputs)):
        return False
    todo, met = [module], {id(module)}
    for each in todo:
        if not _is_ours(each):
            return False
        for inner in each._modules.values():
            if inner is not None and id(inner) not in met:
                met.add(id(inner))
                todo.append(inner)
    return True


def _is_ours(module: Any) -> bool:
    """Is nothing of the program's in a module itself?"""
    kind, own = type(module), vars(module)
    if not kind.__module__.startswith(OURS):
        return False
    if not str(getattr(kind.forward, "__module__", "")).startswith(OURS):
        return False  # the program has put its own there
    try:
        hooked = any(HOOKS(own))
    except KeyError:  # super().__init__() was forgotten
        return False
    return not hooked and runs_alone(own.values())
