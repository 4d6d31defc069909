"""The same elements in another shape: views where PyTorch makes views, copies where it copies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.axes import shape_argument, wrap
from engine.declare import composite, operation
from engine.formula import reshape as reshaped
from engine.formula import sum_to
from engine.tensor import Tensor


def resolve(shape: Sequence[int], size: int) -> tuple[int, ...]:
    """``shape`` with its −1 worked out for ``size`` elements.

    Raises:
        RuntimeError: no such shape has that many elements.
    """
    if shape.count(-1) > 1:
        raise RuntimeError("only one dimension can be inferred")
    known = math.prod(each for each in shape if each != -1)
    if -1 in shape and known and size % known == 0:
        return tuple(size // known if each == -1 else each for each in shape)
    if -1 in shape or known != size:
        raise RuntimeError(f"shape '{list(shape)}' is invalid for input of size {size}")
    return tuple(shape)


def is_viewable(array: Any, shape: tuple[int, ...]) -> bool:
    """Can the elements be seen in ``shape`` without being copied?"""
    return bool(np.shares_memory(array.reshape(shape), array)) or not array.size


@operation(
    "view", name="view.size", node="ViewBackward0", is_view=True,
    self=lambda grad, self_shape: reshaped(grad, self_shape),
)  # fmt: skip
def view_size(self: Any, shape: tuple[int, ...]) -> Any:
    """The same storage in another shape."""
    return self.reshape(shape)


@operation(
    "reshape", name="reshape.copy", node="UnsafeViewBackward0",
    self=lambda grad, self_shape: reshaped(grad, self_shape),
)  # fmt: skip
def reshape_copy(self: Any, shape: tuple[int, ...]) -> Any:
    """A copy in another shape."""
    return self.reshape(shape)


@composite()
def view(self: Tensor, *shape: Any) -> Tensor:
    """The same storage in another shape (or, given a dtype, as that dtype)."""
    sizes = resolve(shape_argument(shape), self._data.size)
    if not is_viewable(np.asarray(self._data), sizes):
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one "
            "dimension spans across two contiguous subspaces). Use .reshape(...) instead."
        )
    result: Tensor = view_size(self, sizes)
    return result


@composite()
def reshape(self: Tensor, *shape: Any) -> Tensor:
    """Another shape: a view if that is possible, else a copy."""
    sizes = resolve(shape_argument(shape), self._data.size)
    if is_viewable(np.asarray(self._data), sizes):
        return view_size(self, sizes)  # type: ignore[no-any-return]
    return reshape_copy(self.clone(), sizes)  # type: ignore[no-any-return]


@composite()
def flatten(self: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Several dimensions as one."""
    if not self.ndim:
        return self.reshape(1)  # type: ignore[no-any-return]
    start, end = wrap(start_dim, self.ndim), wrap(end_dim, self.ndim)
    shape = self.shape
    if start == end:
        return self
    return self.reshape(*shape[:start], -1, *shape[end + 1 :])  # type: ignore[no-any-return]


@composite()
def ravel(self: Tensor) -> Tensor:
    """All elements in one dimension."""
    return self.reshape(-1)  # type: ignore[no-any-return]


@operation("T", is_view=True, self=lambda grad: grad.T if grad.ndim == 2 else grad)
def t(self: Any) -> Any:
    """A matrix with rows and columns exchanged."""
    if self.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {self.ndim}D")
    return self.T


@operation(
    "⇄", name="transpose.int", node="TransposeBackward0", is_view=True,
    self=lambda grad, dim0, dim1: grad.swapaxes(dim0, dim1),
)  # fmt: skip
def transpose_int(self: Any, dim0: int, dim1: int) -> Any:
    """Two dimensions exchanged."""
    return self.swapaxes(dim0, dim1)


