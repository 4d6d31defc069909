"""In which order results lie in memory, where their operands lie differently.

numpy lays a result out as most of its operands lie, PyTorch as the first of them that tells.
What follows from it is seen by ``stride()``, by ``view()``, which refuses what does not lie in
order, and by ``reshape()``, whose node depends on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from engine.calls.axes import undone

Steps = tuple[int, ...]


def arranged(found: Any, operands: Sequence[Any]) -> Any:
    """The result of an elementwise operation on arrays, laid out in memory as PyTorch's is."""
    if type(found) is not np.ndarray or found.ndim < 2:
        return found
    first = operands[0]
    if found.flags.c_contiguous and found.shape == first.shape and _descend(first.strides):
        return found  # the everyday case: rows of which only a part is seen
    given = [each for each in operands if type(each) is np.ndarray and each.ndim]
    return laid_out(found, [_spread(each, found.shape) for each in given])


@lru_cache(maxsize=64)
def _descend(strides: Steps) -> bool:
    """Does every dimension step farther than the next? Then no other operand has a say."""
    return all(one > two for one, two in pairwise((*strides, 0)))


def laid_out(found: Any, strides: Sequence[Steps]) -> Any:
    """An array, copied unless it lies in the order that its operands' ``strides`` tell."""
    wanted = dense(found.shape, order(found.shape, strides), found.itemsize)
    pairs = zip(found.shape, found.strides, wanted, strict=True)
    if not found.size or all(own == step for length, own, step in pairs if length > 1):
        return found
    order_of_copy = sorted(range(found.ndim), key=lambda dim: (-wanted[dim], dim))
    turned = np.ascontiguousarray(found.transpose(order_of_copy))
    return turned.transpose(undone(order_of_copy))


def like(found: Any, model: Any) -> Any:
    """An array in the layout that ``empty_like`` of ``model``, of the same shape, would have."""
    if type(found) is not np.ndarray or found.ndim < 2:
        return found
    copied = np.empty_like(model, found.dtype)
    if copied.strides == found.strides:
        return found
    copied[...] = found
    return copied


def picked(found: Any, source: Any, index: Sequence[Any]) -> Any:
    """What ``index`` (arrays, and slices of all) picked of an array, laid out as PyTorch's is."""
    if type(found) is not np.ndarray or found.ndim < 2:
        return found
    if source.flags.c_contiguous:
        return np.ascontiguousarray(found)
    places = [n for n, each in enumerate(index) if not isinstance(each, slice)]
    together = places == list(range(places[0], places[-1] + 1))
    front = places[0] if together else 0
    rest = [step for n, step in enumerate(source.strides) if n not in places]
    count = found.ndim - len(rest)
    shape = found.shape[front : front + count]
    given = [(*rest[:front], *(0,) * count, *rest[front:])]
    for place in places:
        own = _spread(np.asarray(index[place]), shape)
        given.append((*(0,) * front, *own, *(0,) * (found.ndim - front - count)))
    return laid_out(found, given)


def with_dim(array: Any, dim: int) -> Any:
    """A view of an array with a new dimension of length 1, stepping over all behind it."""
    shape = array.shape
    if dim == len(shape) and dim and array.strides[-1] != array.itemsize:
        steps = (*array.strides, array.itemsize)
        return np.lib.stride_tricks.as_strided(array, (*shape, 1), steps)
    return array.reshape((*shape[:dim], 1, *shape[dim:]))


def order(shape: Steps, strides: Sequence[Steps]) -> list[int]:
    """The dimensions, that of the nearest neighbours first.

    ``strides`` : of every operand, 0 where it is repeated. Source: ``reorder_dimensions`` in
    PyTorch's TensorIterator.cpp, an insertion sort whose comparisons may be undecided.
    """
    found = list(reversed(range(len(shape))))
    for start in range(1, len(shape)):
        later = start
        for earlier in range(start - 1, -1, -1):
            comparison = _compared(shape, strides, found[earlier], found[later])
            if comparison < 0:
                break
            if comparison > 0:
                found[earlier], found[later] = found[later], found[earlier]
                later = earlier
    return found


def dense(shape: Steps, dims: Sequence[int], itemsize: int) -> Steps:
    """The strides of an array without gaps whose dimensions lie in the given order."""
    strides, step = [0] * len(shape), itemsize
    for dim in dims:
        strides[dim] = step
        step *= shape[dim]
    return tuple(strides)


def _compared(shape: Steps, strides: Sequence[Steps], one: int, two: int) -> int:
    """1 where the first dimension is the farther one, -1 where it is not, 0 if nothing tells."""
    for each in strides:
        first, second = each[one], each[two]
        if not first or not second:
            continue
        if first != second:
            return 1 if first > second else -1
        if shape[one] > shape[two]:
            return 1
    return 0


def _spread(array: Any, shape: Steps) -> Steps:
    """The strides of an operand as it is broadcast to the result's shape."""
    missing = len(shape) - array.ndim
    own = zip(array.shape, array.strides, shape[missing:], strict=True)
    steps = [0 if length == 1 != whole else step for length, step, whole in own]
    return (*(0,) * missing, *steps)
