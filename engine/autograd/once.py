"""``once_differentiable``: backward functions that refuse to be differentiated again."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from engine.modes import MODES
from engine.node import AccumulateGrad, Node, next_sequence_number
from engine.switches.grad_modes import no_grad
from engine.tensor import Tensor, new_tensor


class Error(Node):
    """Stands where gradients that cannot be differentiated again would go on."""

    __slots__ = ("outputs",)
    is_plain = False
    namespace = "torch::autograd::"

    def __init__(self, count: int) -> None:
        self.sequence_nr = next_sequence_number()
        self.outputs = count  # type: ignore[misc]
        self.next = ()
        self.saved = ()
        self.expects = self.params = self.extras = None

    def backward(self, grad: Any) -> tuple[Any, ...]:
        """Refuses.

        Raises:
            RuntimeError: always.
        """
        raise RuntimeError(
            "trying to differentiate twice a function that was marked with @once_differentiable"
        )

    backward_tensors = backward


def refusing(outputs: Sequence[Any]) -> list[Any]:
    """Leaves with the values of ``outputs``, all hung on one node that refuses."""
    node = Error(len(outputs))
    leaves = [new_tensor(each._data) if isinstance(each, Tensor) else each for each in outputs]
    made = [each for each in leaves if isinstance(each, Tensor)]
    node.next = tuple([AccumulateGrad(new_tensor(each._data)) for each in made])
    for number, each in enumerate(leaves):
        if isinstance(each, Tensor):
            each._edge, each._number = node, number
    return leaves


def once_differentiable(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a ``backward`` whose result cannot be differentiated again."""

    @functools.wraps(fn)
    def wrapper(ctx: Any, *args: Any) -> Any:
        with no_grad.quietly():
            outputs = fn(ctx, *args)
        tracked = [each for each in args if isinstance(each, Tensor) and each._edge is not None]
        if not MODES.grad or not tracked:
            return outputs
        if not isinstance(outputs, tuple):
            return refusing([outputs])[0]
        return tuple(refusing(outputs))

    return wrapper
