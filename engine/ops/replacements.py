"""Copies of a tensor in which one view is replaced: ``slice_scatter`` and its like."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.calls.axes import wrap
from engine.calls.declare import composite, operation
from engine.errors import absent
from engine.formula import nothing
from engine.ops.arrangement import diagonal_dims, strided
from engine.ops.indexing import LAST, at, first_of_stretch
from engine.ops.writing import without
from engine.placed import part, scatter_add
from engine.storage import memory
from engine.tensor import Tensor, storage

BEYOND = (
    "Expected dim < static_cast<int64_t>(self_sizes.size()) to be true, but got false.  (Could "
    "this error message be improved?  If so, please report an enhancement request to PyTorch.)"
)


def _replaced(self: Any, src: Any, places: Any) -> Any:
    whole = np.array(self)
    whole[places] = src
    return whole


def _must_fit(src: Any, wanted: tuple[int, ...], who: str) -> None:
    if tuple(src.shape) != wanted:
        raise RuntimeError(
            f"expected src to have a size equal to the {who} of self. src size = "
            f"{list(src.shape)}, {who} size = {list(wanted)}"
        )


def _places_in_view(view: Any, shape: Any, *options: Any) -> Any:
    """The places in a tensor of this ``shape`` that one of its views shows, as an index.

    The operation ``view`` is run, with its ``options``, on the numbers of the places. Empty where
    the formula is only written down, and the shape is a symbol.
    """
    if not isinstance(shape, tuple):
        return ()
    numbers = np.arange(math.prod(shape)).reshape(shape)
    return np.unravel_index(view.op.forward(numbers, *options), shape)


@operation(
    "[ ]=", name="diagonal_scatter.dims", inputs=("self", "src"),
    self=lambda grad, self_shape, offset, dim1, dim2: without(
        grad, _places_in_view(diagonal_dims, self_shape, offset, dim1, dim2)
    ),
    src=lambda grad, self_shape, offset, dim1, dim2: part(
        grad, _places_in_view(diagonal_dims, self_shape, offset, dim1, dim2)
    ),
)  # fmt: skip
def _with_diagonal(self: Any, src: Any, offset: int, dim1: int, dim2: int) -> Any:
    places = _places_in_view(diagonal_dims, self.shape, offset, dim1, dim2)
    _must_fit(src, places[0].shape, "slice")
    return _replaced(self, src, places)


@composite(samples=("torch.diagonal_scatter(m, v)", "b.diagonal_scatter(x[:, :2], 1, 1, 2)"))
def diagonal_scatter(
    self: Tensor, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1
) -> Any:
    """A copy of the tensor with another diagonal."""
    return _with_diagonal(self, src, offset, wrap(dim1, self.ndim), wrap(dim2, self.ndim))


@operation(
    "[ ]=", name="select_scatter.int", inputs=("self", "src"),
    self=lambda grad, dim, index: without(grad, at(dim, index)),
    src=lambda grad, dim, index: part(grad, at(dim, index)),
)  # fmt: skip
def _with_layer(self: Any, src: Any, dim: int, index: int) -> Any:
    _must_fit(src, self[at(dim, index)].shape, "slice")
    return _replaced(self, src, at(dim, index))


@composite(samples=("torch.select_scatter(m, v, 0, 1)", "m.select_scatter(v, 1, -1)"))
def select_scatter(self: Tensor, src: Tensor, dim: int, index: int) -> Any:
    """A copy of the tensor with another layer at ``index`` of ``dim``."""
    return _with_layer(self, src, wrap(dim, self.ndim), index)


@operation(
    "[ ]=", name="slice_scatter.int", inputs=("self", "src"),
    self=lambda grad, dim, start, end, step: without(grad, at(dim, slice(start, end, step))),
    src=lambda grad, dim, start, end, step: part(grad, at(dim, slice(start, end, step))),
)  # fmt: skip
def _with_stretch(self: Any, src: Any, dim: int, start: int, end: int, step: int) -> Any:
    places = at(dim, slice(start, end, step))
    _must_fit(src, self[places].shape, "slice")
    return _replaced(self, src, places)


@composite(samples=("torch.slice_scatter(m, x, 0, 1, 3)", "m.slice_scatter(x, 0, 0, 3, 2)"))
def slice_scatter(
    self: Tensor, src: Tensor, dim: int = 0, start: Any = None, end: Any = None, step: int = 1
) -> Any:
    """A copy of the tensor with another stretch of ``dim``."""
    last = LAST if end is None else end
    return _with_stretch(self, src, wrap(dim, self.ndim), start or 0, last, step)


@operation(
    "[ ]=", name="as_strided_scatter.sizes", inputs=("self", "src"),
    self=lambda grad, self_shape, size, stride, storage_offset: without(
        grad, _places_in_view(strided, self_shape, size, stride, storage_offset)
    ),
    src=lambda grad, self_shape, size, stride, storage_offset: part(
        grad, _places_in_view(strided, self_shape, size, stride, storage_offset)
    ),
)  # fmt: skip
def _with_strided(self: Any, src: Any, size: Any, stride: Any, storage_offset: Any) -> Any:
    return _replaced(self, src, _places_in_view(strided, self.shape, size, stride, storage_offset))


@composite(samples=("torch.as_strided_scatter(m, v, (3,), (1,))",))
def as_strided_scatter(
    self: Tensor, src: Tensor, size: Any, stride: Any, storage_offset: int | None = None
) -> Any:
    """A copy of the tensor with another view of given strides."""
    if not memory.is_whole(storage(self)):
        raise absent("as_strided_scatter of a tensor that is only part of a storage")
    memory.seen(storage(self), tuple(size), tuple(stride), storage_offset or 0)
    return _with_strided(self, src, tuple(size), tuple(stride), storage_offset)


@operation("fill", name="fill_copy.Scalar", node="FillBackward0", self=lambda grad: nothing(grad))
def _filled(self: Any, value: Any) -> Any:
    return np.full_like(self, value)


@operation(
    "fill", name="fill_copy.Tensor", node="FillBackward1", inputs=("self", "value"),
    self=lambda grad: nothing(grad), value=lambda grad: grad.sum(),
)  # fmt: skip
def _filled_by_tensor(self: Any, value: Any) -> Any:
    return np.full_like(self, value)


@composite(method=False, samples=("torch.fill(x, 2)", "torch.fill(x, s)", "torch.fill(x, v)"))
def fill(input: Tensor, value: Any) -> Any:
    """A tensor of the same shape that holds one value everywhere."""
    if not isinstance(value, Tensor):
        return _filled(input, value=value)
    if value.ndim:
        raise RuntimeError(
            f"fill_ only supports 0-dimension value tensor but got tensor with {value.ndim} "
            "dimensions."
        )
    return _filled_by_tensor(input, value)


@operation("narrow", name="narrow_copy.int", self=lambda grad, self_shape, dim, start, length: (
    scatter_add(grad, self_shape, at(dim, slice(start, start + length)))
))  # fmt: skip
def _narrowed(self: Any, dim: int, start: int, length: int) -> Any:
    return np.array(self[at(dim, slice(start, start + length))])


@composite(samples=("torch.narrow_copy(x, 1, 0, 2)", "x.narrow_copy(1, -2, 1)"))
def narrow_copy(self: Tensor, dim: int, start: int, length: int) -> Any:
    """A copy of a stretch of ``dim``."""
    if not self.ndim:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    if dim >= self.ndim:
        raise RuntimeError(BEYOND)
    axis = wrap(dim, self.ndim)
    return _narrowed(self, axis, first_of_stretch(self.shape[axis], start, length), length)
