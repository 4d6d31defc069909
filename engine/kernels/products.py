"""Products of small matrices, added in PyTorch's order, so that their last digit is PyTorch's too.

Matrices of few rows or few columns are multiplied in PyTorch (by Intel's library) without being
packed, in registers of sixteen bytes, and there no product is multiplied and added in a single
instruction. In which order was found by experiment: among ones, a huge element and its negative
tell which of the ones are added between the two. Larger products have one accumulator an element
(``one_accumulator``); the largest are left to numpy.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import cycle
from typing import Any

import numpy as np

from engine.dtypes import F32
from engine.kernels.one_accumulator import DEEPEST, FEWEST, in_order
from engine.kernels.summing import add_on, add_up

Array = np.ndarray[Any, Any]
Order = tuple[int, int, int]
FEW_ROWS, FEW_COLUMNS = 4, 12  # of a product; one that has fewer of either is a small one
MOST = 20480  # multiplications; of more, this order would cost more than it is worth
MOST_IN_PAIRS = 1 << 19  # of a larger product; likewise
REGISTER = 16  # bytes
TOGETHER = 16  # rows of two orders that are sooner added up at once than one order at a time
ZERO = np.zeros((), F32)  # what a sum begins with
FOUR, EIGHT = 4, 8  # how many rows are multiplied at once, and of how many elements at a time


def product(left: Array, right: Array) -> Any:
    """``left @ right`` of two matrices; numpy's ``dot`` is faster than its ``@``."""
    rows, depth = left.shape
    columns = right.shape[1]
    if columns < FEW_COLUMNS or rows < FEW_ROWS:
        if depth > 1 and 0 < depth * rows * columns <= MOST and left.dtype.char in "fd":
            return np.ascontiguousarray(_small(left, right))
    elif (
        FEWEST <= depth <= DEEPEST
        and depth * rows * columns <= MOST_IN_PAIRS
        and left.dtype is right.dtype is F32
    ):
        return in_order(left, right)
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
    """The product of matrices whose terms PyTorch adds one after the other."""
    if left.shape[0] == right.shape[1] == 1:
        return add_on(left[0] * right[:, 0])[-1:, None] + ZERO
    return np.einsum("ij,jk->ik", left, right if right.flags.c_contiguous else right.copy())


def _row_by_row(left: Array, right: Array) -> Any:
    """The same, but for the columns of the result before the first whole register."""
    found = _one_by_one(left, right)
    rows, columns = found.shape
    width = REGISTER // found.itemsize
    if len(right) < EIGHT or columns % width == 0:
        return found
    for row in range(1, min(width, rows)):
        apart = -row * columns % width
        if 0 < apart <= columns - width:
            found[row::width, :apart] = in_fours(_terms(left[row::width], right.T[:apart]))
    return found


def _terms(left: Array, right: Array) -> Array:
    """The terms to add up: products of elements; shape : (depth, rows, other rows)."""
    depth, rows, others = left.shape[1], len(left), len(right)
    if rows <= others:
        terms = np.empty((depth, rows, others), left.dtype)
        return np.multiply(left.T[:, :, None], right.T[:, None], terms)
    terms = np.empty((depth, others, rows), left.dtype)  # numpy is sooner done with longer rows
    np.multiply(left.T.copy()[:, None], right.T[:, :, None], terms)
    return terms.transpose(0, 2, 1)


def in_fours(terms: Array) -> Array:
    """The sum of terms by eights: four are added one by one, the other four as their sum."""
    whole, shape = len(terms) // EIGHT * EIGHT, terms.shape[1:]
    eights = terms[:whole].reshape(-1, EIGHT, *shape)
    eights[:, FOUR] = add_up(eights[:, FOUR:], 1)
    mixed = eights[:, : FOUR + 1].reshape(-1, *shape)
    found: Array = add_on(np.concatenate((mixed, terms[whole:])))[-1] + ZERO
    return found


# In lanes: an ``Order`` is (head, lanes, end). What comes before ``head`` begins the first lane,
# what comes after ``end`` is added last. In between registers that lie side by side are added in
# pairs, and then the halves of what is left. Sums begin with 0, so that none of them is -0.


def _in_lanes(terms: Array, order: Order) -> Array:
    """Terms added up, all in the same order; shape : as that of each term."""
    head, lanes, end = order
    if end <= head:
        return _one_after_the_other(terms) + ZERO
    if head:
        terms[head] = _one_after_the_other(terms[: head + 1])
    sums = _across(add_up(terms[head:end].reshape(-1, lanes, *terms.shape[1:])))
    if end == len(terms):
        return sums
    terms[end - 1] = sums
    return _one_after_the_other(terms[end - 1 :])


