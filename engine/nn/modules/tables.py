"""The tables of a module: its parameters, buffers, submodules and hooks."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from engine.graph.hooks import RemovableHandle

MEMBERS = ("_parameters", "_buffers", "_modules")
HOOKS = (
    "_backward_pre_hooks", "_backward_hooks", "_forward_hooks", "_forward_hooks_with_kwargs",
    "_forward_hooks_always_called", "_forward_pre_hooks", "_forward_pre_hooks_with_kwargs",
    "_state_dict_hooks", "_state_dict_pre_hooks", "_load_state_dict_pre_hooks",
    "_load_state_dict_post_hooks",
)  # fmt: skip


def begin(module: Any) -> None:
    """Create the tables of a new module."""
    own = module.__dict__
    own["training"] = True
    own["_parameters"], own["_buffers"] = {}, {}
    own["_non_persistent_buffers_set"] = set()
    for table in HOOKS[:2]:
        own[table] = OrderedDict()
    own["_is_full_backward_hook"] = None
    for table in HOOKS[2:]:
        own[table] = OrderedDict()
    own["_modules"] = {}


def hang(
    hooks: OrderedDict[int, Any], hook: Any, prepend: bool = False, **marks: OrderedDict[int, Any]
) -> RemovableHandle:
    """Register a hook, note it in further tables, and give back its handle."""
    handle = RemovableHandle(hooks, *marks.values())
    hooks[handle.id] = hook
    if prepend:
        hooks.move_to_end(handle.id, last=False)
    for table in marks.values():
        table[handle.id] = True
    return handle
