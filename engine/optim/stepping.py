"""What is called around an optimiser's steps: its own hooks, and those of all optimisers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any

from engine.graph.hooks import RemovableHandle

Step = Callable[..., Any]
HOOKS = tuple(
    f"_optimizer_{what}_{when}_hooks"
    for what in ("step", "state_dict", "load_state_dict")
    for when in ("pre", "post")
)
# Those of all optimisers; PyTorch has them for as long as the process lives too.
_BEFORE: OrderedDict[int, Step] = OrderedDict()
_AFTER: OrderedDict[int, Step] = OrderedDict()


def hooked(step: Step) -> Step:
    """A class's ``step`` with the hooks around it."""

    @wraps(step)
    def call(*args: Any, **options: Any) -> Any:
        self = args[0]
        own = vars(self)
        before, after = own.get(HOOKS[0], {}), own.get(HOOKS[1], {})  # it may have no base's
        for hook in (*_BEFORE.values(), *before.values()):
            changed = hook(self, args, options)
            if changed is not None and not (isinstance(changed, tuple) and len(changed) == 2):
                raise RuntimeError(
                    f"<function {type(self).__name__}.step at {id(step):#x}> must return None or "
                    f"a tuple of (new_args, new_kwargs), but got {changed}."
                )
            args, options = changed or (args, options)
        result = step(*args, **options)
        for hook in (*after.values(), *_AFTER.values()):
            hook(self, args, options)
        return result

    return call


def register_optimizer_step_pre_hook(hook: Step) -> RemovableHandle:
    """Call ``hook(optimizer, args, kwargs)`` before each step of any optimiser."""
    return hang(_BEFORE, hook)


def register_optimizer_step_post_hook(hook: Step) -> RemovableHandle:
    """Call ``hook(optimizer, args, kwargs)`` after each step of any optimiser."""
    return hang(_AFTER, hook)


def hang(table: OrderedDict[int, Step], hook: Step, first: bool = False) -> RemovableHandle:
    """Put a hook into a table; gives what takes it out again."""
    handle = RemovableHandle(table)
    table[handle.id] = hook
    if first:
        table.move_to_end(handle.id, last=False)
    return handle