def _in_own_lanes(terms: Array, orders: tuple[Order, ...]) -> Array:
    """Terms added up, each row in the next of the orders, over and over again."""
    depth, rows, others = terms.shape
    begun, ended = _places(depth, rows, orders)
    flat = np.concatenate(
        (terms.reshape(depth * rows, others), np.zeros((1, others), terms.dtype))
    )
    sums = _across(add_up(flat.take(begun, 0)))
    if not len(ended):
        return sums
    return _one_after_the_other(np.concatenate((sums[None], flat.take(ended, 0))))


@lru_cache(maxsize=64)
def _places(depth: int, rows: int, orders: tuple[Order, ...]) -> tuple[Array, Array]:
    """Which terms are added in lanes, and which after that, where all rows lie one by one.

    Shapes : (steps, lanes, rows) and (steps, rows). In place of none stands the one after all.
    """
    lanes = max(each for _, each, _ in orders)
    into = np.full((2 * depth, lanes, rows), depth)
    after = np.full((depth, rows), depth)
    for row, (head, wide, end) in zip(range(rows), cycle(orders)):
        begun = depth if end <= head else head
        middle = np.arange(begun, max(end, begun)).reshape(-1, wide)
        rest = np.arange(max(end, begun), depth)
        into[:begun, 0, row] = np.arange(begun)
        into[begun : begun + len(middle), :wide, row] = middle
        after[: len(rest), row] = rest
    found = (each[(each < depth).any(tuple(range(1, each.ndim)))] for each in (into, after))
    one, two = (np.where(each < depth, each * rows + np.arange(rows), depth * rows)
                for each in found)  # fmt: skip
    return one, two


def _one_after_the_other(terms: Array) -> Array:
    """The sum along the first dimension, one by one: numpy would add eight in a row in pairs."""
    return add_up(terms) if len(terms) < EIGHT else add_on(terms)[-1]


def _across(sums: Array) -> Array:
    """The sum of the lanes: of registers in pairs, and then of halves."""
    width = REGISTER // sums.itemsize
    while len(sums) > width:
        pairs = sums.reshape(-1, 2, width, *sums.shape[1:])
        sums = (pairs[:, 0] + pairs[:, 1]).reshape(-1, *sums.shape[1:])
    while len(sums) > 2:
        half = len(sums) // 2
        sums = sums[:half] + sums[half:]
    return sums[0] + sums[1] + ZERO


def _by_vector(matrix: Array, vector: Array) -> Array:
    """A matrix that lies row by row times a vector: four rows at once, then two, then one."""
    rows, depth = matrix.shape
    width, whole = REGISTER // matrix.itemsize, rows // FOUR * FOUR
    order = (depth - 1) % width + 1, width, depth
    if whole == rows:
        return _in_lanes(_terms(matrix, vector[None]), order)[:, 0]
    end = width + (depth - width) // EIGHT * EIGHT
    pair = (2 * width, width) if rows - whole >= 2 else ()
    rest = [(width, lanes, end) for lanes in (*pair, EIGHT)[: rows - whole]]
    if rows <= TOGETHER:
        return _in_own_lanes(_terms(matrix, vector[None]), (*[order] * whole, *rest))[:, 0]
    first = _in_lanes(_terms(matrix[:whole], vector[None]), order)
    last = _in_own_lanes(_terms(matrix[whole:], vector[None]), tuple(rest))
    return np.concatenate((first[:, 0], last[:, 0]))


def _of_rows(left: Array, right: Array, whole: int) -> Array:
    """The inner products of the rows of two matrices, the first ``whole`` of the second in fours.

    Each row is read from where a register fits its place in memory.
    """
    found = [by_row(_terms(left, right[those]), lanes) for those, lanes in in_groups(whole, right)]
    return np.concatenate(found, 1) if len(found) > 1 else found[0]


def in_groups(whole: int, right: Array) -> list[tuple[slice, int]]:
    """Which rows of the second matrix have how many lanes: the first ``whole`` a register's."""
    groups = [(slice(whole), REGISTER // right.itemsize)] if whole else []
    if whole < len(right):
        groups.append((slice(whole, None), EIGHT))
    return groups


def by_row(terms: Array, lanes: int) -> Array:
    """Terms added up, each row from where a register fits its place; shape : (rows, others)."""
    depth = len(terms)
    width = REGISTER // terms.itemsize
    heads = [-row * depth % width for row in range(width if depth % width else 1)]
    orders = [(head, lanes, head + (depth - head) // lanes * lanes) for head in heads]
    return _in_own_lanes(terms, tuple(orders)) if heads[1:] else _in_lanes(terms, orders[0])
