"""Checkpoints: a part of the forward pass that is computed again when backward needs it."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from engine.autograd.engine import backward
from engine.autograd.function import Function
from engine.grad_modes import enable_grad
from engine.tensor import Tensor

UNSAID = (
    "torch.utils.checkpoint: the use_reentrant parameter should be passed explicitly. Starting in "
    "PyTorch 2.9, calling checkpoint without use_reentrant will raise an exception. "
    "use_reentrant=False is recommended, but if you need to preserve the current default "
    "behavior, you can pass use_reentrant=True. Refer to docs for more details on the differences "
    "between the two variants."
)


class CheckpointFunction(Function):
    """Runs a function without recording; backward runs it again, recorded, and through it."""

    @staticmethod
    def forward(ctx: Any, function: Any, *args: Any) -> Any:
        """The function's outputs."""
        ctx.function, ctx.args = function, args
        return function(*args)

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        """The gradients, through a second forward."""
        inputs = [a.detach() if isinstance(a, Tensor) else a for a in ctx.args]
        for fresh, old in zip(inputs, ctx.args, strict=True):
            if isinstance(old, Tensor) and old.requires_grad:
                fresh.requires_grad_()
        with enable_grad.quietly():
            outputs = ctx.function(*inputs)
        several = outputs if isinstance(outputs, tuple) else (outputs,)
        pairs = [
            (o, g)
            for o, g in zip(several, grads, strict=True)
            if isinstance(o, Tensor) and o.requires_grad
        ]
        backward([o for o, _ in pairs], [g for _, g in pairs])
        return (None, *(i._grad if isinstance(i, Tensor) else None for i in inputs))


def checkpoint(
    function: Callable[..., Any], *args: Any, use_reentrant: bool | None = None, **options: Any
) -> Any:
    """Call ``function``, whose saved tensors need not be kept (they are, unless reentrant)."""
    if use_reentrant is None:
        warnings.warn(UNSAID, stacklevel=2)
        use_reentrant = True
    if not use_reentrant:
        return function(*args, **options)
    if not any(isinstance(a, Tensor) and a.requires_grad for a in args):
        warnings.warn(
            "None of the inputs have requires_grad=True. Gradients will be None", stacklevel=2
        )
    return CheckpointFunction.apply(function, *args)
