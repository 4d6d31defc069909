"""The two-byte floating-point types: what is computed in them is computed in single precision.

As PyTorch does on the CPU: the operands are widened to float32, the whole operation runs there,
and its result is rounded once, to the nearest and halves to even.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from engine.dtypes import BF16, F16, F32

Array = Any


class Met:
    """Has this process met a half-precision or complex tensor? Until then nobody looks for one."""

    __slots__ = ("unusual",)

    def __init__(self) -> None:
        self.unusual = False


MET = Met()


def is_half(kind: np.dtype[Any]) -> bool:
    """Is it float16, or what holds bfloat16?"""
    return kind in (F16, BF16)


def note(kind: np.dtype[Any]) -> None:
    """Take notice of a dtype that a new tensor has."""
    if kind is not F32 and (kind.kind == "c" or is_half(kind)):
        MET.unusual = True


def converted(array: Array, to: np.dtype[Any]) -> Any:
    """``array`` in dtype ``to``, a copy."""
    note(to)
    if to == BF16:
        return as_bfloat16(array)
    if array.dtype.kind == "f" and to.kind in "iu" and to.itemsize < 8:
        # Out of range PyTorch's compilers go by way of a wider integer; so it wraps.
        return array.astype(np.int64 if to == np.uint32 else np.int32).astype(to)
    return array.astype(to)


def as_bfloat16(array: Array) -> Array:
    """Numbers rounded to the 8 significant bits of bfloat16; what holds them is float32."""
    single = np.asarray(array).astype(F32)
    bits = single.view(np.uint32)
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) & np.uint32(0xFFFF0000)
    held = np.empty_like(single, BF16)
    held[...] = np.where(np.isnan(single), np.nan, rounded.view(F32))
    return held


def bits_of_bfloat16(array: Array) -> Array:
    """The sixteen bits of every element."""
    single = np.ascontiguousarray(array.astype(F32)).reshape(array.shape)
    bits: Array = (single.view(np.uint32) >> 16).astype(np.uint16)
    return bits


def bfloat16_of_bits(bits: Array) -> Array:
    """The numbers that sixteen bits each stand for."""
    single = (bits.astype(np.uint32) << 16).view(F32)
    held = np.empty(single.shape, BF16)
    held[...] = single
    return held


def half_among(arrays: Iterable[Array]) -> np.dtype[Any] | None:
    """The half-precision dtype of the first array that has one."""
    for array in arrays:
        kind = getattr(array, "dtype", None)
        if kind is not None and kind is not F32 and is_half(kind):
            return BF16 if kind == BF16 else F16
    return None


def widened_call(forward: Callable[..., Any], arrays: Sequence[Array], /, **options: Any) -> Any:
    """What ``forward`` makes of arrays, in single precision and rounded if any is a half."""
    half = half_among(arrays)
    if half is None:
        return forward(*arrays, **options)
    found = forward(*(widened(array) for array in arrays), **options)
    if options.get("dtype") is not None:
        return found
    if isinstance(found, tuple | list):
        return type(found)(_narrow(each, half) for each in found)
    return _narrow(found, half)


def plus(one: Any, other: Any) -> Any:
    """The sum of two gradients, rounded where they are of bfloat16, which numpy does not know."""
    found = one + other
    if not MET.unusual or not isinstance(found, np.ndarray | np.generic):
        return found
    return converted(found, BF16) if one.dtype == BF16 == other.dtype else found


def widened(array: Array) -> Array:
    """An array in single precision if it is a half, as it is otherwise."""
    kind = getattr(array, "dtype", None)
    return array.astype(F32) if kind is not None and is_half(kind) else array


def _narrow(found: Array, half: np.dtype[Any]) -> Array:
    return converted(found, half) if getattr(found, "dtype", None) == F32 else found
