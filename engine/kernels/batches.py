"""Products of two batches of matrices, added in PyTorch's order, so that their last digit is too.

Pairs of few multiplications PyTorch adds up in a loop of its own, term after term (``aten/src/
ATen/native/LinearAlgebra.cpp``: ``baddbmm_cpu_kernel``). Larger ones it hands to Intel's library,
which multiplies each pair as it would alone (``kernels.products``); there rows are read from where
they begin in the whole batch, not in their matrix.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtypes import F32
from engine.kernels.one_accumulator import DEEPEST, FEWEST, in_order
from engine.kernels.products import (
    FEW_COLUMNS,
    FEW_ROWS,
    MOST_IN_PAIRS,
    REGISTER,
    by_row,
    in_fours,
    in_groups,
    product,
)
from engine.kernels.summing import add_on, add_up

Array = np.ndarray[Any, Any]
LOOPED = 400  # multiplications of a pair; of fewer, PyTorch loops
FOUR, EIGHT = 4, 8  # columns multiplied at once, and terms that numpy adds up in pairs in one row
MOST = 1 << 16  # multiplications of all pairs; of more, the small ones' order would cost too much
ZERO = np.zeros((), F32)  # what a sum begins with


def products(left: Array, right: Array) -> Any:
    """``left @ right``; shapes : (pairs, rows, depth) and (pairs, depth, columns)."""
    pairs, rows, depth = left.shape
    columns = right.shape[2]
    multiplications = rows * depth * columns
    if not multiplications * pairs or left.dtype.char not in "fd":
        return left @ right
    if multiplications < LOOPED:
        return _one_by_one(left, right)
    if pairs == 1:
        return product(left[0], right[0])[None]
    if rows < FEW_ROWS or columns < FEW_COLUMNS:
        return _small(left, right) if pairs * multiplications <= MOST else left @ right
    if left.dtype is F32 and FEWEST <= depth <= DEEPEST:
        return in_order(left, right) if pairs * multiplications <= MOST_IN_PAIRS else left @ right
    return left @ right


def _one_by_one(left: Array, right: Array) -> Array:
    """Batches of products whose terms PyTorch adds one after the other."""
    pairs, rows, depth = left.shape
    columns = right.shape[2]
    terms = _terms(left, right.transpose(0, 2, 1))
    if depth < EIGHT or pairs * rows * columns > 1:
        return (add_up(terms) + ZERO).reshape(pairs, rows, columns)
    found: Array = add_on(terms)[-1:] + ZERO
    return found


def _small(left: Array, right: Array) -> Array:
    """Products of few rows or columns, all pairs in one; shape : (pairs, rows, columns)."""
    pairs, rows, depth = left.shape
    columns = right.shape[2]
    if columns == 1:
        return _one_by_one(left, right)
    if rows == 1:
        return _alone(left, right)
    width = REGISTER // left.itemsize
    if not right[0].flags.f_contiguous or depth < width:  # too few for lanes
        return _row_by_row(left, right, width)
    if not left[0].flags.c_contiguous:
        return _one_by_one(left, right) if left.dtype is F32 else _alone(left, right)
    others = right.transpose(0, 2, 1)
    found = [
        by_row(_terms(left, others[:, those]), lanes)
        for those, lanes in in_groups(columns // FOUR * FOUR, others[0])
    ]
    return np.concatenate(found, 1).reshape(pairs, rows, columns)


def _alone(left: Array, right: Array) -> Array:
    """The products, pair after pair."""
    return np.stack([product(*pair) for pair in zip(left, right, strict=True)])


def _row_by_row(left: Array, right: Array, width: int) -> Array:
    """The same, but for the columns of the result before the first whole register."""
    found = _one_by_one(left, right)
    pairs, rows, columns = found.shape
    if left.shape[2] < EIGHT or columns % width == 0:
        return found
    flat = found.reshape(pairs * rows, columns)
    others = right.transpose(0, 2, 1)
    for row in range(1, min(width, len(flat))):
        apart = -row * columns % width
        if 0 < apart <= columns - width:
            terms = _terms(left, others[:, :apart])
            flat[row::width, :apart] = in_fours(terms[:, row::width])
    return found


def _terms(left: Array, right: Array) -> Array:
    """The terms to add up: products of elements; shape : (depth, pairs · rows, other rows)."""
    pairs, rows, depth = left.shape
    terms = np.empty((depth, pairs, rows, right.shape[1]), left.dtype)
    np.multiply(left.transpose(2, 0, 1)[..., None], right.transpose(2, 0, 1)[:, :, None], terms)
    return terms.reshape(depth, pairs * rows, -1)
