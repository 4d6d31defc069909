"""What a user can ask of the graph itself: nodes, edges, hooks on several gradients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.autograd.edges import GradientEdge
from engine.autograd.saved_hooks import (
    allow_mutation_on_saved_tensors,
    disable_saved_tensors_hooks,
    save_on_cpu,
    saved_tensors_hooks,
)
from engine.hooks import RemovableHandle
from engine.node import Node, hooks_of
from engine.tensor import Tensor, bump_version


def get_gradient_edge(tensor: Tensor) -> GradientEdge:
    """The node and output number by which the gradient of ``tensor`` enters the graph.

    Raises:
        RuntimeError: it does not require grad.
    """
    if tensor._edge is None:
        raise RuntimeError("It is not possible to get the gradient edge for a Tensor that does "
                           "not require gradients")  # fmt: skip
    return GradientEdge(tensor._edge, tensor._number)


def increment_version(tensor: Any) -> None:
    """Count an in-place change that autograd has not seen."""
    for each in (tensor,) if isinstance(tensor, Tensor) else tensor:
        bump_version(each)


class MultiGradHook:
    """Calls a function once every one of several tensors has its gradient of a pass."""

    def __init__(self, tensors: Sequence[Tensor], fn: Callable[..., Any], mode: str) -> None:
        self.count, self.fn, self.mode = len(tensors), fn, mode
        self.grads: dict[int, Tensor] = {}

    def arrived(self, index: int, grad: Tensor) -> None:
        """One of the gradients is there."""
        self.grads[index] = grad
        if self.mode == "any" and len(self.grads) == 1:
            self.fn(grad)
        if len(self.grads) == self.count:
            found, self.grads = [self.grads[n] for n in range(self.count)], {}
            if self.mode == "all":
                self.fn(found)


def register_multi_grad_hook(
    tensors: Sequence[Tensor], fn: Callable[..., Any], *, mode: str = "all"
) -> RemovableHandle:
    """Call ``fn`` with all gradients of ``tensors`` (or, in mode "any", with the first)."""
    if mode not in ("all", "any"):
        raise ValueError(f"Expects mode to be one of ('all', 'any') but got {mode}")
    watcher = MultiGradHook(tensors, fn, mode)
    tables = [hooks_of(_edge(each)).tensor for each in tensors]
    handle = RemovableHandle(*tables)
    for index, (each, table) in enumerate(zip(tensors, tables, strict=True)):
        table[handle.id] = (each._number, lambda grad, index=index: watcher.arrived(index, grad))
    return handle


def _edge(tensor: Tensor) -> Node:
    return get_gradient_edge(tensor).node


__all__ = [
    "GradientEdge", "Node", "allow_mutation_on_saved_tensors", "disable_saved_tensors_hooks",
    "get_gradient_edge", "increment_version", "register_multi_grad_hook", "save_on_cpu",
    "saved_tensors_hooks",
]  # fmt: skip
