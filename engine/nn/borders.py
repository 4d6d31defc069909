"""Borders around the last dimensions: of one value, or of the tensor's own elements."""

from __future__ import annotations

from operator import index
from typing import Any

import numpy as np

from engine.calls.axes import check_whole
from engine.calls.declare import FUNCTIONS
from engine.numbers.ranges import fitting
from engine.ops.lookup import constant_pad
from engine.ops.resampling import BORDERS
from engine.tensor import Tensor, new_tensor

__all__ = ["pad"]
Ints = tuple[int, ...]
SUPPORTED = """Padding size {size} is not supported for {rank}D input tensor.
Supported combinations for non-constant padding:
  - 2D or 3D input: padding size = 2 (pads last dimension)
  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)
  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)"""


def several(value: Any, count: int) -> Ints:
    """A number for each dimension, from one number or one for each."""
    found = tuple(value) if isinstance(value, tuple | list) else (value,)
    return found * count if len(found) == 1 else found


def whole(value: Any, count: int) -> Ints:
    """``several``, each of which must be a whole number.

    Raises:
        TypeError: one is a fraction, or the first a truth value: PyTorch looks at no other.
    """
    found = several(value, count)
    check_whole(*found[:1])
    return tuple([index(each) for each in found])


def pad(input: Tensor, pad: Any, mode: str = "constant", value: float | None = None) -> Any:
    """The input with borders; their widths are given from the last dimension backwards.

    ``mode`` : "constant", "reflect", "replicate" or "circular".

    Raises:
        NotImplementedError, RuntimeError, ValueError: mode, borders and input do not fit.
    """
    borders = whole(tuple(pad), len(pad))
    if len(borders) % 2:
        raise RuntimeError("Padding length must be divisible by 2")
    if len(borders) > 2 * input.ndim:
        raise RuntimeError(
            "Padding length should be less than or equal to two times the input dimension but got "
            f"padding length {len(borders)} and input of dimension {input.ndim}"
        )
    if mode == "constant":
        return _constant(input, borders, 0 if value is None else value)
    if value is not None and value != 0:
        raise RuntimeError(f'Padding mode "{mode}" doesn\'t take in value argument')
    if mode not in ("reflect", "replicate", "circular"):
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    count = len(borders) // 2
    if count not in (1, 2, 3) or input.ndim not in (count + 1, count + 2):
        raise NotImplementedError(SUPPORTED.format(size=len(borders), rank=input.ndim))
    if mode == "circular":
        return _circular(input, borders)
    if mode == "reflect":
        _check_reflected(input, borders)
    return BORDERS[mode, count](input, borders)


def _constant(input: Tensor, borders: Ints, value: float) -> Any:
    pairs = [(borders[n], borders[n + 1]) for n in range(0, len(borders), 2)]
    around = [(0, 0)] * (input.ndim - len(pairs)) + pairs[::-1]
    for (low, high), length in zip(around, input.shape, strict=True):
        if length + low + high < 0:
            raise RuntimeError("narrow(): length must be non-negative.")
    return constant_pad(input, tuple(around), fitting(value, input.dtype))


def _check_reflected(input: Tensor, borders: Ints) -> None:
    for n in range(len(borders) // 2):
        axis = input.ndim - 1 - n
        low, high = borders[2 * n : 2 * n + 2]
        if max(low, high) >= input.shape[axis]:
            raise RuntimeError(
                "Argument #4: Padding size should be less than the corresponding input "
                f"dimension, but got: padding ({low}, {high}) at dimension {axis} of input "
                f"{list(input.shape)}"
            )


def _circular(input: Tensor, borders: Ints) -> Any:
    """Written piece by piece into new memory, the borders from what is there already."""
    pairs = {input.ndim - 1 - n // 2: borders[n : n + 2] for n in range(0, len(borders), 2)}
    shape = list(input.shape)
    for axis, (low, high) in pairs.items():
        if max(low, high) > shape[axis]:
            raise RuntimeError("Padding value causes wrapping around more than once.")
        if shape[axis] + low + high < 0:
            raise RuntimeError("Negative padding value is resulting in an empty dimension")
        shape[axis] += low + high
    out: Any = new_tensor(np.zeros(shape, input._data.dtype))
    cut = FUNCTIONS["_slice_dim"]
    target, source = out, input
    for axis, (low, high) in pairs.items():
        target = cut(target, axis, max(low, 0), shape[axis] - max(high, 0))
        source = cut(source, axis, max(-low, 0), input.shape[axis] - max(-high, 0))
    target.copy_(source)
    for axis, (low, high) in reversed(pairs.items()):
        end = shape[axis] - max(high, 0)
        if low > 0:
            cut(out, axis, 0, low).copy_(cut(out, axis, end - low, end))
        if high > 0:
            start = max(low, 0)
            cut(out, axis, end, shape[axis]).copy_(cut(out, axis, start, start + high))
    return out
