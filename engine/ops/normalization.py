"""Normalisation by mean and variance: over a batch, a layer, a group."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.calls.axes import keep
from engine.calls.declare import Function, operation
from engine.formula import average, sqrt, total
from engine.ops import channel_norms, group_norms, row_norms
from engine.storage.formats import as_any_lies
from engine.symbolic.symbol import Symbol
from engine.tensor import Tensor, new_tensor

Dims = tuple[int, ...]
Known = tuple[Any, Any] | None
_NORMAL = Symbol("x̂", r"\hat{x}")


def _aligned(value: Any, ndim: int, along: Dims) -> Any:
    """A weight shaped so that it meets the dimensions ``along`` of an input."""
    if value is None:
        return 1.0
    shape = [1] * ndim
    for axis, length in zip(along, value.shape, strict=True):
        shape[axis] = length
    return value.reshape(tuple(shape))


def _normal(input: Any, dims: Dims, eps: float) -> tuple[Any, Any]:
    """The input with mean 0 and variance 1 along ``dims``, and one over its deviation."""
    normal, _, scale = _measured(input, dims, eps)
    return normal, scale


def _measured(input: Any, dims: Dims, eps: float) -> tuple[Any, Any, Any]:
    """The same with the mean between them; both keep the dimensions, with length 1."""
    mean = average(input, dims)
    centred = input - mean
    scale = 1 / sqrt(average(centred * centred, dims) + eps)
    return centred * scale, mean, scale


def _again(input: Any, dims: Dims, eps: float, known: Known) -> tuple[Any, Any]:
    """What ``_normal`` gives; of an array computed from what the forward pass kept."""
    if known is None or isinstance(input, Tensor):
        return _normal(input, dims, eps)
    mean, scale = (each.reshape(keep(input.shape, dims)) for each in known)
    return (input - mean) * scale, scale


def input_rule(
    grad: Any, input: Any, weight: Any, dims: Any, along: Any, eps: Any, known: Known = None
) -> Any:
    """The gradient of a normalised input, without what only shifts or scales it.

    ``known`` : the mean, and one over the deviation.
    """
    if isinstance(grad, Symbol):
        g = grad if weight is None else grad * weight
        found = (g - g.mean() - _NORMAL * (g * _NORMAL).mean()) / Symbol("σ", r"\sigma")
        return found._noted("x̂ the normalised input, σ the deviation it was divided by")
    if known is not None and dims == along and row_norms.fits(grad):
        flat = None if weight is None else weight.reshape(-1)
        return row_norms.to_input(*_rows(grad, input, dims), flat, *_columns(known)).reshape(
            input.shape
        )
    if known is not None and along == (1,) and _few(grad, input):
        flat, data = (channel_norms.by_channel(each) for each in (grad, input))
        return channel_norms.to_input(flat, data, weight, *known).reshape(input.shape)
    normal, scale = _again(input, dims, eps, known)
    scaled = grad if weight is None else grad * _aligned(weight, input.ndim, along)
    return scale * (scaled - average(scaled, dims) - normal * average(scaled * normal, dims))


def _few(*values: Any) -> bool:
    """Are channels normalised in PyTorch's order?"""
    return all(channel_norms.fits(each) for each in values)


def _rows(grad: Any, input: Any, dims: Dims) -> tuple[Any, Any]:
    """Both as rows of what is normalised together."""
    features = math.prod(input.shape[dims[0] :])
    return grad.reshape(-1, features), input.reshape(-1, features)


def _columns(known: tuple[Any, Any]) -> tuple[Any, Any]:
    mean, scale = known
    return mean.reshape(-1, 1), scale.reshape(-1, 1)


