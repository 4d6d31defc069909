"""What a user can ask of the graph itself: nodes, edges, hooks on several gradients."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from functools import partial
from typing import Any

from engine.autograd.saved_hooks import (
    allow_mutation_on_saved_tensors,
    disable_saved_tensors_hooks,
    save_on_cpu,
    saved_tensors_hooks,
)
from engine.foundation.absent import module_getattr
from engine.graph.edges import GradientEdge
from engine.graph.hooks import RemovableHandle, add
from engine.graph.sweep import dependencies, on_the_way
from engine.modes import MODES
from engine.node import Node, hooks_of
from engine.storage.views import settle_views
from engine.tensor import UNCOUNTED, Tensor, bump_version

LEAF_CAUGHT = (
    "A leaf node was passed to _will_engine_execute_node but we are currently running "
    "autograd.grad(). This is currently not supported."
)


def get_gradient_edge(tensor: Tensor) -> GradientEdge:
    """The node and output number by which the gradient of ``tensor`` enters the graph.

    Raises:
        RuntimeError: it does not require grad.
    """
    edge = tensor._edge if tensor.requires_grad else None
    if edge is None:
        raise RuntimeError("It is not possible to get the gradient edge for a Tensor that does "
                           "not require gradients")  # fmt: skip
    return GradientEdge(edge, tensor._number)


def increment_version(tensor: Any) -> None:
    """Count an in-place change that autograd has not seen."""
    several = (tensor,) if isinstance(tensor, Tensor) else tensor
    if not isinstance(several, Iterable):
        raise RuntimeError("increment_version expect a Iterable[Tensor] as input")
    for each in several:
        if each._counter is not UNCOUNTED:
            bump_version(each)
            settle_views(each)


class MultiGradHook:
    """Calls a function once all of several tensors that a pass reaches have their gradients.

    ``places`` : the nodes and output numbers of the tensors.
    """

    def __init__(self, places: Sequence[GradientEdge], fn: Callable[..., Any], mode: str) -> None:
        self.places, self.fn, self.mode = places, fn, mode
        self.grads: dict[int, Tensor] = {}
        self.starts: Any = None
        self.awaited = 0

    def arrived(self, index: int, grad: Tensor) -> None:
        """One of the gradients is there."""
        if MODES.starts is not self.starts:
            self.starts, self.grads = MODES.starts, {}
            starts, ends, caught = self.starts
            run: Container[Node] = dependencies(starts)
            if ends is not None:
                run = ends | on_the_way(dependencies(starts), ends)
                self._refuse_leaves(ends if caught else ())
            self.awaited = sum(each.node in run for each in self.places)
        self.grads[index] = grad
        if self.mode == "any" and len(self.grads) == 1:
            self.fn(grad)
        if self.mode == "all" and len(self.grads) == self.awaited:
            self.fn([self.grads.get(n) for n in range(len(self.places))])

    def _refuse_leaves(self, ends: Container[Node]) -> None:
        caught = [each.node for each in self.places if each.node in ends]
        if self.mode == "all" and any(node.is_accumulator for node in caught):
            raise RuntimeError(LEAF_CAUGHT)


class _MultiHandle(RemovableHandle):
    """Removes the hooks of several tensors again."""

    __module__ = "torch.autograd.graph"

    def __init__(self, handles: Sequence[RemovableHandle]) -> None:
        super().__init__({})
        self.handles = handles

    def remove(self) -> None:
        """Take all of them away."""
        for each in self.handles:
            each.remove()


def register_multi_grad_hook(
    tensors: Sequence[Tensor], fn: Callable[..., Any], *, mode: str = "all"
) -> RemovableHandle:
    """Call ``fn`` with all gradients of ``tensors`` (or, in mode "any", with the first).

    Raises:
        AssertionError: a tensor does not require grad.
        ValueError: there is no such ``mode``.
    """
    if mode not in ("all", "any"):
        raise ValueError(f"Expects mode to be one of ('all', 'any') but got {mode}")
    if not all(each.requires_grad for each in tensors):
        raise AssertionError("Expected gradient function to be set")
    places = [get_gradient_edge(each) for each in tensors]
    watcher = MultiGradHook(places, fn, mode)
    return _MultiHandle([
        add(hooks_of(place.node).tensor, (place.output_nr, partial(watcher.arrived, index)))
        for index, place in enumerate(places)
    ])  # fmt: skip


def set_warn_on_accumulate_grad_stream_mismatch(enabled: bool) -> None:
    """There are no streams here, so that nothing can be amiss with them."""


__all__ = [
    "GradientEdge", "Node", "allow_mutation_on_saved_tensors", "disable_saved_tensors_hooks",
    "get_gradient_edge", "increment_version", "register_multi_grad_hook", "save_on_cpu",
    "saved_tensors_hooks", "set_warn_on_accumulate_grad_stream_mismatch",
]  # fmt: skip

__getattr__ = module_getattr("torch.autograd.graph")
