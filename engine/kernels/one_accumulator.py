"""Products of matrices that add up one term after the other, each rounded once.

So PyTorch's library multiplies matrices that it packs: every element of the result has one
register lane, to which products are added with a single rounding each. numpy's (OpenBLAS) keeps
two for some elements, even and odd terms apart, but not in its product of complex numbers. There
two columns of real numbers, side by side as the real and the imaginary part of one, have a lane
each, and what the vanishing imaginary parts of the other matrix add to them is nothing.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.dtypes import F32
from engine.kernels.summing import add_up

Array = np.ndarray[Any, Any]
PAIRS = np.dtype(np.complex64)
FEWEST, DEEPEST = 8, 192
"""Terms: fewer are never shared between two lanes, more are added up in parts by PyTorch."""


def in_order(left: Array, right: Array) -> Any:
    """``left @ right`` of float32 matrices, or of many; ``right`` has at least four columns.

    Zero times infinity is not a number: what has infinite elements is left to numpy.
    """
    columns = right.shape[-1]
    found = in_pairs(left, right if columns % 2 == 0 else widened(right))
    if not is_number(found):
        return left @ right
    return found if columns % 2 == 0 else found[..., :columns].copy()


def in_pairs(left: Array, right: Array) -> Array:
    """``left @ right`` of float32 matrices, or of many; ``right`` has columns for pairs."""
    pairs = (right if right.flags.c_contiguous else right.copy()).view(PAIRS)
    wide = left.astype(PAIRS)
    found = np.empty((*left.shape[:-1], right.shape[-1]), F32)  # no view: a leaf may take it over
    multiply: Any = np.dot if wide.ndim == 2 else np.matmul
    multiply(wide, pairs, found.view(PAIRS))
    return found


def is_number(found: Array) -> bool:
    """Is every element one? If not, zeros may have met infinity."""
    return not math.isnan(add_up(found, None))


def widened(matrix: Array, count: int = 1) -> Array:
    """The matrix, or each of a batch, with so many columns of zeros beside it."""
    wide = np.zeros((*matrix.shape[:-1], matrix.shape[-1] + count), F32)
    wide[..., :-count] = matrix
    return wide
