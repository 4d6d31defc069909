"""Normalisation: over a layer, a batch, a group, an instance, by the root mean square."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.calls.declare import composite
from engine.dtypes import FLOAT, bfloat16, float16
from engine.formula import average
from engine.nn.borders import several
from engine.numbers.alike import NORMS, require_alike
from engine.observer import WATCH
from engine.ops import channel_norms
from engine.ops import normalization as norms
from engine.ops.classes import plus_number
from engine.ops.targets import refuse_slopes
from engine.tensor import Tensor, bump_version, storage

__all__ = [
    "batch_norm", "group_norm", "instance_norm", "layer_norm", "rms_norm",
]  # fmt: skip


def _named(shape: Any, input: Tensor, lead: str = ", ") -> tuple[int, ...]:
    """The last dimensions, by which an input is normalised.

    Raises:
        RuntimeError: they are not the input's.
    """
    wanted = several(shape, 1) if isinstance(shape, int) else tuple(shape)
    if not wanted:
        raise RuntimeError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least "
            "one element, but got normalized_shape = []"
        )
    if tuple(input.shape[-len(wanted) :]) != wanted:
        raise RuntimeError(
            f"Given normalized_shape={list(wanted)}, expected input with shape "
            f"[*{lead}{', '.join(map(str, wanted))}], but got input of size{list(input.shape)}"
        )
    return wanted


def _check_kinds(input: Tensor, *parameters: Any) -> None:
    """Raise RuntimeError where parameters are of another dtype; half precision may have wider."""
    if input.dtype not in (float16, bfloat16):
        require_alike(NORMS, input, *parameters)


def _check_shape(what: str, value: Any, wanted: tuple[int, ...]) -> None:
    if value is not None and tuple(value.shape) != wanted:
        raise RuntimeError(
            f"Expected {what} to be of same shape as normalized_shape, but got {what} of shape "
            f"{list(value.shape)} and normalized_shape = {list(wanted)}"
        )


def layer_norm(
    input: Tensor, normalized_shape: Any, weight: Any = None, bias: Any = None, eps: float = 1e-5
) -> Any:
    """The input with mean 0 and variance 1 over its last dimensions."""
    wanted = _named(normalized_shape, input)
    _check_shape("weight", weight, wanted)
    _check_shape("bias", bias, wanted)
    _check_kinds(input, weight, bias)
    dims = tuple(range(input.ndim - len(wanted), input.ndim))
    return norms.layer_normalised(input, weight, bias, dims, dims, eps)


@composite(method=False)
def rms_norm(
    input: Tensor, normalized_shape: Any, weight: Any = None, eps: float | None = None
) -> Any:
    """The input divided by its root mean square over its last dimensions."""
    wanted = _named(normalized_shape, input, "")
    _check_shape("weight", weight, wanted)
    if input.dtype.category < FLOAT:
        raise NotImplementedError(f"\"rms_norm\" not implemented for '{input.dtype.kind_name}'")
    dims = tuple(range(input.ndim - len(wanted), input.ndim))
    kind = np.float32 if input.dtype.itemsize == 2 else input._data.dtype
    small = float(np.finfo(kind).eps) if eps is None else eps
    wide = input.float() if input.dtype.itemsize == 2 else input
    normal = wide * plus_number(wide.pow(2).mean(dims, True), small).rsqrt()
    scaled = normal if weight is None else normal * weight
    return scaled.to(input.dtype)


def _check_count(shape: Any) -> None:
    """Raise ValueError where only one value would be brought to mean 0 and variance 1."""
    if shape[0] * math.prod(shape[2:]) == 1:
        raise ValueError(
            f"Expected more than 1 value per channel when training, got input size {shape}"
        )


NOT_BATCHED = (
    "Batch norm got a batched tensor as input while the running_mean or running_var, which will "
    "be updated in place, were not batched.\nIf you are using a module and do not need eval mode, "
    "please set `track_running_stats` to be False.If you are using a prebuilt module and do not "
    "need eval mode, please see the functorch website for resources on how to patch your module "
    "to work with vmap"
)


def _follow_both(mean: Tensor, var: Tensor, input: Tensor, dims: Any, momentum: float) -> None:
    """Let the running mean and variance follow those of an input."""
    if input._mapped and not mean._mapped:
        raise RuntimeError(NOT_BATCHED)
    data, count = np.asarray(input._data), input.numel() // input.shape[1]
    if channel_norms.fits(data):
        few = channel_norms.by_channel(data)
        moved = channel_norms.follow(mean._data, var._data, few, momentum)
        for running, found in zip((mean, var), moved, strict=True):
            _replace(running, found)
        return
    means = average(data, dims)
    squares = data - means
    squares *= squares
    _follow(mean, means.reshape(-1), momentum)
    _follow(var, average(squares, dims).reshape(-1) * (count / (count - 1)), momentum)


def batch_norm(
    input: Tensor, running_mean: Any, running_var: Any, weight: Any = None, bias: Any = None,
    training: bool = False, momentum: float = 0.1, eps: float = 1e-5,
) -> Any:  # fmt: skip
    """The input with mean 0 and variance 1 in each channel, over batch and places."""
    if training:
        _check_count(input.shape)
        if eps <= 0.0:
            raise ValueError(f"batch_norm eps must be positive during training, but got {eps}")
    elif eps < 0.0:
        raise ValueError(f"batch_norm eps must be non-negative, but got {eps}")
    if not input.numel():
        return _of_nothing(input, weight, bias)
    if input.is_floating_point():
        _check_kinds(input, weight, bias)
    named = {
        "running_mean": running_mean, "running_var": running_var, "weight": weight, "bias": bias,
    }  # fmt: skip
    for name, each in named.items():
        if each is not None and each.numel() != input.shape[1]:
            raise RuntimeError(
                f"{name} should contain {input.shape[1]} elements not {each.numel()}"
            )
    refuse_slopes("native_batch_norm", running_mean=running_mean, running_var=running_var)
    if not training:
        return _by_known(input, running_mean, running_var, weight, bias, eps)
    dims = (0, *range(2, input.ndim))
    if running_mean is not None:
        _follow_both(running_mean, running_var, input, dims, momentum)
    return norms.batch_normalised(
        input, weight, bias, dims, (1,), eps, running_mean=running_mean, running_var=running_var
    )


def _by_known(input: Tensor, mean: Any, var: Any, weight: Any, bias: Any, eps: float) -> Any:
    for name, each in (("running_mean", mean), ("running_var", var)):
        if each is None:
            raise RuntimeError(f"{name} must be defined in evaluation mode")
    return norms.batch_normalised_by_known(input, weight, bias, mean._data, var._data, eps)


def _of_nothing(input: Tensor, weight: Any, bias: Any) -> Any:
    """No elements, written by PyTorch so that weight and bias still have a gradient: zero."""
    found = input.clone()
    found = found if weight is None else found * weight[0]
    return found if bias is None else found + bias[0]


def _follow(running: Tensor, seen: Any, momentum: float) -> None:
    """Move a running statistic towards what was seen."""
    _replace(running, storage(running) * (1 - momentum) + seen * momentum)


def _replace(running: Tensor, found: Any) -> None:
    storage(running)[...] = found
    bump_version(running)
    if WATCH.observer is not None:
        WATCH.observer.replaced(running, None, "batch_norm")


def group_norm(
    input: Tensor, num_groups: int, weight: Any = None, bias: Any = None, eps: float = 1e-5
) -> Any:
    """The input with mean 0 and variance 1 in each group of channels of each example."""
    if input.ndim < 2:
        raise RuntimeError(
            f"Expected at least 2 dimensions for input tensor but received {input.ndim}"
        )
    if num_groups < 0:
        raise RuntimeError(f"Expected num groups to be greater than 0, got {num_groups}")
    if not num_groups:
        raise ZeroDivisionError("integer division or modulo by zero")
    if input.shape[1] % num_groups:
        raise RuntimeError(
            "Expected number of channels in input to be divisible by num_groups, but got input "
            f"of shape {list(input.shape)} and num_groups={num_groups}"
        )
    for name, each in (("weight", weight), ("bias", bias)):
        if each is not None and each.shape != input.shape[1:2]:
            told = [0] if weight is None else list(weight.shape)  # of the weight in either case
            raise RuntimeError(
                f"Expected {name} to be a vector of size equal to the number of channels in "
                f"input, but got {name} of shape {told} and input of shape {list(input.shape)}"
            )
    rows = input.shape[0] * input.shape[1] // num_groups
    _check_count([rows, num_groups, *input.shape[2:]])
    _check_kinds(input, weight, bias)
    return norms.group_normalised(input, weight, bias, num_groups, eps)


def instance_norm(
    input: Tensor, running_mean: Any = None, running_var: Any = None, weight: Any = None,
    bias: Any = None, use_input_stats: bool = True, momentum: float = 0.1, eps: float = 1e-5,
) -> Any:  # fmt: skip
    """The input with mean 0 and variance 1 in each channel of each example."""
    if (running_mean is None) is not (running_var is None):
        raise ValueError(
            "running_mean and running_var must either both be None or neither be None"
        )
    batch, channels = (*input.shape, 1)[:2]
    if use_input_stats and input.numel() // (batch * channels or 1) == 1:
        raise ValueError(
            f"Expected more than 1 spatial element when training, got input size {input.shape}"
        )
    scale, shift = (None if each is None else each.repeat(batch) for each in (weight, bias))
    means: list[Any] = [
        None if each is None else each.repeat(batch) for each in (running_mean, running_var)
    ]
    rows = input.contiguous().view(1, batch * channels, *input.shape[2:])
    normal = batch_norm(rows, means[0], means[1], scale, shift, use_input_stats, momentum, eps)
    for kept, seen in zip((running_mean, running_var), means, strict=True):
        if kept is not None and use_input_stats:
            kept.copy_(seen.view(batch, channels).mean(0))
    return normal.view(input.shape)
