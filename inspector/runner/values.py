"""Copies what an array holds at this moment into a ``Value``.

Never by ``repr``: the text of an 8×8 array costs three thousand times its bytes.
"""

from __future__ import annotations

import math
import struct
import sys
from typing import Any, TypeAlias

import numpy as np

from inspector.model.events import Value

WHOLE = 256
SAMPLE = 64
_NAMES = {char: np.dtype(char).name for char in "?bBhHiIlLqQefdFD"}
_minimum, _maximum, _sum = np.minimum.reduce, np.maximum.reduce, np.add.reduce
_FLOAT = struct.Struct("<f").pack
_BIG_ENDIAN = sys.byteorder == "big"
_WELL_CONDITIONED = 30.0
_Statistics: TypeAlias = tuple[float | None, float | None, float | None, float | None, int, int]


def value_of(array: Any) -> Value:
    """The array (or numpy scalar, or Python number) as it is now: whole up to 256 elements."""
    kind = type(array)
    if kind is np.float32:
        return Value((), "float32", _FLOAT(array))
    if kind is np.ndarray:
        name = _NAMES.get(array.dtype.char)
        if name is not None and array.size <= WHOLE:
            return Value(array.shape, name, _bytes(array))
    array = _numeric(array)
    if array.size <= WHOLE:
        return Value(array.shape, _NAMES[array.dtype.char], _bytes(array))
    return _sampled(array)


def _numeric(thing: Any) -> Any:
    """An array of a dtype that can travel, from a tensor, a number or an odd array."""
    array = np.asarray(getattr(thing, "_data", thing))
    return array if array.dtype.char in _NAMES else array.astype(np.float64)


def _bytes(array: Any) -> bytes:
    data: bytes = (array.astype(array.dtype.newbyteorder("<")) if _BIG_ENDIAN else array).tobytes()
    return data


def _sampled(array: Any) -> Value:
    """A strided sample of a large array, with the statistics of all its finite elements."""
    flat = array.reshape(-1)
    sample = _bytes(flat[:: -(-flat.size // SAMPLE)])
    return Value(array.shape, _NAMES[array.dtype.char], sample, False, *_statistics(flat))


def _statistics(flat: Any) -> _Statistics:
    if flat.dtype.kind == "c":
        return None, None, None, None, int(np.isnan(flat).sum()), int(np.isinf(flat).sum())
    low, high = float(_minimum(flat)), float(_maximum(flat))
    if math.isfinite(low) and math.isfinite(high):
        return (low, high, *_moments(flat), 0, 0)
    return _statistics_of_finite(flat)


def _statistics_of_finite(flat: Any) -> _Statistics:
    nans = int(np.isnan(flat).sum())
    finite = flat[np.isfinite(flat)]
    infs = int(flat.size - finite.size - nans)
    if not finite.size:
        return None, None, None, None, nans, infs
    return (float(finite.min()), float(finite.max()), *_moments(finite), nans, infs)


def _moments(flat: Any) -> tuple[float, float]:
    """Mean and (population) standard deviation.

    One pass over the squares where that is accurate, a second pass where the mean dwarfs the
    spread: the difference of two large sums would be noise.
    """
    if flat.dtype.char not in "fd":
        return float(flat.mean(dtype=np.float64)), float(flat.std(dtype=np.float64))
    mean = float(_sum(flat)) / flat.size
    variance = float(flat.dot(flat)) / flat.size - mean * mean
    if math.isfinite(variance) and variance * _WELL_CONDITIONED**2 > mean * mean:
        return mean, math.sqrt(variance)
    return float(flat.mean(dtype=np.float64)), float(flat.std(dtype=np.float64))
