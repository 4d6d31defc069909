"""The functions a user hangs on nodes and tensors, to see or to change a gradient on its way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.node import Node, extras_of

Hook = Callable[..., Any]


class Handle:
    """Removes a hook again; also a context manager that does so at its end."""

    def __init__(self, hooks: dict[int, Any]) -> None:
        self._hooks = hooks
        self.id = next_id(hooks)

    def remove(self) -> None:
        """Take the hook away; nothing happens if it is gone already."""
        self._hooks.pop(self.id, None)

    def __enter__(self) -> Handle:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()


def next_id(hooks: dict[int, Any]) -> int:
    """A key that comes after all others."""
    return max(hooks, default=-1) + 1


class Hooks:
    """The hooks of one node.

    ``tensor`` : (output number, hook) run before the node, on the gradient of one output;
    ``retain`` : by output number, the tensor that keeps its gradient, after those;
    ``before`` and ``after`` : node hooks; ``accumulated`` : after a leaf's ``.grad`` has changed.
    """

    __slots__ = ("accumulated", "after", "before", "retain", "tensor")

    def __init__(self) -> None:
        self.tensor: dict[int, tuple[int, Hook]] = {}
        self.retain: dict[int, Any] = {}
        self.before: dict[int, Hook] = {}
        self.after: dict[int, Hook] = {}
        self.accumulated: dict[int, Hook] = {}


def add(hooks: dict[int, Any], hook: Any) -> Handle:
    """Hang up a hook and give back what removes it."""
    handle = Handle(hooks)
    hooks[handle.id] = hook
    return handle


def hooks_of(node: Node) -> Hooks:
    """The hooks of a node, made when first asked for."""
    extras = extras_of(node)
    if extras.hooks is None:
        extras.hooks = Hooks()
    return extras.hooks
