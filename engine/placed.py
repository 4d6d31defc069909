"""Formulas that take parts of something, or put parts where they came from.

What an index is tells which of PyTorch's operations it is for: in a backward pass that is itself
recorded, a stretch is put back by ``slice_backward``, and what was gathered by ``scatter_add``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from engine.calls.axes import keep
from engine.formula import reshape
from engine.kernels.adding import add_at

_ARRAYS: Any = (np.ndarray, np.generic)


class Along(tuple[Any, ...]):
    """An index that counts along one dimension, each of whose places is its own.

    ``dim`` : the dimension; ``index`` : what counts along it, shaped as what it picks.
    """

    dim: int
    index: Any


class Layers(Along):
    """An index in a row, which names layers of one dimension."""


def part(value: Any, index: Any) -> Any:
    """The elements of ``value`` that an index names."""
    return value[index] if isinstance(value, _ARRAYS) else value._part(index)


def scatter_add(value: Any, shape: tuple[int, ...], index: Any) -> Any:
    """Zeros of ``shape`` with ``value`` added where ``index`` points, repeatedly if it repeats."""
    if not isinstance(value, _ARRAYS):
        return value._scattered(shape, index)
    whole = np.zeros(shape, value.dtype)
    if _repeats(index):
        add_at(whole, index, value)
    else:
        whole[index] = value
    return whole


def _repeats(index: Any) -> bool:
    if isinstance(index, tuple):
        return any(_repeats(each) for each in index)
    return isinstance(index, np.ndarray | list) and np.asarray(index).dtype.kind != "b"


def along(index: Any, dim: int) -> tuple[Any, ...]:
    """Where ``index`` points if it counts along ``dim`` and each of its places is its own."""
    array = index._data if hasattr(index, "_data") else index
    if not isinstance(array, np.ndarray) or not array.ndim:
        return (...,)
    grid, axis = _grid(array.shape), dim % array.ndim
    found = Along((*grid[:axis], array, *grid[axis + 1 :]))
    found.dim, found.index = axis, array
    return found


def layers_along(index: Any, dim: int) -> tuple[Any, ...]:
    """An index that takes the layers of ``dim`` that ``index`` names, all of the others."""
    if not isinstance(index, np.ndarray) or not isinstance(dim, int):
        return (index,)
    found = Layers((*(slice(None),) * dim, index))
    found.dim, found.index = dim, index
    return found


@lru_cache(maxsize=32)
def _grid(shape: tuple[int, ...]) -> tuple[Any, ...]:
    """The numbers of the places along each dimension, laid along it; nobody may write to them."""
    grid = np.ogrid[tuple(slice(length) for length in shape)]
    for each in grid:
        each.flags.writeable = False
    return tuple(grid)


def to_picked(grad: Any, shape: Any, dim: int, indices: Any, keepdim: Any = True) -> Any:
    """The gradient where the elements that were picked along ``dim`` stood, zero elsewhere."""
    if not isinstance(shape, tuple):
        return grad._to_picked(indices)
    if not isinstance(grad, _ARRAYS):
        return grad._to_picked(shape, dim, indices, keepdim)
    if not shape:
        return reshape(grad, shape)
    if not keepdim:
        grad = reshape(grad, keep(shape, dim))
        indices = indices.reshape(keep(shape, dim))
    return scatter_add(grad, shape, along(indices, dim))


def added_along(grad: Any, shape: Any, dim: int, indices: Any) -> Any:
    """The gradient added up where the elements stood that were picked along ``dim``, in turn."""
    if isinstance(grad, _ARRAYS) or not isinstance(shape, tuple):
        return to_picked(grad, shape, dim, indices)
    return grad._added_along(shape, dim, indices)