@composite("swapaxes", "swapdims")
def transpose(self: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two dimensions exchanged."""
    return transpose_int(self, wrap(dim0, self.ndim), wrap(dim1, self.ndim))  # type: ignore[no-any-return]


def inverse(dims: Sequence[int]) -> tuple[int, ...]:
    """The permutation that undoes ``dims``."""
    return tuple(int(each) for each in np.argsort(dims))


@operation(
    "permute", name="permute.dims", node="PermuteBackward0", is_view=True,
    self=lambda grad, dims: permuted(grad, inverse(dims)),
)  # fmt: skip
def permute_dims(self: Any, dims: tuple[int, ...]) -> Any:
    """The dimensions in another order."""
    return self.transpose(dims)


def permuted(value: Any, dims: tuple[int, ...]) -> Any:
    """``value`` with its dimensions in another order."""
    return value.permute(dims) if isinstance(value, Tensor) else value.transpose(dims)


@composite()
def permute(self: Tensor, *dims: Any) -> Tensor:
    """The dimensions in another order."""
    order = tuple(wrap(each, self.ndim) for each in shape_argument(dims))
    if len(order) != self.ndim:
        raise RuntimeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the "
            f"length of the desired ordering of dimensions i.e. input.dim() = {self.ndim} is not "
            f"equal to len(dims) = {len(order)}"
        )
    return permute_dims(self, order)  # type: ignore[no-any-return]


@operation("unsqueeze", is_view=True, self=lambda grad, dim: squeezed(grad, dim))
def unsqueeze(self: Any, dim: int) -> Any:
    """A new dimension of length 1."""
    return np.expand_dims(self, wrap(dim, self.ndim + 1))


def squeezed(value: Any, dim: int) -> Any:
    """``value`` without a dimension of length 1."""
    axis = wrap(dim, value.ndim)
    return reshaped(value, value.shape[:axis] + value.shape[axis + 1 :])


@operation(
    "squeeze", name="squeeze.all", node="SqueezeBackward0", is_view=True,
    self=lambda grad, self_shape: reshaped(grad, self_shape),
)  # fmt: skip
def squeeze_all(self: Any) -> Any:
    """Without any dimension of length 1."""
    return self.squeeze()


@operation(
    "squeeze", name="squeeze.dim", node="SqueezeBackward1", is_view=True,
    self=lambda grad, self_shape: reshaped(grad, self_shape),
)  # fmt: skip
def squeeze_dim(self: Any, dim: int) -> Any:
    """Without one dimension, if its length is 1."""
    axis = wrap(dim, self.ndim)
    return self.squeeze(axis) if self.ndim and self.shape[axis] == 1 else self[...]


@composite()
def squeeze(self: Tensor, dim: int | None = None) -> Tensor:
    """Without dimensions of length 1."""
    return squeeze_all(self) if dim is None else squeeze_dim(self, dim)  # type: ignore[no-any-return]


@operation(
    "expand", name="expand.sizes", node="ExpandBackward0", is_view=True,
    self=lambda grad, self_shape: sum_to(grad, self_shape),
)  # fmt: skip
def expand_sizes(self: Any, sizes: tuple[int, ...]) -> Any:
    """The tensor repeated along dimensions of length 1, without copying."""
    return np.broadcast_to(self, sizes)


@composite()
def expand(self: Tensor, *sizes: Any) -> Tensor:
    """The tensor repeated along dimensions of length 1, without copying."""
    wanted = shape_argument(sizes)
    own = (1,) * (len(wanted) - self.ndim) + tuple(self.shape)
    if len(wanted) < self.ndim:
        raise RuntimeError(
            f"expand({self.dtype.kind_name}Tensor{{{list(self.shape)}}}, size={list(wanted)}): "
            f"the number of sizes provided ({len(wanted)}) must be greater or equal to the number "
            f"of dimensions in the tensor ({self.ndim})"
        )
    full = tuple(length if each == -1 else each for each, length in zip(wanted, own, strict=True))
    for axis, (each, length) in enumerate(zip(full, own, strict=True)):
        if length not in (1, each):
            raise RuntimeError(
                f"The expanded size of the tensor ({each}) must match the existing size "
                f"({length}) at non-singleton dimension {axis}.  Target sizes: {list(full)}.  "
                f"Tensor sizes: {list(self.shape)}"
            )
    return expand_sizes(self, full)  # type: ignore[no-any-return]


@composite()
def sum_to_size(self: Tensor, *size: Any) -> Tensor:
    """The sum over the dimensions along which ``size`` would have to be expanded."""
    shape = shape_argument(size)
    extra = self.ndim - len(shape)
    stretched = [n + extra for n, length in enumerate(shape) if length == 1 != self.shape[n + extra]]
    dims = [*range(extra), *stretched]
    return self.sum(dims, True).reshape(shape) if dims else self  # type: ignore[no-any-return]


@operation("clone", self=lambda grad: grad)
def clone(self: Any) -> Any:
    """A copy with the same place in the graph."""
    return np.array(self)[()] if self.ndim == 0 else np.array(self)
