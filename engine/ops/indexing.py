"""The operations that parts of a tensor are taken by: layers, stretches, picked elements."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.axes import check_whole, wrap
from engine.calls.declare import FUNCTIONS, composite, operation
from engine.dtypes import I64, uint64
from engine.formula import part, scatter_add
from engine.storage.layout import picked
from engine.tensor import Tensor, new_tensor

LAST = 2**63 - 1
_UNSIGNED = uint64.numpy


def are_below(places: Any, length: int) -> bool:
    """Does every number of an array that is not empty count from 0 to below ``length``?

    Read without signs, a negative one is too large as well: one pass instead of two.
    """
    if type(places) is np.ndarray and places.dtype == I64:
        return bool(np.maximum.reduce(places.view(_UNSIGNED), None) < length)
    return bool(places.min() >= 0 and places.max() < length)


def at(dim: int, index: Any) -> tuple[Any, ...]:
    """A numpy index that takes ``index`` in dimension ``dim`` and everything in the others."""
    return (*(slice(None),) * dim, index) if isinstance(dim, int) else (index,)


@operation(
    "[ ]",
    name="select.int",
    node="SelectBackward0",
    is_view=True,
    self=lambda grad, self_shape, dim, index: scatter_add(grad, self_shape, at(dim, index)),
)
def select_index(self: Any, dim: int, index: int) -> Any:
    """One layer of a dimension, sharing the storage."""
    return self[(*at(dim, index), ...)]


@composite(
    samples=("x.select(0, 1)", "torch.select(x, 1, -1)", "x.select(0, 2)", "s.select(0, 0)")
)
def select(self: Tensor, dim: int, index: int) -> Any:
    """One layer of ``dim``, sharing the storage."""
    check_whole(index)
    if not self.ndim:
        raise IndexError("select() cannot be applied to a 0-dim tensor.")
    axis = wrap(dim, self.ndim)
    length = self.shape[axis]
    if not -length <= index < length:
        raise IndexError(
            f"select(): index {index} out of range for tensor of size {list(self.shape)} at "
            f"dimension {axis}"
        )
    return select_index(self, axis, index)


@operation("[ ]", name="slice.Tensor", node="SliceBackward0", is_view=True,
           self=lambda grad, self_shape, dim, start, end, step: scatter_add(
               grad, self_shape, at(dim, slice(start, end, step))
           ))  # fmt: skip
def slice_index(self: Any, dim: int, start: int, end: int, step: int = 1) -> Any:
    """A stretch of a dimension, sharing the storage."""
    return self[at(dim, slice(start, end, step))]


def slice_dim(
    self: Tensor, dim: int, start: int | None, end: int | None, step: int | None = 1
) -> Any:
    """A stretch of ``dim`` between two places, as a slice means them."""
    if step is not None and step <= 0:
        raise ValueError(
            "slice step cannot be zero" if step == 0 else "step must be greater than zero"
        )
    length = self._data.shape[dim]
    first, last, _ = slice(start, end, step).indices(length)
    whole = end is None or end >= LAST
    return slice_index(self, dim, first, LAST if whole else max(first, last), step or 1)


FUNCTIONS["_slice_dim"] = slice_dim


@composite(
    samples=(
        "x.narrow(1, 0, 2)",
        "torch.narrow(x, 0, 1, 1)",
        "x.narrow(1, 2, 2)",
        "x.narrow(1, -2, 1)",
    )
)
def narrow(self: Tensor, dim: int, start: Any, length: int) -> Any:
    """A stretch of ``dim``."""
    check_whole(start, length)
    if not self.ndim:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    axis, size, start = wrap(dim, self.ndim), self.shape[dim], int(start)
    if not -size <= start <= size:
        raise IndexError(
            f"start out of range (expected to be in range of [{-size}, {size}], but got {start})"
        )
    first = start + size if start < 0 else start
    if first + length > size:
        raise RuntimeError(f"start ({first}) + length ({length}) exceeds dimension size ({size}).")
    return slice_dim(self, axis, first, first + length)


@operation("[ ]", name="alias.view", node="AliasBackward0", is_view=True, self=lambda grad: grad)
def alias(self: Any) -> Any:
    """The whole tensor, sharing the storage."""
    return self[...]


@operation("[ ]", name="index.Tensor", node="IndexBackward0",
           self=lambda grad, self_shape, index: scatter_add(grad, self_shape, index))  # fmt: skip
def gather_index(self: Any, index: Any) -> Any:
    """The elements that arrays of numbers or booleans pick."""
    try:
        return picked(self[index], self, index)
    except IndexError:
        raise _not_together(index) from None


def _not_together(index: Any) -> IndexError:
    arrays = [each for each in index if isinstance(each, np.ndarray)]
    shapes = ", ".join(str(list(each.shape)) for each in arrays)
    return IndexError(
        "shape mismatch: indexing tensors could not be broadcast together with shapes " + shapes
    )


@operation("[ ]", name="_part", node="IndexBackward0",
           self=lambda grad, self_shape, index: scatter_add(grad, self_shape, index))  # fmt: skip
def part_of(self: Any, index: Any) -> Any:
    """The elements that an index names, as a copy."""
    return np.array(self[index])[()]


@operation(
    "scatter",
    name="_scattered",
    node="IndexPutBackward0",
    self=lambda grad, index: part(grad, index),
)
def scattered(self: Any, shape: tuple[int, ...], index: Any) -> Any:
    """Zeros with the elements added where an index points."""
    return scatter_add(self, shape, index)


@composite()
def _nothing(self: Tensor) -> Any:
    """Zeros outside every graph, shaped like the tensor."""
    return new_tensor(np.zeros_like(self._data))
