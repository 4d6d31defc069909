"""Patches of a picture as columns and back, and channels exchanged with places."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.calls.declare import composite, operation
from engine.formula import permute, reshape
from engine.ops.convolution import output_size
from engine.symbolic.symbol import Symbol
from engine.tensor import Tensor

Ints = tuple[int, ...]


def _patches(kernel: Ints, stride: Ints, dilation: Ints, out: Ints) -> Any:
    for offset in np.ndindex(*kernel):
        yield (
            (..., *offset, slice(None), slice(None)),
            (
                ...,
                *(
                    slice(o * d, o * d + s * (n - 1) + 1, s)
                    for o, d, s, n in zip(offset, dilation, stride, out, strict=True)
                ),
            ),
        )


def _im2col(array: Any, kernel: Ints, dilation: Ints, padding: Ints, stride: Ints) -> Any:
    size = array.shape[-2:]
    out = output_size(size, kernel, stride, padding, dilation)
    borders = [(0, 0)] * (array.ndim - 2) + [(p, p) for p in padding]
    padded, lead = np.pad(array, borders), array.shape[:-2]
    whole = np.empty((*lead, *kernel, *out), array.dtype)
    for own, window in _patches(kernel, stride, dilation, out):
        whole[own] = padded[window]
    return whole.reshape(*lead[:-1], lead[-1] * math.prod(kernel), math.prod(out))


def _col2im(
    columns: Any, size: Ints, kernel: Ints, dilation: Ints, padding: Ints, stride: Ints
) -> Any:
    out = output_size(size, kernel, stride, padding, dilation)
    lead = (*columns.shape[:-2], columns.shape[-2] // math.prod(kernel))
    parts = columns.reshape(*lead, *kernel, *out)
    wide = tuple(n + 2 * p for n, p in zip(size, padding, strict=True))
    whole = np.zeros((*lead, *wide), columns.dtype)
    for own, window in _patches(kernel, stride, dilation, out):
        whole[window] += parts[own]
    (top, left), (height, width) = padding, size
    return np.ascontiguousarray(whole[..., top : top + height, left : left + width])


def _gathered(grad: Any, *geometry: Any) -> Any:
    if isinstance(grad, Symbol):
        return grad._noted("cut into patches")
    return im2col(grad, *geometry) if isinstance(grad, Tensor) else _im2col(grad, *geometry)


def _added(grad: Any, shape: Any, *geometry: Any) -> Any:
    if isinstance(grad, Symbol):
        return grad._noted("patches added up where they overlap")
    size = tuple(shape[-2:])
    call = col2im if isinstance(grad, Tensor) else _col2im
    return call(grad, size, *geometry)


@operation(
    "unfold", name="im2col.default", node="Im2ColBackward0",
    self=lambda grad, self_shape, kernel_size, dilation, padding, stride: _added(
        grad, self_shape, kernel_size, dilation, padding, stride
    ),
    samples=("torch.nn.functional.unfold(b, 2)", "torch.nn.functional.unfold(b, 2, 1, 1, 2)"),
)  # fmt: skip
def im2col(self: Any, kernel_size: Ints, dilation: Ints, padding: Ints, stride: Ints) -> Any:
    """Every patch of a picture as a column: (…, channels · kernel, patches)."""
    return _im2col(self, kernel_size, dilation, padding, stride)


@operation(
    "fold", name="col2im.default", node="Col2ImBackward0",
    self=lambda grad, kernel_size, dilation, padding, stride: _gathered(
        grad, kernel_size, dilation, padding, stride
    ),
    samples=("torch.nn.functional.fold(torch.cat([x, y]), (2, 4), 2)",),
)  # fmt: skip
def col2im(
    self: Any, output_size: Ints, kernel_size: Ints, dilation: Ints, padding: Ints, stride: Ints
) -> Any:
    """The sum of all patches, each where it belongs."""
    return _col2im(self, output_size, kernel_size, dilation, padding, stride)


def _regrouped(value: Any, split: Ints, order: Ints, shape: Ints) -> Any:
    """Elements moved from channels to places or back: a reshape, a permutation, a reshape."""
    if isinstance(value, Symbol):
        return value._noted("moved back")
    found = reshape(permute(reshape(value, split), order), shape)
    return np.ascontiguousarray(found) if isinstance(found, np.ndarray) else found


def _shuffle(value: Any, shape: Any, factor: int) -> Any:
    if isinstance(value, Symbol):
        return value._noted("moved back")
    *lead, channels, height, width = shape
    own, n = channels // factor**2, len(lead)
    split = (*lead, own, factor, factor, height, width)
    order = (*range(n), n, n + 3, n + 1, n + 4, n + 2)
    return _regrouped(value, split, order, (*lead, own, height * factor, width * factor))


def _unshuffle(value: Any, shape: Any, factor: int) -> Any:
    if isinstance(value, Symbol):
        return value._noted("moved back")
    *lead, channels, height, width = shape
    rows, columns, n = height // factor, width // factor, len(lead)
    split = (*lead, channels, rows, factor, columns, factor)
    order = (*range(n), n, n + 2, n + 4, n + 1, n + 3)
    return _regrouped(value, split, order, (*lead, channels * factor**2, rows, columns))


@operation(
    "shuffle", name="pixel_shuffle.default", node="PixelShuffleBackward0",
    self=lambda grad, self_shape, upscale_factor: _unshuffle(
        grad, _shuffled_shape(self_shape, upscale_factor), upscale_factor
    ),
)  # fmt: skip
def shuffled(self: Any, upscale_factor: int) -> Any:
    """Channels laid out as places (Shi et al., 2016)."""
    found = _shuffle(self, self.shape, upscale_factor)
    return found.copy() if upscale_factor == 1 else found


def _shuffled_shape(shape: Any, factor: Any) -> Any:
    if not isinstance(shape, tuple):
        return shape
    *lead, channels, height, width = shape
    return (*lead, channels // factor**2, height * factor, width * factor)


@operation(
    "unshuffle", name="pixel_unshuffle.default", node="PixelUnshuffleBackward0",
    self=lambda grad, self_shape, downscale_factor: _shuffle(
        grad, _unshuffled_shape(self_shape, downscale_factor), downscale_factor
    ),
)  # fmt: skip
def unshuffled(self: Any, downscale_factor: int) -> Any:
    """Places laid out as channels."""
    found = _unshuffle(self, self.shape, downscale_factor)
    return found.copy() if downscale_factor == 1 else found


def _unshuffled_shape(shape: Any, factor: Any) -> Any:
    if not isinstance(shape, tuple):
        return shape
    *lead, channels, height, width = shape
    return (*lead, channels * factor**2, height // factor, width // factor)


def _mixed(value: Any, shape: Any, groups: int) -> Any:
    if isinstance(value, Symbol):
        return value._noted("channels put back in order")
    batch, channels, *size = shape
    split = (batch, groups, channels // groups, *size)
    return _regrouped(value, split, (0, 2, 1, *range(3, len(split))), tuple(shape))


@operation(
    "shuffle", name="channel_shuffle.default", node="ChannelShuffleBackward0",
    self=lambda grad, self_shape, groups: _mixed(
        grad, self_shape, self_shape[1] // groups if isinstance(self_shape, tuple) else groups
    ),
)  # fmt: skip
def mixed(self: Any, groups: int) -> Any:
    """Channels of all groups dealt out in turn (Zhang et al., ShuffleNet, 2018)."""
    return _mixed(self, self.shape, groups)


@composite(method=False, samples=("torch.pixel_shuffle(torch.cat([b, c]), 2)",))
def pixel_shuffle(input: Tensor, upscale_factor: int) -> Any:
    """Channels laid out as places: each dimension ``upscale_factor`` times as long."""
    channels = input.shape[-3] if input.ndim > 2 else 0
    if upscale_factor <= 0:
        raise RuntimeError(
            f"pixel_shuffle expects a positive upscale_factor, but got {upscale_factor}"
        )
    if input.ndim < 3:
        raise RuntimeError(
            "pixel_shuffle expects input to have at least 3 dimensions, but got input with "
            f"{input.ndim} dimension(s)"
        )
    if channels % upscale_factor**2:
        raise RuntimeError(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square "
            f"of upscale_factor, but input.size(-3)={channels} is not divisible by "
            f"{upscale_factor**2}"
        )
    return shuffled(input, upscale_factor)


@composite(
    method=False,
    samples=("torch.pixel_unshuffle(b, 3)", "torch.pixel_unshuffle(b, 2)"),
)
def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Any:
    """Places laid out as channels: each dimension ``downscale_factor`` times shorter."""
    if input.ndim < 3:
        raise RuntimeError(
            "pixel_unshuffle expects input to have at least 3 dimensions, but got input with "
            f"{input.ndim} dimension(s)"
        )
    if downscale_factor <= 0:
        raise RuntimeError(
            f"pixel_unshuffle expects a positive downscale_factor, but got {downscale_factor}"
        )
    for name, axis in (("height", -2), ("width", -1)):
        if input.shape[axis] % downscale_factor:
            raise RuntimeError(
                f"pixel_unshuffle expects {name} to be divisible by downscale_factor, but "
                f"input.size({axis})={input.shape[axis]} is not divisible by {downscale_factor}"
            )
    return unshuffled(input, downscale_factor)


@composite(
    "native_channel_shuffle",
    method=False,
    samples=("torch.channel_shuffle(c.permute(1, 2, 0)[None].reshape(1, 6, 3), 2)",),
)
def channel_shuffle(input: Tensor, groups: int) -> Any:
    """The channels of all groups dealt out in turn."""
    if input.ndim < 3:
        raise RuntimeError(
            f"channel_shuffle expects input with > 2 dims, but got input with sizes "
            f"{list(input.shape)}"
        )
    if groups <= 0:
        raise RuntimeError(
            f"Number of groups to divide channels in must be positive. Value of groups:{groups}"
        )
    if input.shape[1] % groups:
        raise RuntimeError(
            f"Number of channels must be divisible by groups. Got {input.shape[1]} channels and "
            f"{groups} groups."
        )
    return mixed(input, groups)
