"""Convolutions, pools, norms and borders, in as many dimensions as their names say."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.ops import normalization as norms
from engine.ops.convolution import convolution, convolution_transposed
from engine.ops.lookup import constant_pad
from engine.ops.pooling import adaptive_avg_pool, avg_pool, max_pool
from engine.tensor import Tensor, bump_version, storage

Ints = tuple[int, ...]


def several(value: Any, count: int) -> Ints:
    """A number for every dimension, from one number or one each."""
    if isinstance(value, tuple | list):
        return tuple(value) if len(value) == count else tuple(value) * count
    return (int(value),) * count


def _batched(input: Tensor, count: int, call: Any) -> Any:
    """Run on a batch; an input without one gets one, and its result loses it again."""
    if input.ndim == count + 2:
        return call(input)
    if input.ndim != count + 1:
        raise RuntimeError(
            f"Expected {count + 1}D (unbatched) or {count + 2}D (batched) input to conv{count}d, "
            f"but got input of size: {list(input.shape)}"
        )
    return call(input.unsqueeze(0)).squeeze(0)


def _same(kernel: Ints, dilation: Ints, stride: Ints) -> Ints:
    if any(each != 1 for each in stride):
        raise RuntimeError("padding='same' is not supported for strided convolutions")
    totals = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
    if any(each % 2 for each in totals):
        raise NotImplementedError(
            "padding='same' with an even kernel exists in PyTorch but not here"
        )
    return tuple(each // 2 for each in totals)


def _conv(count: int) -> Any:
    def conv(
        input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1,
        padding: Any = 0, dilation: Any = 1, groups: int = 1,
    ) -> Any:  # fmt: skip
        strides, dilations = several(stride, count), several(dilation, count)
        kernel = tuple(weight.shape[2:])
        if isinstance(padding, str):
            padding = _same(kernel, dilations, strides) if padding == "same" else 0
        paddings = several(padding, count)

        def call(batch: Tensor) -> Any:
            _check_channels(batch, weight, groups)
            return convolution(batch, weight, bias, strides, paddings, dilations, groups)

        return _batched(input, count, call)

    conv.__name__ = f"conv{count}d"
    conv.__doc__ = f"Convolution over {count} dimensions."
    return conv


def _check_channels(input: Tensor, weight: Tensor, groups: int) -> None:
    if input.shape[1] != weight.shape[1] * groups:
        raise RuntimeError(
            f"Given groups={groups}, weight of size {list(weight.shape)}, expected input"
            f"{list(input.shape)} to have {weight.shape[1] * groups} channels, but got "
            f"{input.shape[1]} channels instead"
        )


def _conv_transpose(count: int) -> Any:
    def conv(
        input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1,
        padding: Any = 0, output_padding: Any = 0, groups: int = 1, dilation: Any = 1,
    ) -> Any:  # fmt: skip
        strides, dilations = several(stride, count), several(dilation, count)
        paddings, extra = several(padding, count), several(output_padding, count)

        def call(batch: Tensor) -> Any:
            facts = zip(batch.shape[2:], weight.shape[2:], strides, paddings, dilations, extra,
                        strict=True)  # fmt: skip
            size = tuple((n - 1) * s - 2 * p + d * (k - 1) + e + 1 for n, k, s, p, d, e in facts)
            return convolution_transposed(
                batch, weight, bias, size, strides, paddings, dilations, groups
            )

        return _batched(input, count, call)

    conv.__name__ = f"conv_transpose{count}d"
    conv.__doc__ = f"Transposed convolution over {count} dimensions."
    return conv


conv1d, conv2d, conv3d = _conv(1), _conv(2), _conv(3)
conv_transpose1d, conv_transpose2d = _conv_transpose(1), _conv_transpose(2)


def _max_pool(count: int) -> Any:
    def pool(
        input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
        ceil_mode: bool = False, return_indices: bool = False,
    ) -> Any:  # fmt: skip
        if return_indices:
            raise NotImplementedError(
                f"max_pool{count}d(return_indices=True) exists in PyTorch but not here"
            )
        kernel = several(kernel_size, count)
        step = kernel if stride is None else several(stride, count)
        rest = several(padding, count), several(dilation, count), ceil_mode
        return _batched(input, count, lambda batch: max_pool(batch, kernel, step, *rest))

    pool.__name__ = f"max_pool{count}d"
    pool.__doc__ = f"The largest element of each window of {count} dimensions."
    return pool


def _avg_pool(count: int) -> Any:
    def pool(
        input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0,
        ceil_mode: bool = False, count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> Any:  # fmt: skip
        kernel = several(kernel_size, count)
        step = kernel if stride is None else several(stride, count)
        rest = several(padding, count), ceil_mode, count_include_pad, divisor_override
        return _batched(input, count, lambda batch: avg_pool(batch, kernel, step, *rest))

    pool.__name__ = f"avg_pool{count}d"
    pool.__doc__ = f"The mean of each window of {count} dimensions."
    return pool


max_pool1d, max_pool2d = _max_pool(1), _max_pool(2)
avg_pool1d, avg_pool2d = _avg_pool(1), _avg_pool(2)


def _adaptive(count: int) -> Any:
    def pool(input: Tensor, output_size: Any) -> Any:
        given = output_size if isinstance(output_size, tuple | list) else (output_size,) * count
        size = tuple(
            n if want is None else want
            for want, n in zip(given, input.shape[-count:], strict=True)
        )
        if all(each == 1 for each in size):
            return input.mean(tuple(range(-count, 0)), keepdim=True)
        return _batched(input, count, lambda batch: adaptive_avg_pool(batch, size))

    pool.__name__ = f"adaptive_avg_pool{count}d"
    pool.__doc__ = "The means of as many windows as asked for."
    return pool


adaptive_avg_pool1d, adaptive_avg_pool2d = _adaptive(1), _adaptive(2)


def layer_norm(
    input: Tensor, normalized_shape: Any, weight: Any = None, bias: Any = None, eps: float = 1e-5
) -> Any:
    """The input with mean 0 and variance 1 over its last dimensions."""
    shape = several(normalized_shape, 1) if isinstance(normalized_shape, int) else normalized_shape
    count = len(shape)
    if tuple(input.shape[-count:]) != tuple(shape):
        raise RuntimeError(
            f"Given normalized_shape={list(shape)}, expected input with shape "
            f"[*, {', '.join(map(str, shape))}], but got input of size{list(input.shape)}"
        )
    dims = tuple(range(input.ndim - count, input.ndim))
    return norms.layer_normalised(input, weight, bias, dims, dims, eps)


def batch_norm(
    input: Tensor, running_mean: Any, running_var: Any, weight: Any = None, bias: Any = None,
    training: bool = False, momentum: float = 0.1, eps: float = 1e-5,
) -> Any:  # fmt: skip
    """The input with mean 0 and variance 1 in each channel, over batch and places."""
    if not training:
        return norms.batch_normalised_by_known(
            input, weight, bias, running_mean._data, running_var._data, eps
        )
    dims = (0, *range(2, input.ndim))
    count = input.numel() // input.shape[1]
    if count <= 1:
        raise ValueError(
            f"Expected more than 1 value per channel when training, got input size {input.shape}"
        )
    if running_mean is not None:
        data = np.asarray(input._data)
        _follow(running_mean, data.mean(axis=dims), momentum)
        _follow(running_var, data.var(axis=dims) * (count / (count - 1)), momentum)
    return norms.batch_normalised(input, weight, bias, dims, (1,), eps)


def _follow(running: Tensor, seen: Any, momentum: float) -> None:
    """Move a running statistic towards what was seen."""
    data = storage(running)
    data[...] = data * (1 - momentum) + seen * momentum
    bump_version(running)


def group_norm(
    input: Tensor, num_groups: int, weight: Any = None, bias: Any = None, eps: float = 1e-5
) -> Any:
    """The input with mean 0 and variance 1 in each group of channels of each example."""
    batch, channels = input.shape[:2]
    if channels % num_groups:
        raise RuntimeError(
            f"Expected number of channels in input to be divisible by num_groups, but got input "
            f"of shape {list(input.shape)} and num_groups={num_groups}"
        )
    grouped = input.reshape(batch, num_groups, -1)
    normal = norms.group_normalised(grouped, None, None, (2,), (1,), eps).reshape(input.shape)
    shape = (1, channels, *(1,) * (input.ndim - 2))
    if weight is not None:
        normal = normal * weight.view(shape)
    return normal if bias is None else normal + bias.view(shape)


def instance_norm(
    input: Tensor, running_mean: Any = None, running_var: Any = None, weight: Any = None,
    bias: Any = None, use_input_stats: bool = True, momentum: float = 0.1, eps: float = 1e-5,
) -> Any:  # fmt: skip
    """The input with mean 0 and variance 1 in each channel of each example."""
    return group_norm(input, input.shape[1], weight, bias, eps)


def pad(input: Tensor, pad: Any, mode: str = "constant", value: float | None = None) -> Any:
    """The input with borders, given from the last dimension backwards."""
    if mode != "constant":
        raise NotImplementedError(f"pad(mode={mode!r}) exists in PyTorch but not here")
    pairs = [(pad[n], pad[n + 1]) for n in range(0, len(pad), 2)]
    borders = [(0, 0)] * (input.ndim - len(pairs)) + pairs[::-1]
    cut = tuple(
        slice(max(-low, 0), length - max(-high, 0))
        for (low, high), length in zip(borders, input.shape, strict=True)
    )
    source = input[cut] if any(min(each) < 0 for each in pairs) else input
    grown = tuple((max(low, 0), max(high, 0)) for low, high in borders)
    inner = tuple(
        slice(low, low + length) for (low, _), length in zip(grown, source.shape, strict=True)
    )
    return constant_pad(source, grown, 0 if value is None else value, inner)
