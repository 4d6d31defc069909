"""Copies what an array holds at this moment into a ``Value``.

Never by ``repr``: the text of an 8×8 array costs three thousand times its bytes.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterable
from math import isfinite, sqrt
from typing import Any, TypeAlias

import numpy as np

from engine.dtypes import BF16
from inspector.model.recordings.facts import Value

WHOLE = 256
SAMPLE = 64
_NAMES = {np.dtype(char): np.dtype(char).name for char in "?bBhHiIlLqQefdFD"} | {BF16: "bfloat16"}
_FLOAT = struct.Struct("<f").pack
_BIG_ENDIAN = sys.byteorder == "big"
_WELL_CONDITIONED = 30.0
_ROW = 1 << 12
_ONES = {char: np.ones(_ROW, char) for char in "fd"}
_Statistics: TypeAlias = tuple[float | None, float | None, float | None, float | None, int, int]


def value_of(array: Any) -> Value:
    """The array (or numpy scalar, or Python number) as it is now: whole up to 256 elements."""
    kind = type(array)
    if kind is np.float32:
        return Value((), "float32", _FLOAT(array))
    if kind is np.ndarray:
        name = _NAMES.get(array.dtype)
        if name is not None:
            if array.size <= WHOLE:
                return Value(array.shape, name, _bytes(array))
            return _sampled(array)
    array = _numeric(array)
    if array.size <= WHOLE:
        return Value(array.shape, _NAMES[array.dtype], _bytes(array))
    return _sampled(array)


def _numeric(thing: Any) -> Any:
    """An array of a dtype that can travel, from a tensor, a number or an odd array."""
    array = np.asarray(getattr(thing, "_data", thing))
    return array if array.dtype in _NAMES else array.astype(np.float64)


def _bytes(array: Any) -> bytes:
    foreign = _BIG_ENDIAN or not array.dtype.isnative  # as what holds bfloat16 is
    data: bytes = (array.astype(array.dtype.newbyteorder("<")) if foreign else array).tobytes()
    return data


def same_memory(array: Any, other: Any, value: Value) -> Value | None:
    """The value of a view of a large ``other``, whose value is known; None for any other array.

    Both hold the same elements in another order, from the same place in memory on or, without
    gaps, all that there is: only the sample is taken anew.
    """
    if value.whole or type(array) is not np.ndarray or array.size != other.size:
        return None
    if array.base is not other and (array.base is None or array.base is not other.base):
        return None
    dense = _is_dense(array) and _is_dense(other)
    if not dense and not _permuted(array, other):
        return None
    all_of_base = dense and getattr(array.base, "size", 0) == array.size
    if not all_of_base and _begin(array) != _begin(other):
        return None
    return reordered(array, value)


def reordered(array: Any, value: Value) -> Value:
    """The value of a large array that has the elements of another, maybe in another order."""
    known = value.minimum, value.maximum, value.mean, value.std, value.nans, value.infs
    return Value(array.shape, value.dtype, _sample(array), False, *known)


def _is_dense(array: Any) -> bool:
    flags = array.flags
    return bool(flags.c_contiguous or flags.f_contiguous)


def _permuted(array: Any, other: Any) -> bool:
    """Whether the axes of both are the same, in whichever order."""
    axes = sorted(zip(array.strides, array.shape, strict=True))
    return axes == sorted(zip(other.strides, other.shape, strict=True))


def _begin(array: Any) -> int:
    place: int = array.__array_interface__["data"][0]
    return place


def _sampled(array: Any) -> Value:
    """A strided sample of a large array, with the statistics of all its finite elements."""
    name = _NAMES[array.dtype]
    if array.flags.c_contiguous:
        flat = array.reshape(-1)
        return Value(array.shape, name, _strided(flat), False, *_statistics(flat))
    # Flattened in the order of memory, as a copy would cost more than all else.
    flat = (array.T if array.flags.f_contiguous else array).reshape(-1)
    return Value(array.shape, name, _sample(array), False, *_statistics(flat))


def unchanged(array: Any, value: Value) -> bool:
    """Whether an array still has the elements that were sampled."""
    return _sample(array) == value.data


def _sample(array: Any) -> bytes:
    if array.flags.c_contiguous:
        return _strided(array.reshape(-1))
    return _bytes(array.flat[:: -(-array.size // SAMPLE)])


def _strided(flat: Any) -> bytes:
    return _bytes(flat[:: -(-flat.size // SAMPLE)])


def _statistics(flat: Any) -> _Statistics:
    if flat.dtype.char in "FD":
        return None, None, None, None, int(np.isnan(flat).sum()), int(np.isinf(flat).sum())
    # Where they are, and then what: a third of the price of asking what they are.
    low, high = float(flat[flat.argmin()]), float(flat[flat.argmax()])
    if isfinite(low) and isfinite(high):
        return (low, high, *_moments(flat), 0, 0)
    return _statistics_of_finite(flat)


def _statistics_of_finite(flat: Any) -> _Statistics:
    nans = int(np.isnan(flat).sum())
    finite = flat[np.isfinite(flat)]
    infs = int(flat.size - finite.size - nans)
    if not finite.size:
        return None, None, None, None, nans, infs
    return (float(finite.min()), float(finite.max()), *_moments(finite), nans, infs)


def _total(flat: Any, char: str) -> float:
    """The sum; as a product with ones, which is four times as fast, a row of them at a time."""
    size, ones = flat.size, _ONES[char]
    if size <= _ROW:
        return float(flat.dot(ones[:size]))
    whole = size - size % _ROW
    sums, rest = flat[:whole].reshape(-1, _ROW).dot(ones), flat[whole:]
    return float(np.add.reduce(sums, dtype=np.float64)) + float(rest.dot(ones[: rest.size]))


def _moments(flat: Any) -> tuple[float, float]:
    """Mean and (population) standard deviation.

    One pass over the squares where that is accurate, a second pass where the mean dwarfs the
    spread: the difference of two large sums would be noise.
    """
    char, size = flat.dtype.char, flat.size
    if char not in "fd":
        return float(flat.mean(dtype=np.float64)), float(flat.std(dtype=np.float64))
    mean = _total(flat, char) / size
    variance = float(flat.dot(flat)) / size - mean * mean
    if isfinite(variance) and variance * _WELL_CONDITIONED**2 > mean * mean:
        return mean, sqrt(variance)
    return float(flat.mean(dtype=np.float64)), float(flat.std(dtype=np.float64))


def values_of(arrays: Iterable[Any]) -> tuple[Value | None, ...]:
    """The value of each array, None for what is None."""
    return tuple([None if array is None else value_of(array) for array in arrays])
