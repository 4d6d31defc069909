"""Convolution in any number of dimensions, and the two maps its gradients are.

Output, gradient of the input and gradient of the weight are each linear in both arguments, and
the derivatives of each are the other two; so derivatives of any order are convolutions again.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from engine.calls.declare import operation
from engine.storage.formats import as_any_lies
from engine.storage.memory import in_order
from engine.symbolic.symbol import Symbol
from engine.tensor import Tensor

Ints = tuple[int, ...]


def output_size(size: Ints, kernel: Ints, stride: Ints, padding: Ints, dilation: Ints) -> Ints:
    """How far a kernel can be moved along each dimension."""
    facts = zip(size, kernel, stride, padding, dilation, strict=True)
    return tuple((n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, s, p, d in facts)


def require_room(size: Ints, kernel: Ints, padding: Ints, dilation: Ints) -> None:
    """Raise RuntimeError unless a dilated kernel finds place on the padded input."""
    if not all(kernel) and len(kernel) < 3:
        height, width = (1, *kernel)[-2:]
        raise RuntimeError(
            "kernel size should be greater than zero, but got kernel_height: "
            f"{height} kernel_width: {width}"
        )
    facts = zip(size, kernel, padding, dilation, strict=True)
    room, wanted = zip(*((n + 2 * p, d * (k - 1) + 1) for n, k, p, d in facts), strict=True)
    if any(k > n for n, k in zip(room, wanted, strict=True)):
        raise RuntimeError(
            f"Calculated padded input size per channel: ({' x '.join(map(str, room))}). Kernel "
            f"size: ({' x '.join(map(str, wanted))}). Kernel size can't be greater than actual "
            "input size"
        )


def _padded(array: Any, padding: Ints) -> Any:
    if not any(padding):
        return array
    size = tuple(n + 2 * p for n, p in zip(array.shape[2:], padding, strict=True))
    whole = np.zeros((*array.shape[:2], *size), array.dtype)
    inner = tuple(slice(p, p + n) for n, p in zip(array.shape[2:], padding, strict=True))
    whole[(slice(None), slice(None), *inner)] = array
    return whole


@lru_cache(maxsize=64)
def _places(kernel: Ints, stride: Ints, dilation: Ints, out: Ints) -> tuple[Any, ...]:
    """For each element of the kernel, the part of the padded input that it meets."""
    every = (slice(None), slice(None))
    found = []
    for offset in np.ndindex(*kernel):
        window = tuple(
            slice(o * d, o * d + s * (n - 1) + 1, s)
            for o, d, s, n in zip(offset, dilation, stride, out, strict=True)
        )
        found.append(((*every, *offset), (*every, *window)))
    return tuple(found)


def _columns(padded: Any, kernel: Ints, stride: Ints, dilation: Ints, out: Ints) -> Any:
    """The part of the input under the kernel for each output, (batch, channels · kernel, out)."""
    batch, channels = padded.shape[:2]
    whole = np.empty((batch, channels, *kernel, *out), padded.dtype)
    for offset, window in _places(kernel, stride, dilation, out):
        whole[offset] = padded[window]
    return whole.reshape(batch, channels * math.prod(kernel), math.prod(out))


def _forward(
    input: Any, weight: Any, stride: Ints, padding: Ints, dilation: Ints, groups: int
) -> Any:
    kernel = weight.shape[2:]
    padded = _padded(input, padding)
    out = output_size(input.shape[2:], kernel, stride, padding, dilation)
    columns = _columns(padded, kernel, stride, dilation, out)
    batch = len(columns)
    if groups == 1:
        found = weight.reshape(len(weight), columns.shape[1]) @ columns
    else:
        rows = weight.reshape(groups, len(weight) // groups, columns.shape[1] // groups)
        found = rows @ columns.reshape(batch, groups, rows.shape[2], columns.shape[2])
    return found.reshape(batch, weight.shape[0], *out)


def _to_input(
    grad: Any, weight: Any, size: Ints, stride: Ints, padding: Ints, dilation: Ints, groups: int
) -> Any:
    batch, out, kernel = grad.shape[0], grad.shape[2:], weight.shape[2:]
    channels = weight.shape[1] * groups
    wide = tuple(n + 2 * p for n, p in zip(size, padding, strict=True))
    each = len(weight) // groups
    rows = weight.reshape(groups, each, weight[0].size).swapaxes(1, 2)
    flat = grad.reshape(batch, groups, each, math.prod(out))
    parts = (rows @ flat).reshape(batch, channels, *kernel, *out)
    whole = np.zeros((batch, channels, *wide), parts.dtype)
    for offset, window in _places(kernel, stride, dilation, out):
        whole[window] += parts[offset]
    cut = tuple(slice(p, p + n) for p, n in zip(padding, size, strict=True))
    return in_order(whole[(slice(None), slice(None), *cut)])


def _to_weight(
    grad: Any, input: Any, kernel: Ints, stride: Ints, padding: Ints, dilation: Ints, groups: int
) -> Any:
    columns = _columns(_padded(input, padding), kernel, stride, dilation, grad.shape[2:])
    (batch, outputs), places = grad.shape[:2], columns.shape[2]
    each, under = outputs // groups, columns.shape[1] // groups
    flat = grad.reshape(batch, groups, each, places).transpose(1, 2, 0, 3)
    seen = columns.reshape(batch, groups, under, places).transpose(1, 2, 0, 3)
    count = batch * places
    sums = flat.reshape(groups, each, count) @ seen.reshape(groups, under, count).swapaxes(1, 2)
    return sums.reshape(outputs, input.shape[1] // groups, *kernel)


def input_rule(grad: Any, weight: Any, size: Any, *geometry: Any) -> Any:
    """The gradient of the input: the output's, spread through the kernel."""
    if isinstance(grad, Symbol):
        return grad.conv_transpose(weight)
    if isinstance(grad, Tensor):
        return to_input(grad, weight, tuple(size[2:]), *geometry)
    return _to_input(grad, weight, tuple(size[2:]), *geometry)


