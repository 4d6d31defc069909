"""The gradients of convolutions, asked for by themselves.

They are for who writes a layer's backward pass by hand. The derivatives are the convolution's own
(``engine/ops/convolution.py``), so that both give the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.foundation.absent import module_getattr
from engine.nn.borders import several
from engine.ops.convolution import to_input, to_weight
from engine.tensor import Tensor

__getattr__ = module_getattr("torch.nn.grad")


def _of_input(count: int) -> Callable[..., Any]:
    def gradient(
        input_size: Sequence[int], weight: Tensor, grad_output: Tensor, stride: Any = 1,
        padding: Any = 0, dilation: Any = 1, groups: int = 1,
    ) -> Any:  # fmt: skip
        geometry = [several(each, count) for each in (stride, padding, dilation)]
        return to_input(grad_output, weight, tuple(input_size)[2:], *geometry, groups)

    return _named(gradient, f"conv{count}d_input")


def _of_weight(count: int) -> Callable[..., Any]:
    def gradient(
        input: Tensor, weight_size: Sequence[int], grad_output: Tensor, stride: Any = 1,
        padding: Any = 0, dilation: Any = 1, groups: int = 1,
    ) -> Any:  # fmt: skip
        geometry = [several(each, count) for each in (stride, padding, dilation)]
        return to_weight(grad_output, input, tuple(weight_size)[2:], *geometry, groups)

    return _named(gradient, f"conv{count}d_weight")


def _named(gradient: Callable[..., Any], name: str) -> Callable[..., Any]:
    layer, _, operand = name.partition("_")
    gradient.__name__ = gradient.__qualname__ = name
    gradient.__doc__ = f"The gradient of {layer}'s {operand}, given that of its output."
    return gradient


conv1d_input, conv2d_input, conv3d_input = (_of_input(n) for n in (1, 2, 3))
conv1d_weight, conv2d_weight, conv3d_weight = (_of_weight(n) for n in (1, 2, 3))
