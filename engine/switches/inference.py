"""Inference tensors: made in ``inference_mode``, and never to be part of a graph.

They are known by their version counter, which counts nothing: every place that has to refuse them
already looks at the counter before it goes on, so that telling them apart costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.graph.layers import Layer
from engine.modes import MODES
from engine.tensor import UNCOUNTED, Tensor

if TYPE_CHECKING:
    from engine.op import Op

CANNOT_SAVE = (
    "Inference tensors cannot be saved for backward. Please do not use Tensors created in "
    "inference mode in computation tracked by autograd. To work around this, you can make a clone "
    "to get a normal tensor and use it in autograd, or use `torch.no_grad()` instead of "
    "`torch.inference_mode()`."
)


def mark(tensor: Tensor) -> None:
    """Make a new tensor an inference tensor; a view of an ordinary one stays what it is."""
    if tensor._counter is None:
        tensor._counter = UNCOUNTED


class Inference(Layer):
    """Marks whatever is made in ``inference_mode``."""

    def seen(
        self, op: Op, inputs: Sequence[tuple[str, Any]], outputs: Sequence[Tensor], in_place: bool
    ) -> None:
        """Mark the results of an operation."""
        if MODES.inference and not in_place:
            for each in outputs:
                mark(each)

    def created(self, tensor: Tensor, how: str) -> None:
        """Mark a tensor that no operation made."""
        if self.inner is not None:
            self.inner.created(tensor, how)
        if MODES.inference:
            mark(tensor)


INFERENCE = Inference()
