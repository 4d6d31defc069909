"""Sums that add in PyTorch's order, so that their last digit is PyTorch's too.

PyTorch adds what lies side by side in the lanes of a vector register, four registers at a time,
and in runs of sixteen whose sums are added in runs of sixteen again (``aten/src/ATen/native/cpu/
SumKernel.cpp``: ``cascade_sum``). That is done here with numpy's additions along outer dimensions,
which are one after the other.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Shape = tuple[int, ...]

BYTES = 32  # of a vector register (AVX2)
ABREAST = 4  # how many registers, or columns, are added at a time
RUN, LEVELS = 16, 4
_NEIGHBOURS = (0, 4, 2, 6, 1, 5, 3, 7)
_FOURTH_LAST = {n: (0, *range(ABREAST, n), *range(1, ABREAST)) for n in range(5, 8)}
# One after the other, along the first of several dimensions.
add_up: Callable[..., Array] = np.add.reduce
MOST = 32768  # elements; of more, PyTorch gives each thread a share


def total(array: Array, axis: tuple[int, ...] | None = None, keepdims: bool = False) -> Any:
    """The sum along dimensions, all of them if ``axis`` is None; shape : as numpy's."""
    if not 4 <= array.size <= MOST or array.dtype.char not in "fd" or not array.flags.c_contiguous:
        return np.sum(array, axis=axis, keepdims=keepdims)
    shape, blocks, before = _plan(array.shape, axis, keepdims)
    if blocks is None:
        return array.reshape(shape).copy()
    if blocks[0] == blocks[2] == 1:
        found = _of_row(array.reshape(-1), BYTES // array.itemsize)
        return found.reshape(shape) if shape else found
    found = _of_blocks(array.reshape(blocks), before is not None)
    if before is not None:
        long, moved = before
        rest = found.reshape(long).transpose(moved).reshape(-1, math.prod(shape))
        found = add_up(rest) if rest.shape[1] > 1 else np.add.accumulate(rest.reshape(-1))[-1]
    return found.reshape(shape)[()]


@lru_cache(maxsize=256)
def _plan(shape: Shape, axis: Shape | None, keepdims: bool) -> tuple[Shape, Any, Any]:
    """The sum's shape, the array as (blocks, elements to add, columns), and what comes after.

    Nothing is to be added where the second is None. Dimensions before the blocks' own are added
    last: then the third is the shape that the blocks' sums have, and the order of its dimensions
    that brings those to be added to the front.
    """
    summed = range(len(shape)) if axis is None else {each % len(shape) for each in axis}
    left = [1 if n in summed else length for n, length in enumerate(shape)]
    result = tuple(n for place, n in enumerate(left) if keepdims or place not in summed)
    long = [n for n, length in enumerate(shape) if length > 1]
    places = [place for place, n in enumerate(long) if n in summed]
    if not places:
        return result, None, None
    lengths = [shape[n] for n in long]
    last = places[-1] + 1
    first = max(place for place in places if place - 1 not in places)
    count, columns = math.prod(lengths[:first]), math.prod(lengths[last:])
    blocks = count, math.prod(lengths[first:last]), columns
    before = [place for place in places if place < first]
    if not before:
        return result, blocks, None
    rest = lengths[:first] + lengths[last:]
    others = [place for place in range(len(rest)) if place not in before]
    return result, blocks, (rest, before + others)


def average(array: Array, axis: Any = None, keepdims: Any = False) -> Any:
    """The mean along dimensions, all of them if ``axis`` is None; shape : as numpy's."""
    if array.dtype.char not in "fd":
        return np.mean(array, axis=axis, keepdims=keepdims)
    found = total(array, axis, keepdims)
    return found / array.dtype.type(array.size / max(found.size, 1))


def _of_blocks(blocks: Array, others_follow: bool) -> Array:
    """The sums of the columns of each block; shape : (blocks, columns)."""
    count, length, columns = blocks.shape
    lanes = BYTES // blocks.itemsize
    if columns == 1:
        return _of_rows(blocks.reshape(count, length), lanes)
    steps = blocks[0] if count == 1 else blocks.swapaxes(0, 1)
    return _abreast(steps) if others_follow else _down(steps, lanes)


def _of_row(row: Array, lanes: int) -> Any:
    """The sum of a single row."""
    length = len(row)
    if length < lanes:
        return _abreast(row)
    whole = length // lanes * lanes
    sums = _abreast(row[:whole].reshape(-1, lanes))
    if whole < length:
        sums = np.concatenate((row[whole:], sums))
    return np.add.accumulate(sums)[-1]


def _of_rows(rows: Array, lanes: int) -> Array:
    """The sum of each row; shape : (rows, elements)."""
    count, length = rows.shape
    if length < lanes:
        return _abreast(rows.T)
    whole = length // lanes * lanes
    sums = _abreast(rows[:, :whole].reshape(count, -1, lanes).swapaxes(0, 1))
    if whole < length:
        sums = np.concatenate((rows[:, whole:], sums), 1)
    return _one_by_one(sums)


def _one_by_one(rows: Array) -> Array:
    """The sum of each row, from its first element to its last."""
    return np.ascontiguousarray(np.add.accumulate(rows, 1)[:, -1])


# From here on arrays are added up along their first dimension.


def _down(steps: Array, lanes: int) -> Array:
    """The sums of columns; shape : (elements, blocks, columns), or without blocks."""
    columns = steps.shape[-1]
    together = ABREAST * lanes if columns >= lanes else ABREAST
    whole = columns // together * together
    if whole == columns:
        return _cascade(steps)
    rest = _abreast(steps[..., whole:])
    return np.concatenate((_cascade(steps[..., :whole]), rest), -1) if whole else rest


def _abreast(steps: Array) -> Array:
    """The sum of all steps, every fourth by itself at first.

    Those that are left over when all four have as many are added to the first.
    """
    length = len(steps)
    if length < 2 * ABREAST:
        return add_up(steps if length <= ABREAST else steps.take(_FOURTH_LAST[length], 0))
    whole = length // ABREAST
    lines = _cascade(steps[: whole * ABREAST].reshape(whole, ABREAST, *steps.shape[1:]))
    for left in steps[whole * ABREAST :]:
        np.add(lines[0], left, lines[0])
    return add_up(lines)


def _cascade(steps: Array) -> Array:
    """The sum of all steps in runs, whose sums are added in runs."""
    length = len(steps)
    if length < RUN:
        return add_up(steps)
    run = max(RUN, 1 << (length - 1).bit_length() // LEVELS)
    found: Any = 0
    for _ in range(LEVELS - 1):
        whole = len(steps) // run * run
        if whole < len(steps):
            found = found + add_up(steps[whole:])
        if not whole:
            return found  # type: ignore[no-any-return]
        steps = add_up(steps[:whole].reshape(-1, run, *steps.shape[1:]), 1)
    return found + add_up(steps)  # type: ignore[no-any-return]


def in_lanes(array: Array) -> Array:
    """The sum along the last dimension, which stays, as PyTorch's softmax adds up its powers.

    The lanes of one register, whose halves are added to each other until one is left
    (``aten/src/ATen/cpu/vec/functional_base.h``: ``reduce_all``). In single precision; numpy adds
    eight neighbours up in pairs, and so do halves whose lanes lie as ``_NEIGHBOURS`` says.
    """
    lanes = len(_NEIGHBOURS)
    length = array.shape[-1]
    rows = array.reshape(-1, length)
    if length < lanes:
        return _one_by_one(rows).reshape(*array.shape[:-1], 1)
    found = rows[:, :lanes].copy()
    for place in range(lanes, length, lanes):
        more = rows[:, place : place + lanes]
        found[:, : more.shape[1]] += more
    found = found.take(_NEIGHBOURS, 1)
    return add_up(found, 1).reshape(*array.shape[:-1], 1)
