"""Dropout: of elements or of whole channels, with mean and variance kept or not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import dtypes
from engine.calls.axes import check_flag
from engine.calls.declare import FUNCTIONS
from engine.chance import drawing
from engine.chance.generator import stream_of
from engine.errors import not_cast
from engine.foundation.warn import warn
from engine.numbers.half import converted
from engine.tensor import Tensor, new_tensor

__all__ = [
    "alpha_dropout", "dropout", "dropout1d", "dropout2d", "dropout3d", "feature_alpha_dropout",
    "gumbel_softmax",
]  # fmt: skip

FLOOR = 1.7580993408473766
"""What selu tends to on the left, negated: α · λ of Klambauer et al. (2017)."""
SHAPES = (
    "{name}: Received a {ndim}-D input to {name}, which is deprecated and will result in an error "
    "in a future release. To retain the behavior and silence this warning, please use dropout "
    "instead. Note that {name} exists to provide channel-wise dropout on inputs with {count} "
    "spatial dimensions, a channel dimension, and an optional batch dimension (i.e. {kinds} "
    "inputs)."
)
FLAT = (
    "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout "
    "behavior is desired - input is interpreted as shape (N, C, L), where C is the channel dim. "
    "This behavior will change in a future release to interpret the input as one without a batch "
    "dimension, i.e. shape (C, H, W). To maintain the 1D channel-wise dropout behavior, please "
    "switch to using dropout1d instead."
)


def _check(p: float) -> None:
    if p < 0.0 or p > 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")


def _idle(input: Tensor, p: float, training: bool) -> bool:
    """Whether dropout changes nothing; where it does, the input must be floating point.

    Raises:
        RuntimeError: it is not.
    """
    _check(p)
    check_flag(training)
    if not training or p == 0 or not input.numel():
        return True
    if input.dtype.category < dtypes.FLOAT:
        raise not_cast("Float", input.dtype.kind_name)
    return False


def _mask(input: Tensor, shape: Sequence[int], p: float) -> Tensor:
    """Ones and zeros, laid out as the input where they are as many, else in rows."""
    data = np.asarray(input._data)
    same = tuple(shape) == data.shape
    mask = new_tensor(np.empty_like(data) if same else np.empty(tuple(shape), data.dtype))
    mask._data[...] = 0 if p == 1 else drawing.bernoulli(mask, stream_of(None), 1 - p)
    return mask


def _channels(input: Tensor) -> tuple[int, ...]:
    """One for each channel of each example."""
    if input.ndim < 2:
        raise RuntimeError("Feature dropout requires at least 2 dimensions in the input")
    return (*input.shape[:2], *(1,) * (input.ndim - 2))


def _dropped(
    input: Tensor, p: float, training: bool, inplace: bool, channels: bool = False
) -> Any:
    if _idle(input, p, training):
        return input
    mask = _mask(input, _channels(input) if channels else input.shape, p)
    if p < 1:
        half = input.dtype.itemsize == 2
        wide = mask._data.astype(np.float32) if half else mask._data
        mask._data[...] = converted(wide / wide.dtype.type(1 - p), input.dtype.numpy)
    return input.mul_(mask) if inplace else input * mask


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Each element zeroed with probability ``p``, the rest scaled up by 1 / (1 − p)."""
    return _dropped(input, p, training, inplace)


def feature_dropout(input: Tensor, p: float, training: bool, inplace: bool) -> Any:
    """Each channel zeroed with probability ``p``, the rest scaled up by 1 / (1 − p)."""
    return _dropped(input, p, training, inplace, channels=True)


def _batched(input: Tensor, p: float, training: bool, inplace: bool, batched: bool) -> Any:
    """Drop channels; an input without a batch gets one, and its result loses it again."""
    if batched:
        return _dropped(input, p, training, inplace, channels=True)
    rows = input.unsqueeze_(0) if inplace else input.unsqueeze(0)
    result = _dropped(rows, p, training, inplace, channels=True)
    return result.squeeze_(0) if inplace else result.squeeze(0)


def dropout1d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Each channel of rows zeroed with probability ``p``."""
    _check(p)
    if input.ndim not in (2, 3):
        raise RuntimeError(
            f"dropout1d: Expected 2D or 3D input, but received a {input.ndim}D input. Note that "
            "dropout1d exists to provide channel-wise dropout on inputs with 1 spatial dimension, "
            "a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs)."
        )
    return _batched(input, p, training, inplace, input.ndim == 3)


def dropout2d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Each channel of pictures zeroed with probability ``p``."""
    _check(p)
    if input.ndim not in (3, 4):
        warn(SHAPES.format(name="dropout2d", ndim=input.ndim, count=2, kinds="3D or 4D"))
    if input.ndim == 3:
        warn(FLAT)
    return _dropped(input, p, training, inplace, channels=True)


def dropout3d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Each channel of volumes zeroed with probability ``p``."""
    _check(p)
    if input.ndim not in (4, 5):
        warn(SHAPES.format(name="dropout3d", ndim=input.ndim, count=3, kinds="4D or 5D"))
    return _batched(input, p, training, inplace, input.ndim == 5)


def _alpha(input: Tensor, p: float, training: bool, inplace: bool, channels: bool) -> Any:
    if _idle(input, p, training):
        return input
    if p == 1:
        zero = new_tensor(np.zeros((), input._data.dtype))
        return input.mul_(zero) if inplace else input * zero
    mask = _mask(input, _channels(input) if channels else input.shape, p)
    scale = 1 / math.sqrt((FLOOR**2 * p + 1) * (1 - p))
    shift = mask.add(-1).mul_(FLOOR * scale).add_(FLOOR * scale * p)
    mask.mul_(scale)
    return input.mul_(mask).add_(shift) if inplace else input * mask + shift


def alpha_dropout(
    input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False
) -> Any:
    """Each element set to selu's lowest value at random, keeping mean and variance."""
    return _alpha(input, p, training, inplace, channels=False)


def feature_alpha_dropout(
    input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False
) -> Any:
    """Alpha dropout of whole channels."""
    return _alpha(input, p, training, inplace, channels=True)


def gumbel_softmax(
    logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1
) -> Any:
    """A differentiable sample of one-hot vectors by log-odds (Jang et al., 2016)."""
    if eps != 1e-10:
        warn("`eps` parameter is deprecated and has no effect.")
    noise = -FUNCTIONS["empty_like"](logits).exponential_().log()
    soft = ((logits + noise) / tau).softmax(dim)
    if not hard:
        return soft
    index = soft.max(dim, keepdim=True)[1]
    one = FUNCTIONS["zeros_like"](logits).scatter_(dim, index, 1.0)
    return one - soft.detach() + soft
