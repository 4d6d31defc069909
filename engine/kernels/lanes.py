"""Sums in the lanes of one register, and of products rounded once, as PyTorch's kernels add them.

Softmax and the normalised layers read rows register by register, and what comes down a column one
element after the other. Many rows are sooner added up by a product of matrices that keeps to that
order (``one_accumulator``): by ones, where an element belongs to the lane, and zeros.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from engine.dtypes import F32
from engine.kernels.one_accumulator import DEEPEST, in_pairs, is_number, widened
from engine.kernels.summing import add_on, add_up
from engine.numbers.fused import fused_single

Array = np.ndarray[Any, Any]
LANES = 8
_NEIGHBOURS = np.array((0, 4, 2, 6, 1, 5, 3, 7))
MANY = 1 << 10  # elements, from which on a product is sooner done than additions
WIDTH = 16  # columns whose products are added up at once


def in_lanes(array: Array) -> Array:
    """The sum along the last dimension, which stays, as PyTorch's softmax adds up its powers.

    The lanes of one register, whose halves are added to each other until one is left
    (``aten/src/ATen/cpu/vec/functional_base.h``: ``reduce_all``). In single precision; numpy adds
    eight neighbours up in pairs, and so do halves whose lanes lie as ``_NEIGHBOURS`` says.
    """
    length = array.shape[-1]
    rows = array if array.ndim == 2 else array.reshape(-1, length)
    lanes = _by_ones(rows) if rows.size >= MANY and LANES < length <= DEEPEST else None
    if lanes is None:
        lanes = _by_adding(rows)
    found = lanes[:, None] if lanes.ndim == 1 else add_up(lanes.take(_NEIGHBOURS, 1), 1)
    return found.reshape(*array.shape[:-1], 1)


def _by_ones(rows: Array) -> Array | None:
    """The lanes of each row; None where one of them is infinite, or no number."""
    lanes = in_pairs(rows, _membership(rows.shape[1]))
    return lanes if is_number(lanes) else None


@lru_cache(maxsize=64)
def _membership(length: int) -> Array:
    """1 where an element of a row belongs to a lane; shape : (length, lanes)."""
    return np.resize(np.eye(LANES, dtype=F32), (length, LANES))


def _by_adding(rows: Array) -> Array:
    """The lanes of each row, or where they are not whole registers their sum."""
    length = rows.shape[1]
    if length < LANES:
        return np.ascontiguousarray(add_on(rows, 1)[:, -1])
    if length % LANES:
        return _of_uneven(rows.T.copy(), length // LANES)
    return rows if length == LANES else add_up(rows.reshape(len(rows), -1, LANES), 1)


def _of_uneven(columns: Array, times: int) -> Array:
    """The sums of columns that fill so many registers and a part of one, lane by lane.

    Columns, because numpy adds whole rows sooner than parts of them.
    """
    whole = times * LANES
    head = columns[:whole]
    found = head if times == 1 else add_up(head.reshape(times, LANES, -1))
    first = found[: len(columns) - whole]
    np.add(first, columns[whole:], first)
    return _halved(found)


def _halved(lanes: Array) -> Array:
    """The sum of eight lanes: of halves, of which one is added to the other."""
    half = lanes[:4] + lanes[4:]
    quarter = half[:2] + half[2:]
    return quarter[0] + quarter[1]


def products_in_lanes(one: Array, other: Array) -> Array:
    """The sum of products along the last dimension, which stays; shape of both : (rows, length).

    As ``in_lanes`` adds; those that fill no register are multiplied and added in one instruction.
    """
    length = one.shape[1]
    rest = length % LANES if length > LANES else 0
    if not rest:
        return in_lanes(one * other)
    columns = (one[:, :-rest] * other[:, :-rest]).T.copy()
    sums = add_up(columns.reshape(-1, LANES, len(one)))
    sums[:rest] = fused_single(one[:, -rest:].T, other[:, -rest:].T, sums[:rest])
    return _halved(sums)[:, None]


def products_down(products: Array) -> Array:
    """The sum along the first dimension of float64 products, rounded to float32 after each.

    So kernels add that multiply and add in one instruction. Assigning rounds sooner than a call.
    """
    found, exact = np.zeros(products.shape[1:], F32), np.zeros(products.shape[1:])
    for each in products:
        np.add(each, exact, exact)
        found[...] = exact
        exact[...] = found
    return found


def met_down(one: Array, other: Array) -> Array:
    """The sum of products down each column, likewise; shape of both : (rows, columns).

    A product of matrices has it on its diagonal, and that of ``WIDTH`` columns is sooner made than
    as many sums are rounded.
    """
    rows, columns = one.shape
    if rows > DEEPEST:
        return products_down(np.multiply(one, other, dtype=np.float64))
    blocks, missing = -(-columns // WIDTH), -columns % WIDTH
    if missing:
        one, other = widened(one, missing), widened(other, missing)
    left = one.reshape(rows, blocks, WIDTH).transpose(1, 2, 0)
    right = other.reshape(rows, blocks, WIDTH).swapaxes(0, 1)
    found = in_pairs(left, right).reshape(blocks, -1)[:, :: WIDTH + 1].reshape(-1)[:columns]
    if is_number(found):
        return found
    return products_down(np.multiply(one, other, dtype=np.float64)[:, :columns])
