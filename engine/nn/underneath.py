"""What ``torch.nn.functional`` calls in PyTorch, among it ``torch.batch_norm`` and ``dropout``.

The same functions with the arguments as PyTorch's C++ takes them: ``train`` instead
of ``training``, and a word on cuDNN that nothing here reads. The losses: ``numbered``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.calls.declare import composite
from engine.foundation.absent import LackingError
from engine.nn import dropping, norms
from engine.nn.borders import pad as padded
from engine.nn.resizing import grid_sampler
from engine.ops import convolution as convolutions
from engine.ops.grids import affine_grid_generator as grid_of
from engine.ops.lookup import embedding as lookup
from engine.tensor import Tensor, new_tensor

exported = composite(method=False)


@exported
def batch_norm(
    input: Tensor, weight: Any, bias: Any, running_mean: Any, running_var: Any, training: bool,
    momentum: float, eps: float, cudnn_enabled: bool,
) -> Any:  # fmt: skip
    """The input with mean 0 and variance 1 in each channel, over batch and places."""
    return norms.batch_norm(
        input, running_mean, running_var, weight, bias, training, momentum, eps
    )


@exported
def instance_norm(
    input: Tensor, weight: Any, bias: Any, running_mean: Any, running_var: Any,
    use_input_stats: bool, momentum: float, eps: float, cudnn_enabled: bool,
) -> Any:  # fmt: skip
    """The input with mean 0 and variance 1 in each channel of each example."""
    return norms.instance_norm(
        input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps
    )


@exported
def group_norm(
    input: Tensor, num_groups: int, weight: Any = None, bias: Any = None, eps: float = 1e-5,
    cudnn_enabled: bool = True,
) -> Any:  # fmt: skip
    """The input with mean 0 and variance 1 in each group of channels of each example."""
    return norms.group_norm(input, num_groups, weight, bias, eps)


@exported
def layer_norm(
    input: Tensor, normalized_shape: Any, weight: Any = None, bias: Any = None, eps: float = 1e-5,
    cudnn_enable: bool = True,
) -> Any:  # fmt: skip
    """The input with mean 0 and variance 1 over its last dimensions."""
    return norms.layer_norm(input, normalized_shape, weight, bias, eps)


def _statistics(input: Tensor, dims: tuple[int, ...], eps: float) -> tuple[Any, Any]:
    """Mean and one over the deviation, as PyTorch hands them out beside what it normalised."""
    data = np.asarray(input._data)
    mean, variance = data.mean(dims, keepdims=True), data.var(dims, keepdims=True)
    return mean, (1 / np.sqrt(variance + eps)).astype(data.dtype)


@exported
def native_layer_norm(
    input: Tensor, normalized_shape: Any, weight: Any, bias: Any, eps: float
) -> Any:
    """The normalised input, its means, and one over its deviations."""
    found = norms.layer_norm(input, normalized_shape, weight, bias, eps)
    dims = tuple(range(input.ndim - len(normalized_shape), input.ndim))
    return found, *map(new_tensor, _statistics(input, dims, eps))


@exported
def native_group_norm(
    input: Tensor, weight: Any, bias: Any, N: int, C: int, HxW: int, group: int, eps: float
) -> Any:  # fmt: skip
    """The normalised input, its means, and one over its deviations."""
    found = norms.group_norm(input, group, weight, bias, eps)
    rows = new_tensor(np.asarray(input._data).reshape(N, group, C // group * HxW))
    return found, *(new_tensor(each[..., 0]) for each in _statistics(rows, (2,), eps))


@exported
def native_batch_norm(
    input: Tensor, weight: Any, bias: Any, running_mean: Any, running_var: Any, training: bool,
    momentum: float, eps: float,
) -> Any:  # fmt: skip
    """The normalised input, its means, and one over its deviations (of batches in training)."""
    found = norms.batch_norm(
        input, running_mean, running_var, weight, bias, training, momentum, eps
    )
    if not training:
        nothing = np.zeros(0, input._data.dtype)
        return found, new_tensor(nothing), new_tensor(nothing.copy())
    parts = _statistics(input, (0, *range(2, input.ndim)), eps)
    return found, *(new_tensor(each.reshape(-1)) for each in parts)


def _dropout(name: str, drop: Callable[..., Any], about: str) -> None:
    """Declare a dropout and its twin in place."""

    def call(input: Tensor, p: float, train: bool) -> Any:
        return drop(input, p, train, False)

    def call_in_place(input: Tensor, p: float, train: bool) -> Any:
        return drop(input, p, train, True)

    for function, own in ((call, name), (call_in_place, f"{name}_")):
        function.__name__, function.__doc__ = own, about
        exported(function)


for _name, _drop, _about in (
    ("dropout", dropping.dropout, "Each element zeroed with probability ``p``, the rest scaled."),
    ("feature_dropout", dropping.feature_dropout, "Each channel zeroed with probability ``p``."),
    ("alpha_dropout", dropping.alpha_dropout, "Each element at selu's floor by chance."),
    ("feature_alpha_dropout", dropping.feature_alpha_dropout,
     "Each channel at selu's floor by chance."),
):  # fmt: skip
    _dropout(_name, _drop, _about)


@exported
def constant_pad_nd(input: Tensor, pad: Any, value: float = 0) -> Any:
    """The input with borders of one value; ``pad`` : a pair for each of the last dimensions."""
    return padded(input, list(pad), "constant", value)


@exported
def affine_grid_generator(theta: Tensor, size: Any, align_corners: bool) -> Any:
    """The grid through which ``grid_sampler`` sees an affine image of its input."""
    return grid_of(theta, tuple(size), align_corners)


def _sampler(name: str) -> None:
    def call(
        input: Tensor, grid: Tensor, interpolation_mode: int, padding_mode: int,
        align_corners: bool,
    ) -> Any:  # fmt: skip
        return grid_sampler(input, grid, interpolation_mode, padding_mode, align_corners)

    call.__name__, call.__doc__ = name, "The input at the places of a grid, modes by number."
    exported(call)


for _name in ("grid_sampler_2d", "grid_sampler_3d"):
    _sampler(_name)


@exported
def convolution(
    input: Tensor, weight: Tensor, bias: Any, stride: Any, padding: Any, dilation: Any,
    transposed: bool, output_padding: Any, groups: int,
) -> Any:  # fmt: skip
    """A convolution of as many dimensions as the kernel has.

    Raises:
        LackingError: it is to be transposed.
    """
    if transposed:
        raise LackingError(
            "torch.convolution(transposed=True) exists in PyTorch but not here; use "
            "torch.nn.functional.conv_transpose2d"
        )
    count = weight.ndim - 2
    places = [tuple(each) * (count // len(each)) for each in (stride, padding, dilation)]
    return convolutions.convolution(input, weight, bias, *places, groups)


@exported
def norm_except_dim(v: Tensor, pow: int = 2, dim: int = 0) -> Any:
    """The norms of the layers of one dimension, shaped so that they meet the tensor."""
    if dim == -1:
        return v.norm(pow)
    if dim == 0 and not v.ndim:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    if dim == 0:
        rows = v.contiguous().view(v.shape[0], -1)
        return rows.norm(pow, 1).view(v.shape[0], *(1,) * (v.ndim - 1))
    if dim == v.ndim - 1:
        columns = v.contiguous().view(-1, v.shape[-1])
        return columns.norm(pow, 0).view(*(1,) * (v.ndim - 1), v.shape[-1])
    swapped = norm_except_dim(v.transpose(0, dim), pow, 0)
    return swapped.transpose(0, dim)


@exported
def embedding(
    weight: Tensor, indices: Tensor, padding_idx: int = -1, scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Any:  # fmt: skip
    """The rows of ``weight`` that ``indices`` name.

    Raises:
        RuntimeError: the table is no matrix.
        LackingError: the gradient is to be sparse.
    """
    if weight.ndim != 2:
        raise RuntimeError("'weight' must be 2-D")
    if sparse:
        raise LackingError("embedding(sparse=…) exists in PyTorch but not here")
    return lookup(weight, indices, padding_idx, scale_grad_by_freq)
