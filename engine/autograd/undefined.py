"""Whether a backward function handles undefined output gradients, as ``gradcheck`` asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from engine.autograd.function import Function
from engine.foundation.warn import warn
from engine.graph.starting import grad
from engine.tensor import Tensor, new_tensor

NOT_MULTIPLIED = "backward not multiplied by grad_output"
NOTES = (
    ' Please look at "Notes about undefined output gradients" in "tools/autograd/derivatives.yaml"'
)
UNHANDLED = "Expected backward function to handle undefined output grads." + NOTES
INVENTED = (
    "Expected all input grads to be undefined or zero when all output grads are undefined or zero."
    + NOTES
)
BREAKING = (
    "Backwards compatibility: New undefined gradient support checking feature is enabled by "
    "default, but it may break existing callers of this function. If this is true for you, you "
    'can call this function with "check_undefined_grad=False" to disable the feature'
)


class _Ungiven(Function):
    """Passes a tensor on, and None back."""

    @staticmethod
    def forward(ctx: Any, value: Tensor) -> Any:
        """The tensor."""
        return value.view_as(value)

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> None:
        """No gradient."""


def _invents(outputs: Sequence[Tensor], sources: Sequence[Tensor]) -> bool:
    """Is there a gradient although zeros, or none, were sent in?"""
    zeros = [new_tensor(each._data * 0) for each in outputs]
    found = grad(outputs, sources, zeros, allow_unused=True)
    return any(each is not None and each._data.any() for each in found)


def complaint_of_zeros(outputs: Sequence[Tensor], sources: Sequence[Tensor]) -> str:
    """What is wrong if zeros are sent in, if anything is."""
    return NOT_MULTIPLIED if _invents(outputs, sources) else ""


def complaint_of_undefined(
    outputs_of: Callable[[], Sequence[Tensor]], sources: Sequence[Tensor]
) -> tuple[str, Exception | None]:
    """What is wrong if no gradient is sent in, to all outputs and to each; and what was raised.

    ``outputs_of`` : the differentiable outputs, computed anew.
    """
    for outputs in list(_without_gradients(outputs_of)):
        try:
            invented = _invents(outputs, sources)
        except RuntimeError as error:
            warn(BREAKING)
            return UNHANDLED, error
        if invented:
            warn(BREAKING)
            return INVENTED, None
    return "", None


def _without_gradients(outputs_of: Callable[[], Sequence[Tensor]]) -> Iterator[list[Tensor]]:
    every = [_Ungiven.apply(each) for each in outputs_of()]
    yield every
    for place in range(len(every) if len(every) > 1 else 0):
        outputs = list(outputs_of())
        outputs[place] = _Ungiven.apply(outputs[place])
        yield outputs
