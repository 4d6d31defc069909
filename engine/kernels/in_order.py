"""Sums of losses and of squares, in the order in which PyTorch's kernels add them up."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtypes import F32
from engine.kernels.summing import add_on, add_up

Array = np.ndarray[Any, Any]
RUN, LANES, HALF = 16, 8, 4
MOST = 4096  # elements; of more, this order would cost more than it is worth


def in_levels(losses: Array) -> Any:
    """The sum of a vector as ``nll_loss`` adds it up.

    Runs of sixteen, whose sums are added in runs again; the first element is a run of its own and
    comes last (``aten/src/ATen/native/LossNLL.cpp``: ``nll_loss_out_frame``).
    """
    if not len(losses):
        return losses.dtype.type(0)
    if 1 < len(losses) <= RUN:
        return add_on(losses[1:])[-1] + losses[0]
    found, level = losses.dtype.type(0), losses[1:]
    while len(level):
        whole = len(level) // RUN * RUN
        if whole < len(level):
            found = found + add_on(level[whole:])[-1]
        if not whole:
            break
        level = add_on(level[:whole].reshape(-1, RUN), 1)[:, -1]
    return found + losses[0]


def adds_squares_in_lanes(array: Array, axis: tuple[int, ...] | None) -> bool:
    """Does PyTorch add up the squares of these dimensions as ``length`` does?"""
    last = axis is None or axis == (array.ndim - 1,)
    return last and array.dtype is F32 and 0 < array.size <= MOST and array.flags.c_contiguous


def length(array: Array, axis: tuple[int, ...] | None, keepdims: bool) -> Any:
    """The root of the sum of squares, of all elements or along the last dimension.

    The lanes of one register, one after the other, then what fills no register, of which all but
    the first four are multiplied and added in one instruction
    (``aten/src/ATen/native/cpu/ReduceOpsKernel.cpp``: ``norm_kernel_tensor_iterator_impl``).
    """
    if axis is None or array.ndim == 1:
        found = _of_one_row(array.reshape(-1))
        return np.asarray(found).reshape((1,) * array.ndim) if keepdims else found
    rows = array.reshape(-1, array.shape[-1])
    squares = rows * rows
    full, apart = _parts(array.shape[-1])
    lanes = [add_up(squares[:, :full].reshape(len(rows), -1, LANES), 1)] if full else []
    sums = add_on(np.concatenate((*lanes, squares[:, full:apart]), 1), 1)
    lengths = sums[:, -1] if apart else np.zeros(len(rows), F32)
    for place in range(apart, rows.shape[1]):
        lengths = (lengths + np.square(rows[:, place], dtype=np.float64)).astype(F32)
    return np.sqrt(lengths).reshape((*array.shape[:-1], 1) if keepdims else array.shape[:-1])


def _parts(count: int) -> tuple[int, int]:
    """How many elements fill registers, and how many are multiplied before they are added."""
    full = count // LANES * LANES
    return full, full + HALF if count - full >= HALF else full


def _of_one_row(row: Array) -> Any:
    """The length of a single row, in fewer calls."""
    full, apart = _parts(len(row))
    squares = row[:apart] * row[:apart]
    if full > LANES:
        lanes = add_up(squares[:full].reshape(-1, LANES))
        squares = lanes if full == apart else np.concatenate((lanes, squares[full:]))
    found = add_on(squares)[-1] if apart else np.float32(0)
    for each in row[apart:].tolist():
        found = np.float32(float(found) + each * each)
    return np.sqrt(found)
