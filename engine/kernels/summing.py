"""Sums that add in PyTorch's order, so that their last digit is PyTorch's too.

PyTorch adds what lies side by side in the lanes of a vector register, four registers at a time,
and in runs of sixteen whose sums are added in runs of sixteen again (``aten/src/ATen/native/cpu/
SumKernel.cpp``: ``cascade_sum``). That is done here with numpy's additions along outer dimensions,
which are one after the other.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

BYTES = 32  # of a vector register (AVX2)
ABREAST = 4  # how many registers, or columns, are added at a time
RUN, LEVELS = 16, 4
MOST = 32768  # elements; of more, PyTorch gives each thread a share


def total(array: Array, axis: Any = None, keepdims: Any = False) -> Any:
    """The sum along dimensions, all of them if ``axis`` is None; shape : as numpy's."""
    if not 4 <= array.size <= MOST or array.dtype.char not in "fd" or not array.flags.c_contiguous:
        return np.sum(array, axis=axis, keepdims=keepdims)
    if axis is None:
        found = _of_rows(array.reshape(1, -1), BYTES // array.itemsize)[0]
        return found.reshape((1,) * array.ndim) if keepdims else found
    summed = {each % array.ndim for each in axis}
    shape = [
        1 if n in summed else size
        for n, size in enumerate(array.shape)
        if keepdims or n not in summed
    ]
    long = [n for n, size in enumerate(array.shape) if size > 1]
    places = [place for place, n in enumerate(long) if n in summed]
    if not places:
        return array.reshape(shape).copy()
    return _along(array.reshape([array.shape[n] for n in long]), places).reshape(shape)[()]


def average(array: Array, axis: Any = None, keepdims: Any = False) -> Any:
    """The mean along dimensions, all of them if ``axis`` is None; shape : as numpy's."""
    if array.dtype.char not in "fd":
        return np.mean(array, axis=axis, keepdims=keepdims)
    found = total(array, axis, keepdims)
    return found / array.dtype.type(array.size / max(found.size, 1))


def _along(array: Array, places: list[int]) -> Array:
    """The sums along dimensions, of which none has but one element."""
    last = places[-1] + 1
    first = max(place for place in places if place - 1 not in places)
    shape = array.shape
    blocks = array.reshape(math.prod(shape[:first]), -1, math.prod(shape[last:]))
    lanes = BYTES // array.itemsize
    before = [place for place in places if place < first]
    if blocks.shape[2] == 1:
        found = _of_rows(blocks[:, :, 0], lanes)
    else:
        found = _abreast(blocks) if before else _down(blocks, lanes)
    if not before:
        return found
    rest = np.moveaxis(found.reshape(shape[:first] + shape[last:]), before, range(len(before)))
    return _down_one_by_one(rest.reshape(1, math.prod(shape[n] for n in before), -1))


def _of_rows(rows: Array, lanes: int) -> Array:
    """The sum of each row; shape : (rows, elements)."""
    count, length = rows.shape
    if length < lanes:
        return _abreast(rows[:, :, None])[:, 0]
    whole = length // lanes * lanes
    sums = _abreast(rows[:, :whole].reshape(count, -1, lanes))
    return _one_by_one(np.concatenate((rows[:, whole:], sums), axis=1))


def _down(blocks: Array, lanes: int) -> Array:
    """The sums of columns; shape : (blocks, elements, columns)."""
    columns = blocks.shape[2]
    together = ABREAST * lanes if columns >= lanes else ABREAST
    whole = columns // together * together
    if whole == columns:
        return _cascade(blocks)
    rest = _abreast(blocks[:, :, whole:])
    return np.concatenate((_cascade(blocks[:, :, :whole]), rest), axis=1) if whole else rest


def _abreast(values: Array) -> Array:
    """Sums along the second dimension, every fourth by itself at first."""
    count, length, width = values.shape
    whole = length // ABREAST
    sums = _cascade(values[:, : whole * ABREAST].reshape(count, whole, ABREAST * width))
    lines = sums.reshape(count, ABREAST, width)
    found = lines[:, 0]
    for place in range(whole * ABREAST, length):
        found = found + values[:, place]
    for place in range(1, ABREAST):
        found = found + lines[:, place]
    return found


def _cascade(values: Array) -> Array:
    """Sums along the second dimension in runs, whose sums are added in runs."""
    length = values.shape[1]
    if length < RUN:
        return _down_one_by_one(values)
    run = max(RUN, 1 << (length - 1).bit_length() // LEVELS)
    found: Any = 0
    for _ in range(LEVELS - 1):
        count, length, width = values.shape
        whole = length // run * run
        if whole < length:
            found = found + _down_one_by_one(values[:, whole:])
        if not whole:
            return found  # type: ignore[no-any-return]
        runs = values[:, :whole].reshape(-1, run, width)
        values = _down_one_by_one(runs).reshape(count, -1, width)
    return found + _down_one_by_one(values)  # type: ignore[no-any-return]


def _down_one_by_one(values: Array) -> Array:
    """Sums along the second dimension; numpy adds outer dimensions in order, an inner not."""
    if values.shape[2] == 1:
        return _one_by_one(values[:, :, 0])[:, None]
    found: Array = np.add.reduce(values, axis=1)
    return found


def _one_by_one(rows: Array) -> Array:
    """The sum of each row, from its first element to its last."""
    if not rows.shape[1]:
        return np.zeros(len(rows), rows.dtype)
    return np.ascontiguousarray(np.add.accumulate(rows, axis=1)[:, -1])


def in_lanes(array: Array) -> Array:
    """The sum along the last dimension, which stays, as PyTorch's softmax adds up its powers.

    The lanes of one register, whose halves are added to each other until one is left
    (``aten/src/ATen/cpu/vec/functional_base.h``: ``reduce_all``).
    """
    lanes = BYTES // array.itemsize
    length = array.shape[-1]
    rows = array.reshape(-1, length)
    if length < lanes:
        return _one_by_one(rows).reshape(*array.shape[:-1], 1)
    found = rows[:, :lanes].copy()
    for place in range(lanes, length, lanes):
        part = rows[:, place : place + lanes]
        found[:, : part.shape[1]] += part
    while lanes > 1:
        lanes //= 2
        found = found[:, :lanes] + found[:, lanes:]
    return found.reshape(*array.shape[:-1], 1)
