"""Sums that add in PyTorch's order, so that their last digit is PyTorch's too.

PyTorch adds what lies side by side in the lanes of a vector register, four registers at a time,
and in runs of sixteen whose sums are added in runs of sixteen again (``aten/src/ATen/native/cpu/
SumKernel.cpp``: ``cascade_sum``). That is done here with numpy's additions along outer dimensions,
which are one after the other.

How to add up arrays of one shape is found out once, and kept as a function: of small arrays the
finding out would cost more than the adding up.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from engine.calls.axes import undone

Array = np.ndarray[Any, Any]
Shape = tuple[int, ...]
Sum = Callable[[Array], Any]
"""The sum of arrays of one shape, along their first dimension where nothing else is said."""

BYTES = 32  # of a vector register (AVX2)
ABREAST = 4  # how many registers, or columns, are added at a time
RUN, LEVELS = 16, 4
_FOURTH_LAST = {n: (0, *range(ABREAST, n), *range(1, ABREAST)) for n in range(5, 8)}
# One after the other, along the first of several dimensions.
add_up: Callable[..., Array] = np.add.reduce
add_on: Callable[..., Array] = np.add.accumulate
MOST = 32768  # elements; of more, PyTorch gives each thread a share


def total(array: Array, axis: tuple[int, ...] | None = None, keepdims: bool = False) -> Any:
    """The sum along dimensions, all of them if ``axis`` is None; shape : as numpy's."""
    if not 4 <= array.size <= MOST or array.dtype.char not in "fd":
        return np.sum(array, axis=axis, keepdims=keepdims)
    if not array.flags.c_contiguous:
        return _of_part(array, axis, keepdims)
    return _sum(array.shape, axis, keepdims, BYTES // array.itemsize)(array)


def _of_part(array: Array, axis: Shape | None, keepdims: bool) -> Any:
    """The sum of an array with gaps, or whose dimensions lie in another order.

    The dimensions are put in the order of their strides, as PyTorch's iterators do. Sums along
    one of them, or without gaps, are added as those of a copy are.
    """
    order = sorted(range(array.ndim), key=lambda place: -array.strides[place])
    summed = range(array.ndim) if axis is None else [each % array.ndim for each in axis]
    lined = array.transpose(order)
    gaps = not lined.flags.c_contiguous and len(summed) > 1
    if gaps or min(array.strides) != array.itemsize:
        return np.sum(array, axis=axis, keepdims=keepdims)
    places = tuple(sorted(order.index(each) for each in summed))
    found = total(np.ascontiguousarray(lined), places, True)
    back = found.transpose(undone(order))
    return back if keepdims else back.squeeze(tuple(summed))[()]


@lru_cache(maxsize=512)
def _sum(shape: Shape, axis: Shape | None, keepdims: bool, lanes: int) -> Sum:
    """The sum along dimensions of arrays that lie in order."""
    result, blocks, before = _plan(shape, axis, keepdims)
    if blocks is None:
        return lambda array: array.reshape(result).copy()
    count, length, columns = blocks
    if count == columns == 1:
        row = _of_row(length, lanes)
        return (lambda array: row(array).reshape(result)) if result else row
    own = _of_blocks(count, length, columns, lanes, before is not None)
    if before is None:
        whole = 1 in (count, columns) and result == (count * columns,)
        return own if whole else lambda array: own(array).reshape(result)
    long, moved = before
    left = math.prod(result)

    def with_the_blocks(array: Array) -> Any:
        rest = own(array).reshape(long).transpose(moved).reshape(-1, left)
        found = add_up(rest) if left > 1 else add_on(rest.reshape(-1))[-1]
        return found.reshape(result)[()]

    return with_the_blocks


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


def _of_row(length: int, lanes: int) -> Sum:
    """The sum of a single row, which may be folded."""
    if length < lanes:
        short = _abreast((length,))
        return lambda row: short(row.reshape(-1))
    count = length // lanes
    within, whole = _abreast((count, lanes)), count * lanes
    if whole == length:
        return lambda row: add_on(within(row.reshape(count, lanes)))[-1]

    def with_rest(row: Array) -> Any:
        row = row.reshape(-1)
        sums = within(row[:whole].reshape(count, lanes))
        return add_on(np.concatenate((row[whole:], sums)))[-1]

    return with_rest


def _of_blocks(count: int, length: int, columns: int, lanes: int, others_follow: bool) -> Sum:
    """The sums of the columns of each block; shape : (blocks, columns)."""
    if columns == 1:
        return _of_rows(count, length, lanes)
    shape = (length, columns) if count == 1 else (length, count, columns)
    down = _abreast(shape) if others_follow else _down(shape, lanes)
    if count == 1:
        return lambda array: down(array.reshape(shape))
    return lambda array: down(array.reshape(count, length, columns).swapaxes(0, 1))


def _of_rows(count: int, length: int, lanes: int) -> Sum:
    """The sum of each of several rows."""
    if length < lanes:
        short = _abreast((length, count))
        return lambda rows: short(rows.reshape(count, length).T)
    times = length // lanes
    within, whole = _abreast((times, count, lanes)), times * lanes

    def of_rows(rows: Array) -> Array:
        rows = rows.reshape(count, length)
        sums = within(rows[:, :whole].reshape(count, times, lanes).swapaxes(0, 1))
        if whole < length:
            sums = np.concatenate((rows[:, whole:], sums), 1)
        return _one_by_one(sums)

    return of_rows


def _one_by_one(rows: Array) -> Array:
    """The sum of each row, from its first element to its last."""
    return np.ascontiguousarray(add_on(rows, 1)[:, -1])


# From here on arrays are added up along their first dimension.


def _down(shape: Shape, lanes: int) -> Sum:
    """The sums of columns; shape of these : (elements, blocks, columns), or without blocks."""
    columns = shape[-1]
    together = ABREAST * lanes if columns >= lanes else ABREAST
    whole = columns // together * together
    if whole == columns:
        return _cascade(shape)
    rest = _abreast((*shape[:-1], columns - whole))
    if not whole:
        return rest
    first = _cascade((*shape[:-1], whole))
    return lambda steps: np.concatenate((first(steps[..., :whole]), rest(steps[..., whole:])), -1)


def _abreast(shape: Shape) -> Sum:
    """The sum of all steps, every fourth of them by itself at first.

    Those that are left over when all four have as many are added to the first.
    """
    length = shape[0]
    if length <= ABREAST:
        return add_up
    if length < 2 * ABREAST:
        order = np.array(_FOURTH_LAST[length])
        return lambda steps: add_up(steps.take(order, 0))
    whole, rest = length // ABREAST, length % ABREAST
    lined = (whole, ABREAST, *shape[1:])
    lines = _cascade(lined)
    if not rest:
        return lambda steps: add_up(lines(steps.reshape(lined)))

    def with_rest(steps: Array) -> Array:
        found = lines(steps[:-rest].reshape(lined))
        for left in steps[-rest:]:
            np.add(found[0], left, found[0])
        return add_up(found)

    return with_rest


def _cascade(shape: Shape) -> Sum:
    """The sum of all steps by runs, whose sums are added by runs in turn."""
    length = shape[0]
    if length < RUN:
        return add_up
    run = max(RUN, 1 << (length - 1).bit_length() // LEVELS)

    def in_runs(steps: Array) -> Array:
        found: Any = 0
        for _ in range(LEVELS - 1):
            whole = len(steps) // run * run
            if whole < len(steps):
                found = found + add_up(steps[whole:])
            if not whole:
                return found
            steps = add_up(steps[:whole].reshape(-1, run, *steps.shape[1:]), 1)
        return found + add_up(steps)

    return in_runs
