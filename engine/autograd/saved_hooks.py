"""Hooks that change what nodes save: ``saved_tensors_hooks`` and what is built on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from engine.graph.layers import push_layer, remove_layer
from engine.graph.packer import PACKING
from engine.graph.packing import SavedHooks
from engine.modes import MODES
from engine.tensor import Tensor

NOT_CALLABLE = (
    "_push_saved_tensors_default_hooks(): incompatible function arguments. The following argument "
    "types are supported:\n    1. (arg0: collections.abc.Callable, arg1: "
    "collections.abc.Callable) -> None\n\nInvoked with: {!r}, {!r}"
)


class saved_tensors_hooks:
    """In a block, what nodes save goes through ``pack_hook``, and through ``unpack_hook`` back.

    Raises:
        RuntimeError: on entry, where such hooks are disabled.
        TypeError: on entry, where one of them cannot be called.
    """

    __module__ = "torch.autograd.graph"

    def __init__(self, pack_hook: Callable[[Tensor], Any], unpack_hook: Callable[[Any], Any]):
        self.pack_hook, self.unpack_hook = pack_hook, unpack_hook

    def __enter__(self) -> None:
        if not (callable(self.pack_hook) and callable(self.unpack_hook)):
            raise TypeError(NOT_CALLABLE.format(self.pack_hook, self.unpack_hook))
        if MODES.saved_hooks_disabled is not None:
            raise RuntimeError(MODES.saved_hooks_disabled)
        push_layer(PACKING)
        MODES.saved_hooks = (*MODES.saved_hooks, SavedHooks(self.pack_hook, self.unpack_hook))

    def __exit__(self, *_: object) -> None:
        MODES.saved_hooks = MODES.saved_hooks[:-1]
        remove_layer(PACKING)


class save_on_cpu(saved_tensors_hooks):
    """What nodes save is kept on the CPU, where everything is kept already."""

    __module__ = "torch.autograd.graph"

    def __init__(self, pin_memory: bool = False, device_type: str = "cuda") -> None:
        super().__init__(_as_it_is, _as_it_is)


def _as_it_is(tensor: Tensor) -> Tensor:
    return tensor


@contextmanager
def disable_saved_tensors_hooks(error_message: str) -> Iterator[None]:
    """In a block, hooks on saved tensors are an error that says ``error_message``.

    Raises:
        RuntimeError: such hooks are at work already.
    """
    if MODES.saved_hooks:
        raise RuntimeError(error_message)
    before, MODES.saved_hooks_disabled = MODES.saved_hooks_disabled, error_message
    try:
        yield
    finally:
        MODES.saved_hooks_disabled = before


class _AllowMutationOnSavedContext:
    """What ``allow_mutation_on_saved_tensors`` keeps: the values before they were changed."""

    __module__ = "torch.autograd.graph"

    def __init__(self) -> None:
        self.copies: dict[int, Tensor] = {}
        self.open = True

    def clear(self) -> None:
        """Let go of all that was kept."""
        self.copies.clear()

    def pack(self, tensor: Tensor) -> int:
        """Keep a copy."""
        self.copies[len(self.copies)] = tensor.clone()
        return len(self.copies) - 1

    def unpack(self, handle: int) -> Tensor:
        """The copy.

        Raises:
            AssertionError: the block has ended, or ``clear`` was called.
        """
        if not self.open:
            raise AssertionError(
                "Trying to backward outside of the 'allow_mutation_on_saved_tensors' contextin "
                "which the graph was originally recorded."
            )
        if handle not in self.copies:
            raise AssertionError(
                "Trying to backward outside of the 'allow_mutation_on_saved_tensors' contextin "
                "which the graph was originally recorded."
            )
        return self.copies[handle]


@contextmanager
def allow_mutation_on_saved_tensors() -> Iterator[_AllowMutationOnSavedContext]:
    """In a block, saved tensors may be changed in place: derivatives read what they were."""
    context = _AllowMutationOnSavedContext()
    try:
        with saved_tensors_hooks(context.pack, context.unpack):
            yield context
    finally:
        context.clear()
        context.open = False
