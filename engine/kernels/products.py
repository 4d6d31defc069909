"""Products of small matrices, added in PyTorch's order, so that their last digit is PyTorch's too.

Matrices of few rows or few columns are multiplied in PyTorch (by Intel's library) without being
packed, in registers of sixteen bytes, and there no product is multiplied and added in a single
instruction. In which order was found by experiment: among ones, a huge element and its negative
tell which of the ones are added between the two. Larger products are left to numpy.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtypes import F32
from engine.kernels.summing import add_on, add_up

Array = np.ndarray[Any, Any]
FEW_ROWS, FEW_COLUMNS = 4, 12  # of a product; one that has fewer of either is a small one
MOST = 8192  # multiplications; of more, this order would cost more than it is worth
REGISTER = 16  # bytes
FOUR, EIGHT = 4, 8  # how many rows are multiplied at once, and of how many elements at a time


def product(left: Array, right: Array) -> Any:
    """``left @ right`` of two matrices; numpy's ``dot`` is sooner than its ``@``."""
    rows, depth = left.shape
    columns = right.shape[1]
    if (
        (columns < FEW_COLUMNS or rows < FEW_ROWS)
        and depth > 1
        and 0 < depth * rows * columns <= MOST
        and left.dtype.char in "fd"
    ):
        return _small(left, right)
    return left.dot(right)


def _small(left: Array, right: Array) -> Any:
    rows, columns = left.shape[0], right.shape[1]
    if columns == 1 and rows > 1 and left.flags.c_contiguous:
        return _by_vector(left, right[:, 0])[:, None]
    across = right.flags.f_contiguous
    if rows == 1 and across and (columns > 1 or right.strides[0] != right.strides[1]):
        return _by_vector(right.T, left[0])[None]
    if rows == 1 or columns == 1:
        return _one_by_one(left, right)
    if not across or len(right) < REGISTER // left.itemsize:  # too few for lanes
        return _row_by_row(left, right)
    if left.flags.c_contiguous:
        return _of_rows(left, right.T, columns // FOUR * FOUR)
    return _one_by_one(left, right) if left.dtype is F32 else _of_rows(right.T, left, 0).T.copy()


def _one_by_one(left: Array, right: Array) -> Any:
    """The products are added one after the other."""
    if left.shape[0] == right.shape[1] == 1:
        return add_on(left[0] * right[:, 0])[-1:, None]
    return np.einsum("ij,jk->ik", left, right if right.flags.c_contiguous else right.copy())


def _row_by_row(left: Array, right: Array) -> Any:
    """Likewise, but for what comes in a row of the result before the first whole register."""
    found = _one_by_one(left, right)
    rows, columns = found.shape
    width = REGISTER // found.itemsize
    if len(right) < EIGHT or columns % width == 0:
        return found
    for row in range(1, min(width, rows)):
        apart = -row * columns % width
        if 0 < apart <= columns - width:
            found[row::width, :apart] = _in_fours(_terms(left[row::width], right.T[:apart]))
    return found


def _terms(left: Array, right: Array) -> Array:
    """What is added up: rows of two matrices, multiplied; shape : (depth, rows, other rows)."""
    terms: Array = left.T[:, :, None] * right.T[:, None]
    return terms


def _in_fours(terms: Array) -> Array:
    """Of eight terms four are added one by one, and four to one another before."""
    whole = len(terms) // EIGHT * EIGHT
    eights = terms[:whole].reshape(-1, EIGHT, *terms.shape[1:])
    fours = _joined(eights[:, FOUR], eights[:, FOUR + 1 :].swapaxes(0, 1))
    mixed = np.concatenate((eights[:, :FOUR], fours[:, None]), 1).reshape(-1, *terms.shape[1:])
    return _joined(add_on(mixed)[-1], terms[whole:])


def _joined(sums: Array, terms: Array) -> Array:
    """The sums, and terms added to them one after the other."""
    for each in terms:
        sums = sums + each
    return sums


def _in_lanes(terms: Array, head: int, lanes: int, end: int) -> Array:
    """Terms added up in the lanes of registers; shape : as that of each term.

    What comes before ``head`` begins the first lane, what comes after ``end`` is added last. At
    the end registers that lie side by side are added in pairs, and the halves of what is left.
    """
    if end <= head:
        return _joined(terms[0], terms[1:])
    if head:
        terms[head] += _joined(terms[0], terms[1:head])
    sums = add_up(terms[head:end].reshape(-1, lanes, *terms.shape[1:]))
    width = REGISTER // terms.itemsize
    while len(sums) > width:
        pairs = sums.reshape(-1, 2, width, *terms.shape[1:])
        sums = (pairs[:, 0] + pairs[:, 1]).reshape(-1, *terms.shape[1:])
    while len(sums) > 1:
        half = len(sums) // 2
        sums = sums[:half] + sums[half:]
    return _joined(sums[0], terms[end:])


def _by_vector(matrix: Array, vector: Array) -> Array:
    """A matrix that lies row by row times a vector: four rows at once, then two, then one."""
    rows, depth = matrix.shape
    width, whole = REGISTER // matrix.itemsize, rows // FOUR * FOUR
    terms = _terms(matrix, vector[None])[:, :, 0]
    found = []
    if whole:
        found.append(_in_lanes(terms[:, :whole], (depth - 1) % width + 1, width, depth))
    end = width + (depth - width) // EIGHT * EIGHT
    pair = (2 * width, width) if rows - whole >= 2 else ()
    for row, lanes in zip(range(whole, rows), (*pair, EIGHT), strict=False):
        found.append(_in_lanes(terms[:, row : row + 1], width, lanes, end))
    return np.concatenate(found) if len(found) > 1 else found[0]


def _of_rows(left: Array, right: Array, whole: int) -> Array:
    """The inner products of the rows of two matrices, the first ``whole`` of the second in fours.

    Each row is read from where a register fits its place in memory.
    """
    rows, depth = left.shape
    width = REGISTER // left.itemsize
    found = np.empty((rows, len(right)), left.dtype)
    period = 1 if depth % width == 0 else width
    groups = [(slice(whole), width)] if whole else []
    if whole < len(right):
        groups.append((slice(whole, None), EIGHT))
    for row in range(min(period, rows)):
        head = -row * depth % width
        for those, lanes in groups:
            terms = _terms(left[row::period], right[those])
            end = head + (depth - head) // lanes * lanes
            found[row::period, those] = _in_lanes(terms, head, lanes, end)
    return found
