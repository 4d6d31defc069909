"""Backward passes that cannot be differentiated again, and say so when that is tried."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from engine.modes import MODES
from engine.node import Node, next_sequence_number
from engine.switches.grad_modes import no_grad
from engine.tensor import Tensor


class DelayedError(Node):
    """Stands where a gradient that cannot be differentiated again would go on."""

    __slots__ = ()
    is_plain = False
    namespace = "torch::autograd::"

    def __init__(self, inputs: Sequence[Tensor]) -> None:
        self.sequence_nr = next_sequence_number()
        self.next = tuple([each._edge for each in inputs])
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


def once_differentiable(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a ``backward`` whose result cannot be differentiated again."""

    @functools.wraps(fn)
    def wrapper(ctx: Any, *args: Any) -> Any:
        with no_grad.quietly():
            outputs = fn(ctx, *args)
        tracked = [each for each in args if isinstance(each, Tensor) and each._edge is not None]
        if not MODES.grad or not tracked:
            return outputs
        error = DelayedError(tracked)
        several = outputs if isinstance(outputs, tuple) else (outputs,)
        for each in several:
            if isinstance(each, Tensor):
                each._edge = error
        return outputs

    return wrapper