def _by_row(input: Any, weight: Any, bias: Any, dims: Dims, eps: float) -> tuple[Any, Any, Any]:
    """What is normalised along its last dimensions, with the mean and one over the deviation."""
    rows = np.ascontiguousarray(input).reshape(-1, math.prod(input.shape[dims[0] :]))
    scale, shift = (None if each is None else each.reshape(-1) for each in (weight, bias))
    found, *known = row_norms.normalised(rows, scale, shift, eps)
    kept = (*input.shape[: dims[0]], *(1,) * len(dims))
    mean, scale = (each.reshape(kept) for each in known)
    return found.reshape(input.shape), mean, scale


def _by_channel(input: Any, weight: Any, bias: Any, eps: float) -> tuple[Any, Any, Any]:
    """What is normalised in each channel, with the mean and one over the deviation."""
    data = channel_norms.by_channel(input)
    found, mean, scale = channel_norms.normalised(data, weight, bias, eps)
    return found.reshape(input.shape), mean, scale


def weight_rule(
    grad: Any, input: Any, shape: Any, dims: Any, along: Any, eps: Any, known: Known = None
) -> Any:
    """The gradient of the weight: the output's, met with the normalised input."""
    if isinstance(grad, Symbol):
        return (grad * _NORMAL).sum()._noted("x̂ the normalised input")
    if known is not None and dims == along and row_norms.fits(grad):
        return row_norms.to_weight(*_rows(grad, input, dims), *_columns(known)).reshape(shape)
    if known is not None and along == (1,) and _few(grad, input):
        flat, data = (channel_norms.by_channel(each) for each in (grad, input))
        return channel_norms.to_weight(flat, data, *known)
    return bias_rule(grad * _again(input, dims, eps, known)[0], shape, along)


def bias_rule(grad: Any, shape: Any, along: Any) -> Any:
    """The gradient of the bias: the output's, summed over all other dimensions."""
    if isinstance(grad, Symbol):
        return grad.sum()
    if along and along[0] == grad.ndim - len(along) and row_norms.fits(grad):
        return row_norms.to_bias(grad.reshape(-1, math.prod(shape))).reshape(tuple(shape))
    if along == (1,) and _few(grad):
        return channel_norms.to_bias(channel_norms.by_channel(grad))
    others = tuple(n for n in range(grad.ndim) if n not in along)
    return (total(grad, others) if others else grad).reshape(tuple(shape))


def _declare(name: str, node: str, symbol: str) -> Callable[[Function], Function]:
    return operation(
        symbol, name=name, node=node, inputs=("input", "weight", "bias"),
        backward_node=node.replace("0", "Backward0"),
        keeps=("result1", "result2"), saves_all=True,
        input=lambda grad, input, weight, dims, along, eps, result1, result2: input_rule(
            grad, input, weight, dims, along, eps, (result1, result2)
        ),
        weight=lambda grad, input, weight_shape, dims, along, eps, result1, result2: weight_rule(
            grad, input, weight_shape, dims, along, eps, (result1, result2)
        ),
        bias=lambda grad, bias_shape, along: bias_rule(grad, bias_shape, along),
    )  # fmt: skip


def _normalised(input: Any, weight: Any, bias: Any, dims: Dims, along: Dims, eps: float) -> Any:
    """The input with mean 0 and variance 1 along ``dims``, scaled and shifted.

    With it come the mean and one over the deviation.
    """
    if dims == along and row_norms.fits(input):
        return _by_row(input, weight, bias, dims, eps)
    if along == (1,) and _few(input):
        return _by_channel(input, weight, bias, eps)
    found, mean, scale = _measured(input, dims, eps)
    if weight is not None:
        found = found * _aligned(weight, input.ndim, along)
    if bias is not None:
        found += _aligned(bias, input.ndim, along)
    shape = mean.shape if dims == along else -1  # PyTorch keeps a number a channel flat
    known = (each.reshape(shape) for each in (mean, scale))
    return as_any_lies(found.astype(input.dtype, order="C", copy=False), input), *known


