"""How large recorded values are, and whether they are sound: of many values at once."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from inspector.model.recordings.arrays import DTYPES, size
from inspector.model.recordings.events import Value

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]

SOUND, INFINITE, UNDEFINED = 0, 1, 2
"""What is wrong with a value: nothing, it holds an infinity, it holds a NaN."""
DEFECTS = ("", "Inf", "NaN")
"""The words for what is wrong, in the order of their codes."""
SMALL = 4_096
"""Values of fewer bytes are measured together, larger ones by themselves."""


def measured(values: Sequence[Value | None]) -> tuple[Floats, Codes]:
    """The norm of each value, and what is wrong with it; None has NaN and nothing wrong.

    The norm is the root of the sum of the squares of all finite elements, of those that were
    not recorded too: by the recorded mean and standard deviation.
    """
    norms, codes = np.full(len(values), np.nan), np.zeros(len(values), dtype=np.int8)
    together: dict[str, list[int]] = {}
    for place, value in enumerate(values):
        if value is None:
            continue
        if value.whole and 0 < len(value.data) < SMALL and value.dtype in DTYPES:
            together.setdefault(value.dtype, []).append(place)
        else:
            norms[place], codes[place] = _alone(value)
    for dtype, places in together.items():
        found = [value for place in places if (value := values[place]) is not None]
        norms[places], codes[places] = _together(found, DTYPES[dtype])
    return norms, codes


def nbytes(value: Value) -> int:
    """How many bytes the recorded array took in the program."""
    wide = 2 if value.dtype == "bfloat16" else DTYPES.get(value.dtype, np.dtype("u1")).itemsize
    return size(value) * wide


def _together(values: Sequence[Value], dtype: np.dtype[np.generic]) -> tuple[Floats, Codes]:
    flat = np.frombuffer(b"".join(value.data for value in values), dtype)
    ends = np.cumsum([len(value.data) // dtype.itemsize for value in values])
    starts = np.concatenate([[0], ends[:-1]]).astype(np.intp)
    wide = np.abs(flat).astype(np.float64)
    undefined, infinite = np.isnan(wide), np.isinf(wide)
    wide[undefined | infinite] = 0.0
    largest = np.maximum(np.maximum.reduceat(wide, starts), np.finfo(np.float64).tiny)
    shares = wide / np.repeat(largest, np.diff(np.append(starts, len(flat))))
    norms = largest * np.sqrt(np.add.reduceat(shares * shares, starts))
    norms[np.maximum.reduceat(wide, starts) == 0] = 0.0
    wrong = np.maximum(undefined * UNDEFINED, infinite * INFINITE).astype(np.int8)
    return norms, np.maximum.reduceat(wrong, starts)


def _alone(value: Value) -> tuple[float, int]:
    if value.whole and value.data and value.dtype in DTYPES:
        norms, codes = _together([value], DTYPES[value.dtype])
        return float(norms[0]), int(codes[0])
    wrong = UNDEFINED if value.nans else INFINITE if value.infs else SOUND
    if value.mean is None or value.std is None:
        return (0.0 if value.whole else math.nan), wrong
    finite = max(0, size(value) - value.nans - value.infs)
    return math.sqrt(finite) * math.hypot(value.mean, value.std), wrong
