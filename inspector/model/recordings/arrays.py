"""Recorded values as numpy arrays."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from inspector.model.recordings.facts import Value

Array = npt.NDArray[Any]

DTYPES: dict[str, np.dtype[Any]] = {
    name: np.dtype(code)
    for name, code in {
        "float32": "<f4", "float64": "<f8", "float16": "<f2", "bfloat16": "<f4",
        "int8": "<i1", "int16": "<i2", "int32": "<i4", "int64": "<i8", "uint8": "<u1",
        "uint16": "<u2", "uint32": "<u4", "uint64": "<u8", "bool": "|b1",
        "complex64": "<c8", "complex128": "<c16",
    }.items()
}  # fmt: skip
"""How the bytes of each of PyTorch's dtypes are read."""

WIDEST_MAP = 16


def size(value: Value) -> int:
    """The number of elements of the recorded array, whether all were kept or not."""
    return math.prod(value.shape)


def is_told(value: Value) -> bool:
    """Whether any of the elements were recorded; near the limit only shape and dtype are."""
    return value.whole or bool(value.data)


def array(value: Value) -> Array:
    """The recorded elements, read-only: the whole array in its shape, or the flat sample."""
    dtype = DTYPES.get(value.dtype, np.dtype("u1"))
    kept = len(value.data) - len(value.data) % dtype.itemsize
    flat: Array = np.frombuffer(value.data[:kept], dtype)
    return flat.reshape(value.shape) if value.whole and flat.size == size(value) else flat


def ill(value: Value) -> tuple[int, int]:
    """How many elements of a recorded array are NaN, and how many infinite."""
    if not value.whole:
        return value.nans, value.infs
    found = array(value)
    if found.dtype.kind not in "fc" or np.isfinite(found).all():
        return 0, 0
    return int(np.isnan(found).sum()), int(np.isinf(found).sum())


def cells(value: Value) -> tuple[tuple[float, ...], ...] | None:
    """The rows of a heat map, for a real matrix of at most 16 × 16; None for all else."""
    found = array(value)
    if found.ndim != 2 or not found.size or max(found.shape) > WIDEST_MAP:
        return None
    if not value.whole or np.iscomplexobj(found):
        return None
    return tuple(tuple(map(float, row)) for row in found.tolist())
