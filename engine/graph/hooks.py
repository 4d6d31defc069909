"""The functions a user hangs on nodes and tensors, to see or to change a gradient on its way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Self
from weakref import WeakSet

from engine.dtypes import BY_NUMPY
from engine.errors import type_name

Hook = Callable[..., Any]


class RemovableHandle:
    """Removes a hook again; also a context manager that does so at its end.

    ``next_id`` : hooks of everything are counted together, as PyTorch's numbers of them show.
    """

    __module__ = "torch.utils.hooks"
    next_id: ClassVar[int] = 0

    def __init__(self, *tables: dict[int, Any]) -> None:
        self._tables = tables
        self.id = RemovableHandle.next_id
        RemovableHandle.next_id += 1

    def remove(self) -> None:
        """Take the hook away; nothing happens if it is gone already."""
        for table in self._tables:
            table.pop(self.id, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()


class Hooks:
    """The hooks of one node.

    ``tensor`` : (output number, hook) run before the node, on the gradient of one output;
    ``retain`` : by output number, the tensor that keeps its gradient, after those;
    ``before`` and ``after`` : node hooks; ``accumulated`` : after a leaf's ``.grad`` has changed.
    """

    __slots__ = ("__weakref__", "accumulated", "after", "before", "retain", "tensor")

    def __init__(self) -> None:
        self.tensor: dict[int, tuple[int, Hook]] = {}
        self.retain: dict[int, Any] = {}
        self.before: dict[int, Hook] = {}
        self.after: dict[int, Hook] = {}
        self.accumulated: dict[int, Hook] = {}

    def exist(self) -> bool:
        """Whether there is any hook at present; those that were removed left an empty table."""
        tables = (self.tensor, self.retain, self.before, self.after, self.accumulated)
        return any(tables)


class LeafHooks:
    """The hooks of all leaves: only they can tell when a leaf receives its sum."""

    __slots__ = ("_of",)

    def __init__(self) -> None:
        self._of: WeakSet[Hooks] | None = None

    def watch(self, hooks: Hooks) -> None:
        """Take notice of a leaf that may have hooks from now on."""
        if self._of is None:
            self._of = WeakSet()
        self._of.add(hooks)

    def exist(self) -> bool:
        """Whether any leaf has a hook at present."""
        return self._of is not None and any(each.exist() for each in self._of)


LEAF_HOOKS = LeafHooks()


def add(hooks: dict[int, Any], hook: Any) -> RemovableHandle:
    """Register a hook, and give back the handle that removes it."""
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    return handle


def check_value(hook: Hook, new: Any, old: Any, is_tensor: bool) -> None:
    """Raise what PyTorch raises where a hook gives back something that is no such gradient.

    Raises:
        TypeError: it gave back no tensor.
        RuntimeError: a tensor of another dtype or shape than the array ``old``, or any tensor
            where there was no gradient.
    """
    if old is None:
        raise RuntimeError("can't replace a None gradient with a non-None value")
    if not is_tensor:
        raise TypeError(f"expected Variable, but hook returned '{type_name(new)}'")
    if new._data.dtype != old.dtype:
        was, got = (BY_NUMPY[each.dtype].tensor_name for each in (old, new._data))
        raise RuntimeError(
            f"hook '{hook_name(hook)}' has changed the type of value (was {was} got {got})"
        )
    if new._data.shape != old.shape:
        raise RuntimeError(f"hook '{hook_name(hook)}' has changed the size of value")


def check_count(hook: Hook, got: int, expected: int) -> None:
    """Raise RuntimeError where a node's hook gives back too few or too many gradients."""
    if got != expected:
        raise RuntimeError(
            f"hook '{hook_name(hook)}' has returned an incorrect number of values "
            f"(got {got}, but expected {expected})"
        )


def hook_name(hook: Hook) -> str:
    """How errors call a hook."""
    return getattr(hook, "__name__", "<unknown>")
