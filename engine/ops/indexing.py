"""The operations that parts of a tensor are taken by: layers, stretches, picked elements."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.axes import as_given, check_whole, wrap
from engine.calls.declare import FUNCTIONS, composite, operation
from engine.dtypes import I64, INTEGER, uint64
from engine.placed import Along, Layers, part, scatter_add
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
    """A numpy index that is ``index`` in dimension ``dim`` and takes all of the others."""
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
    if start is not None and first != start:
        first = as_given(first, start)
    if end is None or end >= LAST:
        last = LAST
    elif last != end or last < first:
        last = as_given(max(first, last), end)
    return slice_index(self, dim, first, last, step or 1)


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
    if isinstance(start, Tensor) and (start.ndim or start.dtype.category != INTEGER):
        raise RuntimeError("start must be an 0-dim integral Tensor.")
    if not self.ndim:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    axis = wrap(dim, self.ndim)
    first = first_of_stretch(self.shape[axis], int(start), length)
    return slice_dim(self, axis, first, first + length)


def first_of_stretch(size: int, start: int, length: int) -> int:
    """Where a stretch of a dimension begins, counted from its front.

    Raises:
        IndexError, RuntimeError: it is not all inside.
    """
    if not -size <= start <= size:
        raise IndexError(
            f"start out of range (expected to be in range of [{-size}, {size}], but got {start})"
        )
    first = start + size if start < 0 else start
    if length < 0 or first + length > size:
        raise RuntimeError(f"start ({first}) + length ({length}) exceeds dimension size ({size}).")
    return first


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
        raise not_together(index) from None


def not_together(index: Any) -> IndexError:
    """The error of arrays of different shapes that are to point together."""
    arrays = [each for each in index if isinstance(each, np.ndarray)]
    shapes = ", ".join(str(list(each.shape)) for each in arrays)
    return IndexError(
        "shape mismatch: indexing tensors could not be broadcast together with shapes " + shapes
    )


@operation("[ ]", name="index.all", node="IndexBackward0",
           self=lambda grad, self_shape, index: scatter_add(grad, self_shape, index))  # fmt: skip
def part_of(self: Any, index: Any) -> Any:
    """The elements that an index names, as a copy."""
    return np.array(self[index])[()]


@operation("[ ]=", name="index_put.zeros", node="IndexPutImplBackward0", scatters=True,
           inputs=("self", "values"), self=lambda grad: grad,
           values=lambda grad, index: part(grad, index))  # fmt: skip
def scattered(self: Any, values: Any, index: Any) -> Any:
    """Zeros with values added where an index points."""
    return scatter_add(values, np.shape(self), index)


@operation("select backward", name="select_backward.sizes", node="SelectBackwardBackward0",
           self=lambda grad, dim, index: part(grad, at(dim, index)))  # fmt: skip
def select_backward(self: Any, shape: tuple[int, ...], dim: int, index: int) -> Any:
    """Zeros with one layer of a dimension set."""
    return scatter_add(self, shape, at(dim, index))


@operation("slice backward", name="slice_backward.sizes", node="SliceBackwardBackward0",
           self=lambda grad, dim, stretch: part(grad, at(dim, stretch)))  # fmt: skip
def slice_backward(self: Any, shape: tuple[int, ...], dim: int, stretch: slice) -> Any:
    """Zeros with a stretch of a dimension set."""
    return scatter_add(self, shape, at(dim, stretch))


@composite()
def _part(self: Tensor, index: Any) -> Any:
    """The elements that an index names, by the operation that PyTorch has for such an index."""
    if isinstance(index, Along):
        name = "index_select" if isinstance(index, Layers) else "gather"
        return FUNCTIONS[name](self, index.dim, new_tensor(index.index))
    last = _last_of(index)
    if isinstance(last, int):
        return select_index(self, len(index) - 1, last)
    if isinstance(last, slice):
        return slice_index(self, len(index) - 1, last.start, last.stop, last.step)
    return part_of(self, index)


@composite()
def _scattered(self: Tensor, shape: tuple[int, ...], index: Any) -> Any:
    """Zeros with the elements added where an index points, by PyTorch's operation for it."""
    zeros = new_tensor(np.zeros(shape, self._data.dtype))
    if isinstance(index, Along):
        name = "index_add" if isinstance(index, Layers) else "scatter_add"
        return FUNCTIONS[name](zeros, index.dim, new_tensor(index.index), self)
    last = _last_of(index)
    if isinstance(last, int):
        return select_backward(self, shape, len(index) - 1, last)
    if isinstance(last, slice):
        return slice_backward(self, shape, len(index) - 1, last)
    return scattered(zeros, self, index)


@composite()
def _added_along(self: Tensor, shape: Any, dim: int, indices: Tensor) -> Any:
    """Zeros with the elements added that were picked along ``dim``."""
    zeros = new_tensor(np.zeros(shape, self._data.dtype))
    return FUNCTIONS["scatter_add"](zeros, dim, indices, self)


@composite()
def _to_picked(self: Tensor, shape: Any, dim: int, indices: Tensor, keepdim: Any) -> Any:
    """Zeros with the elements set that were picked along ``dim``."""
    if shape and not keepdim:
        self, indices = self.unsqueeze(dim), indices.unsqueeze(dim)
    zeros = new_tensor(np.zeros(shape, self._data.dtype))
    return FUNCTIONS["scatter"](zeros, dim, indices, self)


def _last_of(index: Any) -> Any:
    """What an index takes of its last dimension, if it takes all of those before."""
    if type(index) is not tuple or not index:
        return None
    before = all(type(each) is slice and each == slice(None) for each in index[:-1])
    return index[-1] if before else None


@composite()
def _nothing(self: Tensor) -> Any:
    """Zeros outside every graph, shaped like the tensor."""
    return new_tensor(np.zeros_like(self._data))
