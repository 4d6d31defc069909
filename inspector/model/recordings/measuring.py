"""The norms of recorded values, and whether these hold NaN or Inf, many at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from inspector.model.recordings.arrays import DTYPES, size
from inspector.model.recordings.facts import Value

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]

SOUND, INFINITE, UNDEFINED = 0, 1, 2
"""What is wrong with a value: nothing, it holds an infinity, it holds a NaN."""
DEFECTS = ("", "Inf", "NaN")
"""The words for what is wrong, in the order of their codes."""
SMALL = 4_096
"""Values of fewer bytes are measured together, larger ones by themselves."""
LARGEST_SIZE = 2**63
WIDTHS = {name: dtype.itemsize for name, dtype in DTYPES.items()} | {"bfloat16": 2}
"""The bytes an element takes in the program."""


def measured(values: Sequence[Value | None]) -> tuple[Floats, Codes]:
    """The norm of each value, and what is wrong with it; None has NaN and nothing wrong.

    The norm is the root of the sum of the squares of all finite elements, of those that were
    not recorded too: by the recorded mean and standard deviation.
    """
    norms, codes = np.full(len(values), np.nan), np.zeros(len(values), dtype=np.int8)
    together: dict[str, dict[int, Value]] = {}
    told: dict[int, Value] = {}
    for place, value in enumerate(values):
        if value is None:
            continue
        if not value.whole:
            told[place] = value
        elif 0 < len(value.data) < SMALL and value.dtype in DTYPES:
            together.setdefault(value.dtype, {})[place] = value
        else:
            norms[place], codes[place] = _alone(value)
    for dtype, found in together.items():
        norms[list(found)], codes[list(found)] = _together(list(found.values()), DTYPES[dtype])
    if told:
        norms[list(told)], codes[list(told)] = _by_statistics(list(told.values()))
    return norms, codes


def nbytes(value: Value) -> int:
    """How many bytes the recorded array took in the program."""
    return size(value) * WIDTHS.get(value.dtype, 1)


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


def _by_statistics(values: Sequence[Value]) -> tuple[Floats, Codes]:
    """Of values of which only a sample was recorded."""
    nans, infs = (np.array([getattr(v, name) for v in values], float) for name in ("nans", "infs"))
    sizes = np.array([min(size(value), LARGEST_SIZE) for value in values], float)
    means = np.array([value.mean for value in values], float)
    deviations = np.array([value.std for value in values], float)
    with np.errstate(all="ignore"):
        norms = np.sqrt(np.maximum(0.0, sizes - nans - infs)) * np.hypot(means, deviations)
    return norms, np.where(nans > 0, UNDEFINED, np.where(infs > 0, INFINITE, SOUND)).astype("i1")


def _alone(value: Value) -> tuple[float, int]:
    """Of a large value, or one without elements."""
    if not value.data or value.dtype not in DTYPES:
        return 0.0, SOUND
    norms, codes = _together([value], DTYPES[value.dtype])
    return float(norms[0]), int(codes[0])
