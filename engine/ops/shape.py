"""The same elements in another shape: views where PyTorch makes views, copies where it copies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.calls.axes import axes, shape_argument, wrap
from engine.calls.declare import composite, operation
from engine.calls.signing import UNSAID
from engine.dtypes import dtype as DType
from engine.formula import in_shape as reshaped
from engine.formula import permute as permuted
from engine.formula import transposed
from engine.ops.reinterpretation import reinterpreted
from engine.storage.formats import check_rank, in_format, keeps, lies_in
from engine.storage.layout import laid_out as kept_in_order
from engine.storage.layout import with_dim
from engine.tensor import Tensor, storage

NOT_VIEWABLE = (
    "view size is not compatible with input tensor's size and stride (at least one dimension "
    "spans across two contiguous subspaces). Use .reshape(...) instead."
)


def resolve(shape: Sequence[int], size: int) -> tuple[int, ...]:
    """``shape`` with its −1 worked out for ``size`` elements.

    Raises:
        RuntimeError: no such shape has that many elements.
    """
    product = math.prod(shape)
    if product == size and (not shape or min(shape) >= 0):
        return tuple(shape)
    if product < 0 and min(shape) == -1 and shape.count(-1) == 1 and size % product == 0:
        left = size // -product
        return tuple([left if each == -1 else each for each in shape])
    if shape.count(-1) > 1:
        raise RuntimeError("only one dimension can be inferred")
    for place, each in enumerate(shape):
        if each < -1:
            raise RuntimeError(
                f"invalid shape dimension {each} at index {place} of shape {list(shape)}"
            )
    known = math.prod(each for each in shape if each != -1)
    if -1 in shape and not known and not size:
        raise RuntimeError(
            f"cannot reshape tensor of 0 elements into shape {list(shape)} because the "
            "unspecified dimension size -1 can be any value and is ambiguous"
        )
    if -1 in shape and known and size % known == 0:
        return tuple(size // known if each == -1 else each for each in shape)
    if -1 in shape or known != size:
        raise RuntimeError(f"shape '{list(shape)}' is invalid for input of size {size}")
    return tuple(shape)


def is_viewable(array: Any, shape: tuple[int, ...]) -> bool:
    """Can the elements be seen in ``shape`` without being copied?"""
    if array.flags.c_contiguous or not array.size:
        return True
    return bool(np.may_share_memory(array.reshape(shape), array))


@operation(
    "view", name="view.size", node="ViewBackward0", is_view=True,
    self=lambda grad, self_shape: reshaped(grad, self_shape),
)  # fmt: skip
def view_size(self: Any, shape: tuple[int, ...]) -> Any:
    """The same storage in another shape."""
    return self.reshape(shape)


@operation(
    "reshape", name="reshape.alias", node="ReshapeAliasBackward0", is_view=True,
    self=lambda grad, self_shape: reshaped(grad, self_shape),
)  # fmt: skip
def reshape_alias(self: Any, shape: tuple[int, ...]) -> Any:
    """The same storage in another shape, though its elements do not lie in rows."""
    return self.reshape(shape)


@operation(
    "reshape", name="reshape.copy", node="UnsafeViewBackward0",
    self=lambda grad, self_shape: reshaped(grad, self_shape),
)  # fmt: skip
def reshape_copy(self: Any, shape: tuple[int, ...]) -> Any:
    """A copy in another shape."""
    return self.reshape(shape)


@composite(samples=(
    "x.view(3, 2)", "x.view(-1)", "x.view((6,))", "x.view(6, -1)", "x.view(4)", "x.view(-1, -1)",
    "x.t().view(6)", "x.view(x.shape)", "s.view(1, 1)", "x.view(size=(3, 2))", "x.view(-2)",
    "x.view(torch.int32)", "x.view(torch.uint8)", "s.view(torch.int8)", "i.view(torch.float64)",
    "x.t().view(torch.int8)", "v.detach().view(torch.complex128)",
))  # fmt: skip
def view(self: Tensor, *shape: Any, size: Any = None) -> Any:
    """The same storage in another shape (or, given a dtype, as that dtype)."""
    if not shape and size is None:
        raise TypeError("view() needs a shape")
    if shape and isinstance(shape[0], DType):
        return reinterpreted(self, shape[0])
    data = storage(self)
    sizes = resolve(shape_argument(shape if size is None else (size,)), data.size)
    if not is_viewable(data, sizes):
        raise RuntimeError(NOT_VIEWABLE)
    return view_size(self, sizes)


@composite(samples=(
    "x.reshape(3, 2)", "x.reshape(-1)", "torch.reshape(x, (6,))", "x.t().reshape(6)",
    "x.reshape(2, 3)", "x.reshape(5)", "x.reshape(-1, 2)", "s.reshape(1)", "s.reshape(())",
    "x.reshape([3, 2])", "x.sum(0, keepdim=True).reshape(-1)",
))  # fmt: skip
def reshape(self: Tensor, *sizes: Any, shape: Any = None) -> Any:
    """Another shape: a view if that is possible, else a copy."""
    data = storage(self)
    sizes = resolve(shape_argument(sizes if shape is None else (shape,)), data.size)
    if data.flags.c_contiguous:
        return view_size(self, sizes)
    if is_viewable(data, sizes):
        return reshape_alias(self, sizes)
    return reshape_copy(laid_out(self), sizes)


@composite(samples=("x.view_as(y)", "x.view_as(y.t())"))
def view_as(self: Tensor, other: Tensor) -> Any:
    """The same storage in the shape of ``other``."""
    return self.view(tuple(other.shape))


@composite(samples=("x.reshape_as(y.t())",))
def reshape_as(self: Tensor, other: Tensor) -> Any:
    """The elements in the shape of ``other``."""
    return self.reshape(tuple(other.shape))


@composite(samples=(
    "x.flatten()", "b.flatten(1)", "b.flatten(0, 1)", "s.flatten()", "v.flatten()",
    "x.t().flatten()", "b.flatten(2, 1)", "torch.flatten(b, start_dim=1)",
))  # fmt: skip
def flatten(self: Tensor, start_dim: int = 0, end_dim: int = -1) -> Any:
    """Several dimensions as one."""
    shape = self._data.shape
    start, end = wrap(start_dim, len(shape)), wrap(end_dim, len(shape))
    if not shape:
        return self.reshape(1)
    if start > end:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    return self if start == end else self.reshape(*shape[:start], -1, *shape[end + 1 :])


@composite(samples=("x.ravel()", "v.ravel()"))
def ravel(self: Tensor) -> Any:
    """All elements in one dimension."""
    return self.contiguous().view(-1)


@composite(
    samples=(
        "x.flatten().unflatten(0, (2, 3))",
        "b.unflatten(1, (3, -1))",
        "x.unflatten(1, (2, 2))",
    )
)
def unflatten(self: Tensor, dim: int, sizes: Any) -> Any:
    """One dimension as several."""
    if not self.ndim:
        raise RuntimeError(
            f"unflatten got an unexpected error:\nDimension specified as {dim} but tensor has no "
            "dimensions"
        )
    axis = wrap(dim, self.ndim)
    length = self.shape[axis]
    if not len(sizes):
        raise RuntimeError("unflatten: sizes must be non-empty")
    if list(sizes).count(-1) > 1:
        raise RuntimeError(
            "unflatten got an unexpected error:\nonly one dimension can be inferred"
        )
    known = math.prod(each for each in sizes if each != -1)
    if (-1 in sizes and length % known) or (-1 not in sizes and known != length):
        raise RuntimeError(
            f"unflatten: Provided sizes {list(sizes)} don't multiply up to the size of dim {axis} "
            f"({length}) in the input tensor"
        )
    full = [length // known if each == -1 else each for each in sizes]
    return self.view(*self.shape[:axis], *full, *self.shape[axis + 1 :])


@operation("unsqueeze", name="unsqueeze.dim", node="UnsqueezeBackward0", is_view=True,
           self=lambda grad, dim: grad.squeeze(dim))  # fmt: skip
def insert_dim(self: Any, dim: int) -> Any:
    """A new dimension of length 1."""
    if not isinstance(dim, int):
        return np.expand_dims(self, dim)
    return with_dim(self, dim if dim >= 0 else dim + self.ndim + 1)


@composite(
    samples=(
        "x.unsqueeze(0)",
        "x.unsqueeze(-1)",
        "s.unsqueeze(0)",
        "torch.unsqueeze(x, 1)",
        "x.unsqueeze(3)",
    )
)
def unsqueeze(self: Tensor, dim: int) -> Any:
    """A new dimension of length 1 at ``dim``."""
    wrap(dim, self._data.ndim + 1)
    return insert_dim(self, dim)


def unsqueezed(grad: Any, shape: Any, dim: Any) -> Any:
    """The gradient with the dimensions again that were left out, of tensors one by one."""
    if not isinstance(grad, Tensor):
        return reshaped(grad, shape)
    named = range(len(shape)) if dim is None else (dim,) if isinstance(dim, int) else sorted(dim)
    for each in named:
        if shape and shape[each] == 1:
            grad = grad.unsqueeze(each)
    return grad


@operation(
    "squeeze", name="squeeze.all", node="SqueezeBackward0", is_view=True,
    self=lambda grad, self_shape: unsqueezed(grad, self_shape, None),
)  # fmt: skip
def squeeze_all(self: Any) -> Any:
    """Without any dimension of length 1."""
    return self.squeeze()


@operation(
    "squeeze", name="squeeze.dim", node="SqueezeBackward1", is_view=True,
    self=lambda grad, self_shape, dim: unsqueezed(grad, self_shape, dim),
)  # fmt: skip
def squeeze_dim(self: Any, dim: int) -> Any:
    """Without one dimension, if its length is 1."""
    return self.squeeze(dim) if self.ndim and self.shape[dim] == 1 else self[...]


@operation(
    "squeeze", name="squeeze.dims", node="SqueezeBackward2", is_view=True,
    self=lambda grad, self_shape, dim: unsqueezed(grad, self_shape, dim),
)  # fmt: skip
def squeeze_dims(self: Any, dim: tuple[int, ...]) -> Any:
    """Without some dimensions, where their length is 1."""
    return self.squeeze(tuple(each for each in dim if self.ndim and self.shape[each] == 1))


@operation(
    "squeeze", name="squeeze.product", node="SqueezeBackward4",
    self=lambda grad, self_shape: reshaped(grad, self_shape),
)  # fmt: skip
def squeeze_product(self: Any, dim: int) -> Any:
    """Without the dimension that was added to a vector to multiply it."""
    return self.squeeze(dim)


@composite(samples=(
    "x.unsqueeze(0).squeeze()", "x.unsqueeze(0).squeeze(0)", "x.squeeze(0)",
    "x.unsqueeze(0).squeeze((0, 1))", "s.squeeze()", "x.sum(0, keepdim=True).squeeze(-2)",
    "s.squeeze(0)", "x.squeeze(2)",
))  # fmt: skip
def squeeze(self: Tensor, dim: Any = UNSAID) -> Any:
    """Without dimensions of length 1."""
    if dim is UNSAID:
        return squeeze_all(self)
    if isinstance(dim, int):
        return squeeze_dim(self, wrap(dim, self.ndim))
    axes(dim, self.ndim)
    return squeeze_dims(self, tuple(wrap(each, self.ndim) for each in dim))


@operation(
    "T",
    is_view=True,
    self=lambda grad: transposed(grad),
    samples=("x.t()", "v.t()", "s.t()", "torch.t(x)", "b.t()"),
)
def t(self: Any) -> Any:
    """A matrix with rows and columns exchanged."""
    if self.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {self.ndim}D")
    return self.T


@operation(
    "⇄", name="transpose.int", node="TransposeBackward0", is_view=True,
    self=lambda grad, dim0, dim1: exchanged(grad, dim0, dim1),
)  # fmt: skip
def transpose_int(self: Any, dim0: int, dim1: int) -> Any:
    """Two dimensions exchanged."""
    return self.swapaxes(dim0, dim1) if self.ndim else self


def exchanged(value: Any, dim0: int, dim1: int) -> Any:
    """``value`` with two of its dimensions exchanged."""
    return value.swapaxes(dim0, dim1) if value.ndim else value


@composite("swapaxes", "swapdims", samples=(
    "x.transpose(0, 1)", "b.transpose(-1, -2)", "torch.transpose(b, 0, 2)", "x.swapaxes(0, 1)",
    "s.transpose(0, 0)", "x.transpose(0, 2)",
))  # fmt: skip
def transpose(self: Tensor, dim0: int, dim1: int) -> Any:
    """Two dimensions exchanged."""
    ndim = self._data.ndim
    return transpose_int(self, wrap(dim0, ndim), wrap(dim1, ndim))


def inverse(dims: Any) -> Any:
    """The permutation that undoes ``dims``."""
    return tuple(sorted(range(len(dims)), key=dims.__getitem__)) if type(dims) is tuple else dims


@operation(
    "permute", name="permute.dims", node="PermuteBackward0", is_view=True,
    self=lambda grad, dims: permuted(grad, inverse(dims)),
)  # fmt: skip
def permute_dims(self: Any, dims: tuple[int, ...]) -> Any:
    """The dimensions in another order."""
    return self.transpose(dims) if self.ndim else self


@composite(samples=(
    "x.permute(1, 0)", "b.permute(2, 0, 1)", "b.permute((0, 2, 1))", "b.permute(-1, 0, 1)",
    "torch.permute(x, (1, 0))", "x.permute(0)", "x.permute(0, 0)",
))  # fmt: skip
def permute(self: Tensor, *order: Any, dims: Any = None) -> Any:
    """The dimensions in another order."""
    given, ndim = shape_argument(order if dims is None else (dims,)), self._data.ndim
    if len(given) != ndim:
        raise RuntimeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the "
            f"length of the desired ordering of dimensions i.e. input.dim() = {ndim} is not "
            f"equal to len(dims) = {len(given)}"
        )
    axes = tuple([wrap(each, ndim) for each in given])
    if len(set(axes)) < len(axes):
        raise RuntimeError("permute(): duplicate dims are not allowed.")
    return permute_dims(self, axes)


@operation("clone", self=lambda grad: grad, samples=("x.clone()", "torch.clone(s)", "i.clone()"))
def clone(self: Any, *, memory_format: Any = None) -> Any:
    """A copy with the same place in the graph."""
    if not self.ndim:
        return np.array(self)[()]
    if not keeps(memory_format):
        return in_format(self, memory_format)
    return kept_in_order(np.array(self), (self.strides,)) if 0 in self.strides else np.array(self)


@composite(samples=("x.contiguous()", "x.t().contiguous()", "s.expand(3).contiguous()"))
def contiguous(self: Tensor, memory_format: Any = None) -> Any:
    """The tensor, copied if its elements do not lie one after the other."""
    if memory_format is not None and not lies_in(self._data, memory_format):
        check_rank(self._data, memory_format)
        return clone(self, memory_format=memory_format)
    return self if memory_format or self._data.flags.c_contiguous else laid_out(self)


@operation("clone", name="clone.contiguous", node="CloneBackward0", self=lambda grad: grad)
def laid_out(self: Any) -> Any:
    """A copy whose elements lie one after the other."""
    return np.array(self, order="C")
