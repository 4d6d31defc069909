"""Hooks that compute a layer's weight anew before each forward pass."""

from __future__ import annotations

from typing import Any


def refuse_second(module: Any, kind: type[Any], name: str, what: str) -> None:
    """Raise where a weight is computed so already.

    Raises:
        RuntimeError: in PyTorch's words.
    """
    for hook in module._forward_pre_hooks.values():
        if isinstance(hook, kind) and hook.name == name:
            raise RuntimeError(f"Cannot register two {what} hooks on the same parameter {name}")


def take_hook(module: Any, kind: type[Any], name: str, what: str) -> Any:
    """Take the hook that computes a weight from a module, which keeps the weight; the hook.

    Raises:
        ValueError: there is none.
    """
    for key, hook in module._forward_pre_hooks.items():
        if isinstance(hook, kind) and hook.name == name:
            hook.remove(module)
            del module._forward_pre_hooks[key]
            return hook
    raise ValueError(f"{what} of '{name}' not found in {module}")
