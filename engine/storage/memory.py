"""The memory behind a tensor: the array that owns it.

An array shows part of the memory of another, which numpy remembers as its ``base``.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

if TYPE_CHECKING:
    from engine.tensor import Tensor

Array = np.ndarray[Any, Any]
_EVERY_AXIS: Any = ["multi_index", "refs_ok", "zerosize_ok"]
_READ: Any = ["readonly"]


class Frontier:
    """Memory of someone else's, of which a tensor may see no more than this array.

    A numpy array on it does not lead on to the array that owns the memory.
    """

    def __init__(self, array: Array) -> None:
        self.__array_interface__ = array.__array_interface__
        self.owned_by = array


def bounded(array: Array) -> Array:
    """The array, as a storage of its own even where it is part of another array."""
    return array if array.base is None else np.asarray(Frontier(array))


def repeated(array: Any, shape: tuple[int, ...]) -> Array:
    """The array repeated over a shape without a copy, to be read only.

    What ``np.broadcast_to`` gives, in a third of its time. The lists are numpy's words for: keep
    every dimension, take any dtype, and shapes without elements.
    """
    walk = np.nditer((array,), _EVERY_AXIS, _READ, None, "C", "safe", None, shape)
    found: Array = walk.itviews[0]
    return found


def in_order(array: Any) -> Any:
    """The array, copied unless its dimensions lie in memory one inside the other, in order.

    So most results do that PyTorch does not compute element by element.
    """
    return array if array.flags.c_contiguous else array.copy()


def owner(array: Array) -> Array:
    """The array that holds all of the memory of which ``array`` shows a part."""
    while (base := _base(array)) is not None:
        array = base
    return array


def _base(array: Array) -> Array | None:
    """The array whose memory this one shows; None if its own."""
    base: Any = array.base
    if not isinstance(base, np.ndarray):
        base = getattr(base, "base", None)  # what numpy puts between, of strides of one's own
    return base if isinstance(base, np.ndarray) else None


def row(array: Array) -> Array:
    """All of that memory in a row, as elements of the array's own dtype."""
    whole = owner(array)
    reach = sum((n - 1) * step for n, step in zip(whole.shape, whole.strides, strict=True))
    count = reach // whole.itemsize + 1 if whole.size else 0
    flat = as_strided(whole, (count,), (whole.itemsize,))
    if whole.dtype == array.dtype:
        return flat
    fitting = count * whole.itemsize // array.itemsize * array.itemsize
    return flat.view(np.uint8)[:fitting].view(array.dtype)


def copied(array: Array, memo: dict[int, Any]) -> Array:
    """The array in a copy of all its memory, which is made once for all that share it.

    ``memo`` : what was copied, by the identity of what holds the memory; as ``deepcopy`` has it.
    """
    whole, flat = owner(array), row(array)
    if id(whole) not in memo:
        memo[id(whole)] = whole, flat.copy()
    mine = memo[id(whole)][1].view(np.uint8)[offset(array) * array.itemsize :]
    return np.ndarray(array.shape, array.dtype, mine, 0, array.strides)


def offset(array: Array) -> int:
    """Which element of that row is the array's first."""
    distance = array.ctypes.data - owner(array).ctypes.data
    return int(distance // array.itemsize) if array.size else 0


def needed(size: tuple[int, ...], stride: tuple[int, ...], start: int) -> int:
    """How many elements of a row are seen through these strides and those before them."""
    if 0 in size:
        return 0
    return start + 1 + sum((n - 1) * step for n, step in zip(size, stride, strict=True))


def seen(array: Array, size: tuple[int, ...], stride: tuple[int, ...], start: int) -> Array:
    """The memory behind an array through other strides, counted in elements.

    Raises:
        RuntimeError: so much memory is not there.
    """
    flat = row(array)
    if (reach := needed(size, stride, start)) > flat.size:
        width = array.itemsize
        raise RuntimeError(
            f"setStorage: sizes {list(size)}, strides {list(stride)}, storage offset {start}, and "
            f"itemsize {width} requiring a storage size of {reach * width} are out of bounds for "
            f"storage of size {flat.size * width}"
        )
    return as_strided(flat[start:], size, [step * array.itemsize for step in stride])


def is_whole(array: Array) -> bool:
    """Does the array show all of its memory, in order?"""
    return bool(array.flags.c_contiguous) and row(array).size == array.size


def is_shared(tensor: Tensor) -> bool:
    """Does anyone else hold the memory of a tensor's array?

    Told by reference counts, since nothing else knows of tensors that were detached.
    """
    array: Array | None = tensor._data
    while array is not None:
        if sys.getrefcount(array) > 3:  # who leads to it, the name here, the question's own
            return True
        array = _base(array)
    return False