@_declare("native_layer_norm.default", "NativeLayerNormBackward0", "layer norm")
def layer_normalised(
    input: Any, weight: Any, bias: Any, dims: Dims, along: Dims, eps: float
) -> Any:
    """The input with mean 0 and variance 1 along its last dimensions, scaled and shifted."""
    return _normalised(input, weight, bias, dims, along, eps)


@_declare("native_batch_norm.default", "NativeBatchNormBackward0", "batch norm")
def batch_normalised(
    input: Any, weight: Any, bias: Any, dims: Dims, along: Dims, eps: float,
    running_mean: Any = None, running_var: Any = None,
) -> Any:  # fmt: skip
    """The input with mean 0 and variance 1 in each channel, scaled and shifted.

    The node shows the running statistics, as PyTorch's does; no derivative reads them.
    """
    return _normalised(input, weight, bias, dims, along, eps)


def _few_groups(*values: Any) -> bool:
    """Are groups normalised in PyTorch's order?"""
    return all(type(each) is np.ndarray and group_norms.fits(each) for each in values)


def _in_groups(value: Any, groups: int) -> Any:
    batch, channels, *size = value.shape
    return value.reshape((batch, groups, channels // groups * math.prod(size)))


def group_rule(
    grad: Any, input: Any, weight: Any, groups: Any, eps: Any, known: Known = None
) -> Any:
    """The gradient of an input that was normalised in groups of channels.

    ``known`` : the mean, and one over the deviation, of each group of each example.
    """
    if isinstance(grad, Symbol):
        return input_rule(grad, input, weight, (), (1,), eps)
    if known is not None and _few_groups(grad, input):
        flat, data = (group_norms.in_groups(each, groups) for each in (grad, input))
        return group_norms.to_input(flat, data, weight, *_columns(known)).reshape(input.shape)
    scaled = _in_groups(grad * _aligned(weight, input.ndim, (1,)), groups)
    return input_rule(scaled, _in_groups(input, groups), None, (2,), (), eps, known).reshape(
        tuple(input.shape)
    )


def group_weight_rule(
    grad: Any, input: Any, shape: Any, groups: Any, eps: Any, known: Known = None
) -> Any:
    """The gradient of the weight: the output's, met with the normalised input."""
    if isinstance(grad, Symbol):
        return weight_rule(grad, input, shape, (), (1,), eps)
    if known is not None and _few_groups(grad, input):
        flat, data = (group_norms.in_groups(each, groups) for each in (grad, input))
        return group_norms.to_weight(flat, data, *_columns(known), len(input)).reshape(shape)
    normal = _again(_in_groups(input, groups), (2,), eps, known)[0].reshape(tuple(input.shape))
    return bias_rule(grad * normal, shape, (1,))


def group_bias_rule(grad: Any, shape: Any) -> Any:
    """The gradient of the bias: the output's, summed over examples and places."""
    if not isinstance(grad, Symbol) and _few_groups(grad):
        return group_norms.to_bias(group_norms.in_groups(grad, 1)).reshape(tuple(shape))
    return bias_rule(grad, shape, (1,))


@operation(
    "group norm", name="native_group_norm.default", node="NativeGroupNormBackward0",
    inputs=("input", "weight", "bias"),
    keeps=("result1", "result2"), saves_all=True,
    input=lambda grad, input, weight, groups, eps, result1, result2: group_rule(
        grad, input, weight, groups, eps, (result1, result2)
    ),
    weight=lambda grad, input, weight_shape, groups, eps, result1, result2: group_weight_rule(
        grad, input, weight_shape, groups, eps, (result1, result2)
    ),
    bias=lambda grad, bias_shape: group_bias_rule(grad, bias_shape),
)  # fmt: skip
def group_normalised(input: Any, weight: Any, bias: Any, groups: int, eps: float) -> Any:
    """The input with mean 0 and variance 1 in each group of channels of each example.

    With it come the mean and one over the deviation.
    """
    kept = (len(input), groups)
    if _few_groups(input):
        data = group_norms.in_groups(input, groups)
        mean, scale = group_norms.measured(data, eps)
        found = group_norms.normalised(data, weight, bias, mean, scale).reshape(input.shape)
        return found, mean.reshape(kept), scale.reshape(kept)
    normal, mean, scale = _measured(_in_groups(input, groups), (2,), eps)
    scaled = normal.reshape(input.shape) * _aligned(weight, input.ndim, (1,))
    shift = 0.0 if bias is None else _aligned(bias, input.ndim, (1,))
    found = (scaled + shift).astype(input.dtype)
    return found, mean.reshape(kept), scale.reshape(kept)


def by_known(grad: Any, weight: Any, variance: Any, ndim: Any, eps: Any) -> Any:
    """The gradient of an input that was normalised by known statistics."""
    if isinstance(grad, Symbol):
        return grad * weight / Symbol("σ", r"\sigma")
    scale = _like(grad, _scale_going_back(variance, eps).reshape(1, -1, *(1,) * (ndim - 2)))
    return grad * scale * _aligned(weight, ndim, (1,))


def _scale_going_back(variance: Any, eps: float) -> Any:
    """One over the deviation, as the backward pass has it: eps is added in double precision."""
    return (1 / np.sqrt(variance.astype(np.float64) + eps)).astype(variance.dtype)


def _like(value: Any, array: Any) -> Any:
    """An array as what ``value`` is: an array or a tensor."""
    return new_tensor(array) if isinstance(value, Tensor) else array


def _known(input: Any, mean: Any, variance: Any, eps: float) -> Any:
    shape = (1, -1, *(1,) * (input.ndim - 2))
    scale = _like(input, 1 / np.sqrt(variance.reshape(shape) + eps))
    return (input - _like(input, mean.reshape(shape))) * scale


@operation(
    "batch norm", name="native_batch_norm.known", node="NativeBatchNormBackward0",
    inputs=("input", "weight", "bias"), saves_all=True,
    input=lambda grad, weight, running_var, input_shape, eps: by_known(
        grad, weight, running_var, len(input_shape) if isinstance(input_shape, tuple) else 2, eps
    ),
    weight=lambda grad, input, weight_shape, running_mean, running_var, eps: known_weight_rule(
        grad, input, weight_shape, running_mean, running_var, eps
    ),
    bias=lambda grad, bias_shape: bias_rule(grad, bias_shape, (1,)),
)  # fmt: skip
def batch_normalised_by_known(
    input: Any, weight: Any, bias: Any, running_mean: Any, running_var: Any, eps: float
) -> Any:
    """The input normalised by statistics that are known already."""
    if _few(input):
        data, scale = channel_norms.by_channel(input), 1 / np.sqrt(running_var + np.float32(eps))
        return channel_norms.scaled(data, weight, bias, running_mean, scale).reshape(input.shape)
    normal = _known(input, running_mean, running_var, eps)
    scaled = normal * _aligned(weight, input.ndim, (1,))
    return (scaled + (0.0 if bias is None else _aligned(bias, input.ndim, (1,)))).astype(
        input.dtype
    )


def known_weight_rule(grad: Any, input: Any, shape: Any, mean: Any, var: Any, eps: Any) -> Any:
    """The gradient of the weight: the output's, met with the normalised input."""
    if isinstance(mean, np.ndarray) and _few(grad, input):
        flat, data = (channel_norms.by_channel(each) for each in (grad, input))
        return channel_norms.to_weight(flat, data, mean, _scale_going_back(var, eps))
    return bias_rule(grad * known_normal(input, mean, var, eps), shape, (1,))


def known_normal(input: Any, mean: Any, variance: Any, eps: Any) -> Any:
    """The input normalised by known statistics."""
    return _NORMAL if isinstance(input, Symbol) else _known(input, mean, variance, eps)