def weight_rule(grad: Any, input: Any, size: Any, *geometry: Any) -> Any:
    """The gradient of the weight: the output's, met with the input."""
    if isinstance(grad, Symbol):
        return input.correlate(grad)
    if isinstance(grad, Tensor):
        return to_weight(grad, input, tuple(size[2:]), *geometry)
    return _to_weight(grad, input, tuple(size[2:]), *geometry)


def output_rule(input: Any, weight: Any, *geometry: Any) -> Any:
    """The convolution itself, where it is a gradient."""
    if isinstance(input, Symbol):
        return input.conv(weight)
    if isinstance(input, Tensor):
        return convolution(input, weight, None, *geometry)
    return _forward(input, weight, *geometry)


def cropped(value: Any, shape: Any) -> Any:
    """Without what a kernel met only in the output's extra padding."""
    if isinstance(value, Symbol) or tuple(value.shape[2:]) == tuple(shape[2:]):
        return value
    return value[(slice(None), slice(None), *(slice(0, n) for n in shape[2:]))]


def bias_rule(grad: Any) -> Any:
    """The gradient of the bias: the sum over batch and places."""
    if isinstance(grad, Symbol):
        return grad.sum()
    return grad.sum((0, *range(2, grad.ndim)))


def _biased(array: Any, bias: Any) -> Any:
    return array if bias is None else array + bias.reshape(-1, *(1,) * (array.ndim - 2))


@operation(
    "conv", name="convolution.default", inputs=("input", "weight", "bias"), saves_all=True,
    input=lambda grad, weight, input_shape, stride, padding, dilation, groups: input_rule(
        grad, weight, input_shape, stride, padding, dilation, groups
    ),
    weight=lambda grad, input, weight_shape, stride, padding, dilation, groups: weight_rule(
        grad, input, weight_shape, stride, padding, dilation, groups
    ),
    bias=lambda grad: bias_rule(grad),
)  # fmt: skip
def convolution(
    input: Any, weight: Any, bias: Any, stride: Ints, padding: Ints, dilation: Ints, groups: int
) -> Any:
    """Each output is the sum of the products of a kernel with the part of the input under it."""
    found = _biased(_forward(input, weight, stride, padding, dilation, groups), bias)
    return as_any_lies(found, input, weight)


@operation(
    "conv ᵀ", name="convolution.transposed", node="ConvolutionBackward0",
    inputs=("input", "weight", "bias"), saves_all=True,
    input=lambda grad, weight, input_shape, stride, padding, dilation, groups: cropped(
        output_rule(grad, weight, stride, padding, dilation, groups), input_shape
    ),
    weight=lambda grad, input, weight_shape, size, stride, padding, dilation, groups: weight_rule(
        input, grad, weight_shape, stride, padding, dilation, groups
    ),
    bias=lambda grad: bias_rule(grad),
)  # fmt: skip
def convolution_transposed(
    input: Any, weight: Any, bias: Any, size: Ints, stride: Ints, padding: Ints, dilation: Ints,
    groups: int,
) -> Any:  # fmt: skip
    """Each input spreads a kernel over the output of the given ``size``."""
    return _biased(_to_input(input, weight, size, stride, padding, dilation, groups), bias)


@operation(
    "conv ᵀ", name="convolution.to_input", node="ConvolutionBackwardBackward0",
    inputs=("grad_output", "weight"),
    grad_output=lambda grad, weight, size, stride, padding, dilation, groups: output_rule(
        grad, weight, stride, padding, dilation, groups
    ),
    weight=lambda grad, grad_output, weight_shape, size, stride, padding, dilation, groups: (
        weight_rule(grad_output, grad, weight_shape, stride, padding, dilation, groups)
    ),
)  # fmt: skip
def to_input(
    grad_output: Any, weight: Any, size: Ints, stride: Ints, padding: Ints, dilation: Ints,
    groups: int,
) -> Any:  # fmt: skip
    """The gradient of a convolution's input."""
    return _to_input(grad_output, weight, size, stride, padding, dilation, groups)


@operation(
    "corr", name="convolution.to_weight", node="ConvolutionBackwardBackward0",
    inputs=("grad_output", "input"),
    grad_output=lambda grad, input, kernel, stride, padding, dilation, groups: output_rule(
        input, grad, stride, padding, dilation, groups
    ),
    input=lambda grad, grad_output, input_shape, kernel, stride, padding, dilation, groups: (
        input_rule(grad_output, grad, input_shape, stride, padding, dilation, groups)
    ),
)  # fmt: skip
def to_weight(
    grad_output: Any, input: Any, kernel: Ints, stride: Ints, padding: Ints, dilation: Ints,
    groups: int,
) -> Any:  # fmt: skip
    """The gradient of a convolution's weight."""
    return _to_weight(grad_output, input, kernel, stride, padding, dilation, groups)
