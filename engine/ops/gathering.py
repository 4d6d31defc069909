"""Picking and placing elements by tensors of indices: gather, scatter, select, take, mask."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.calls.axes import wrap
from engine.calls.declare import FUNCTIONS, composite, operation, overloaded
from engine.calls.out_rules import OWN_DTYPE, SAME_TYPE, OutRule
from engine.calls.untracked import untracked
from engine.dtypes import INTEGER, int64
from engine.errors import no_derivative, shared_shape
from engine.formula import expand_to, reshape
from engine.foundation.determinism import alert
from engine.foundation.mapped import NONZERO, SELECTED, refuse_mapped
from engine.foundation.warn import warn
from engine.numbers.alike import require_alike
from engine.numbers.whole_numbers import refuse_whole
from engine.ops.arithmetic import Choice
from engine.ops.index_checks import check_gathered, check_put
from engine.ops.indexing import are_below
from engine.ops.writing import without
from engine.placed import along, part
from engine.placed import scatter_add as spread_out
from engine.storage.layout import like
from engine.storage.memory import in_order
from engine.tensor import Tensor, new_tensor

BYTES = (
    "masked_scatter_ received a mask with dtype torch.uint8, this behavior is now deprecated,"
    "please use a mask with dtype torch.bool instead."
)
NOT_LONG = "torch.take_along_dim(): dtype of indices should be Long but got "
DIMENSIONS = (
    "torch.take_along_dim(): input and indices should have the same number of dimensions, "
    "but got {} dimensions for input, and {} dimensions for indices"
)


def places(index: Any, who: str, kinds: tuple[str, ...] = ("int64", "int32")) -> Any:
    """The array of a tensor of indices.

    Raises:
        RuntimeError: it holds something else than whole numbers.
    """
    array = index._data
    if not array.size:
        return array.astype(np.int64)
    if index.dtype.name not in kinds:
        raise RuntimeError(f"{who}(): Expected dtype int32/int64 for index")
    return array


@operation(
    "gather",
    name="gather.dim",
    node="GatherBackward0",
    self=lambda grad, self, self_shape, dim, index: _sent_back(grad, self_shape, dim, index),
)
def gather_along(self: Any, dim: int, index: Any) -> Any:
    """For each index, the element at that position along a dimension."""
    if not index.size:
        return np.zeros(index.shape, self.dtype)
    if not (self.ndim and index.ndim):
        return np.asarray(self).reshape(-1)[index]
    return in_order(self[along(index, dim)])


def _sent_back(grad: Any, shape: Any, dim: int, index: Any) -> Any:
    if isinstance(index, np.ndarray | np.generic):
        if not (index.size and shape):
            return expand_to(grad.sum(), shape)
        if not index.ndim:
            return spread_out(grad, shape, (index,))
    return spread_out(grad, shape, along(index, dim))


@composite(out=OWN_DTYPE.apart(), samples=(
    "m.gather(0, k.reshape(1, 3))", "x.gather(1, torch.tensor([[0, 2], [1, 1]]))",
    "torch.gather(x, 1, torch.tensor([[2], [0]]))", "x.gather(1, torch.tensor([[3]]))",
    "x.gather(1, k)", "v.gather(0, k)", "x.gather(1, torch.tensor([[0.5]]))",
))  # fmt: skip
def gather(self: Tensor, dim: int, index: Tensor, *, sparse_grad: bool = False) -> Any:
    """For each index, the element at that position along ``dim``."""
    shape = self._data.shape
    axis, array = wrap(dim, len(shape)), places(index, "gather")
    if array.ndim != len(shape) and array.size and max(array.ndim, len(shape)) > 1:
        raise RuntimeError("Index tensor must have the same number of dimensions as input tensor")
    check_gathered(self, axis, array)
    within(array, shape[axis] if shape else 1, axis)
    return gather_along(self, axis, array)


def within(array: Any, length: int, axis: int) -> None:
    """Raise RuntimeError where an index (an array) counts beyond a dimension."""
    if array.size and not are_below(array, length):
        outside = np.asarray((array < 0) | (array >= length))
        raise RuntimeError(
            f"index {int(np.asarray(array)[outside][0])} is out of bounds for dimension {axis} "
            f"with size {length}"
        )


@composite(
    out=OWN_DTYPE.apart(),
    samples=("m.take_along_dim(k.reshape(1, 3), 0)", "x.take_along_dim(x.argsort(1), 1)"),
)
def take_along_dim(self: Tensor, indices: Tensor, dim: int | None = None) -> Any:
    """For each index, the element at that position along ``dim``, other dimensions broadcast."""
    if dim is None:
        return gather(self.view(-1), 0, indices.view(-1))
    if indices.ndim != self.ndim:
        raise RuntimeError(DIMENSIONS.format(self.ndim, indices.ndim))
    if indices.dtype is not int64:
        name = indices.dtype.kind_name
        raise RuntimeError(NOT_LONG + name)
    axis = int(wrap(dim, self.ndim))  # as PyTorch hands it on
    if (indices._data < 0).any():
        length = self.shape[axis]
        indices = new_tensor(np.where(indices._data < 0, indices._data + length, indices._data))
    shape = shared_shape(
        tuple(1 if n == axis else each for n, each in enumerate(self.shape)),
        tuple(1 if n == axis else each for n, each in enumerate(indices.shape)),
    )
    own = [self.shape[axis] if n == axis else each for n, each in enumerate(shape)]
    other = [indices.shape[axis] if n == axis else each for n, each in enumerate(shape)]
    return gather(self.expand(own), axis, indices.expand(other))


def _outside(grad: Any, mask: Any) -> Any:
    """The gradient where a mask does not hold."""
    if isinstance(grad, Tensor):
        return grad.masked_fill(new_tensor(np.asarray(mask)), 0.0)
    return without(grad, mask)


def _unmasked(grad: Any, shape: Any, mask: Any) -> Any:
    """The gradient where a mask holds, zero elsewhere."""
    if not isinstance(grad, Tensor):
        return spread_out(grad, shape, mask)
    zeros = new_tensor(np.zeros(shape, grad._data.dtype))
    return FUNCTIONS["masked_scatter"](zeros, new_tensor(np.asarray(mask)), grad)


@operation("mask", name="masked_select.mask", node="MaskedSelectBackward0",
           self=lambda grad, self, self_shape, mask: _unmasked(grad, self_shape, mask),
           )  # fmt: skip
def select_masked(self: Any, mask: Any) -> Any:
    """The elements where the mask holds, in one row."""
    return self[mask]


@composite(
    out=SAME_TYPE.apart(),
    samples=(
        "x.masked_select(t)",
        "torch.masked_select(x, x > 0)",
        "x.masked_select(t[0])",
        "x.masked_select(i)",
    ),
)
def masked_select(self: Tensor, mask: Tensor) -> Any:
    """The elements where the mask holds, in one row."""
    refuse_mapped(mask, SELECTED)
    if mask.dtype.name != "bool":
        raise RuntimeError("masked_select: expected BoolTensor for mask")
    shape = shared_shape(tuple(mask.shape), tuple(self.shape))
    source = self if tuple(self.shape) == shape else self.expand(shape)
    return select_masked(source, np.broadcast_to(mask._data, shape))


@operation(
    "mask",
    name="masked_scatter.mask",
    node="MaskedScatterBackward0",
    inputs=("self", "source"),
    self=lambda grad, mask: _outside(grad, mask),
    source=lambda grad, source_shape, mask: _spread_back(grad, source_shape, mask),
)
def scatter_masked(self: Any, source: Any, mask: Any) -> Any:
    """The tensor with the elements of ``source``, in their order, where the mask holds."""
    whole = np.array(self, order="C")
    whole[mask] = source.reshape(-1)[: int(mask.sum())]
    return whole


def _spread_back(grad: Any, shape: tuple[int, ...], mask: Any) -> Any:
    count = int(mask.sum())
    row = spread_out(part(grad, mask), (int(np.prod(shape)),), (slice(count),))
    return row.reshape(shape)


@overloaded(samples=("m.masked_scatter(m > 0, n)", "(m * 1).masked_scatter_(m > 0, n)"))
def masked_scatter(self: Tensor, mask: Tensor, source: Tensor) -> Choice:
    """The tensor with the elements of ``source``, in their order, where the mask holds."""
    if mask.dtype.name == "uint8":
        warn(BYTES)
    if mask.dtype.name != "bool":
        raise RuntimeError(
            "masked_scatter_ only supports boolean masks, but got mask with dtype "
            f"{mask.dtype.kind_name}"
        )
    require_alike(
        "masked_scatter: expected self and source to have same dtypes but got{0} and {1}",
        self, source,
    )  # fmt: skip
    shape = shared_shape(tuple(mask.shape), tuple(self.shape))
    if source.numel() < np.count_nonzero(np.broadcast_to(mask._data, shape)):
        raise RuntimeError("Number of elements of source < number of ones in mask")
    whole = self if tuple(self.shape) == shape else self.expand(shape)
    return scatter_masked, (whole, source), {"mask": np.broadcast_to(mask._data, shape)}


def _onto_row(grad: Any, shape: tuple[int, ...], index: Any) -> Any:
    """The gradient at the positions of an index into the flattened tensor."""
    if not isinstance(shape, tuple):
        return spread_out(grad, shape, index)
    if isinstance(grad, Tensor):
        zeros = new_tensor(np.zeros(shape, grad._data.dtype))
        return FUNCTIONS["put"](zeros, new_tensor(index), grad, True)
    row = reshape(grad, (index.size,))
    return reshape(spread_out(row, (math.prod(shape),), (index.reshape(-1),)), shape)


def _from_row(grad: Any, shape: tuple[int, ...], index: Any) -> Any:
    if not isinstance(shape, tuple):
        return part(grad, (index,))
    return part(reshape(grad, (math.prod(shape),)), (index,))


def _left(grad: Any, shape: tuple[int, ...], index: Any) -> Any:
    """The gradient with zeros at the positions of an index into the flattened tensor."""
    if not isinstance(shape, tuple):
        return without(grad, index)
    if isinstance(grad, Tensor):
        zeros = new_tensor(np.zeros(index.shape, grad._data.dtype))
        return FUNCTIONS["put"](grad, new_tensor(index), zeros, False)
    return reshape(without(reshape(grad, (math.prod(shape),)), (index.reshape(-1),)), shape)


@operation(
    "take",
    name="take.flat",
    node="TakeBackward0",
    self=lambda grad, self, self_shape, index: _onto_row(grad, self_shape, index),
)
def take_flat(self: Any, index: Any) -> Any:
    """The elements that an index names, counted in one row."""
    return self.reshape(-1)[index]


@composite(
    out=OutRule(
        "{name}(): self and out expected to have the same dtype, but got self.dtype = {wanted} "
        "and out.dtype = {own}"
    ).apart(),
    samples=("x.take(k)", "torch.take(x, torch.tensor([[0, 5], [5, 5]]))"),
)
def take(self: Tensor, index: Tensor) -> Any:
    """The elements at positions of the flattened tensor."""
    long_index(index, "take")
    size = self._data.size
    if not size and index.numel():
        raise IndexError("take(): tried to take from an empty tensor")
    outside = index._data[(index._data < -size) | (index._data >= size)]
    if outside.size:
        raise IndexError(
            f"out of range: tried to access index {outside.reshape(-1)[0]} on a tensor of {size} "
            "elements."
        )
    return take_flat(self, counted(self, index))


def long_index(index: Tensor, who: str) -> None:
    """Raise RuntimeError where an index does not hold whole numbers of 64 bits."""
    if index.dtype.name != "int64":
        raise RuntimeError(
            f"{who}(): Expected a long tensor for index, but got {index.dtype.kind_name}"
        )


def counted(self: Tensor, index: Tensor) -> Any:
    """An index into one row, negative numbers counted from the end."""
    return np.where(index._data < 0, index._data + self._data.size, index._data)


@operation(
    "put",
    name="put.flat",
    scatters=True,
    node="PutBackward0",
    inputs=("self", "source"),
    self=lambda grad, self_shape, index, accumulate: (
        grad if accumulate else _left(grad, self_shape, index)
    ),
    source=lambda grad, self_shape, source, source_shape, index: reshape(
        _from_row(grad, self_shape, index), source_shape
    ),
)
def put_flat(self: Any, source: Any, index: Any, accumulate: bool = False) -> Any:
    """The tensor with elements replaced at positions of its flattened form."""
    whole = np.array(self, order="C")
    if accumulate:
        np.add.at(whole.reshape(-1), index.reshape(-1), source.reshape(-1))
    else:
        whole.reshape(-1)[index.reshape(-1)] = source.reshape(-1)
    return like(whole, self)


@overloaded(samples=("m.put(k, v)", "m.put(k, v, accumulate=True)", "(m * 1).put_(k, v)"))
def put(self: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Choice:
    """The tensor with ``source`` at the positions ``index`` of its flattened form."""
    long_index(index, "put_")
    require_alike(
        "put_(): self and source expected to have the same dtype, but got self.dtype = {0} and "
        "source.dtype = {1}",
        self, source,
    )  # fmt: skip
    check_put(self, index, source)
    if not accumulate:
        alert("put_")
    return put_flat, (self, source), {"index": counted(self, index), "accumulate": accumulate}


@composite(
    samples=(
        "o.nonzero()",
        "torch.nonzero(t)",
        "i.nonzero(as_tuple=True)",
        "torch.tensor(3).nonzero()",
    )
)
def nonzero(self: Tensor, *, as_tuple: bool = False) -> Any:
    """Where the elements are not zero: one row each, or one tensor for each dimension."""
    refuse_mapped(self, NONZERO)
    if self.dtype.category == INTEGER:
        refuse_whole("nonzero", self.dtype)
    found = np.nonzero(np.atleast_1d(self._data))
    if as_tuple:
        return tuple(untracked(each, self) for each in np.stack(found))
    return untracked(np.stack(found).T[:, : self.ndim], self)


@composite(samples=("torch.argwhere(t)",))
def argwhere(self: Tensor) -> Any:
    """Where the elements are not zero, one row each."""
    return nonzero(self)


@operation("bincount", name="bincount.weights", inputs=("weights", "self"), node="NotImplemented",
           weights=lambda grad: no_derivative("bincount"))  # fmt: skip
def weighted_counts(weights: Any, self: Any, minlength: int = 0) -> Any:
    """The sums of the weights of each whole number."""
    own = np.float32 if weights.dtype == np.float32 else np.float64
    return np.bincount(self, weights, minlength).astype(own)


@composite(samples=("torch.bincount(torch.tensor([0, 1, 1, 3]))", "k.bincount(minlength=5)"))
def bincount(self: Tensor, weights: Any = None, minlength: int = 0) -> Any:
    """How often each whole number occurs."""
    refuse_whole("bincount", self.dtype)
    if self.dtype.category != INTEGER:
        raise NotImplementedError(f"\"bincount_cpu\" not implemented for '{self.dtype.kind_name}'")
    if minlength < 0:
        raise RuntimeError("minlength should be >= 0")
    if self.ndim != 1 or (self._data < 0).any():
        raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
    if weights is None or not self.numel():  # of nothing PyTorch counts in whole numbers
        return untracked(np.bincount(self._data, minlength=minlength), self)
    if weights._data.shape != self._data.shape:
        raise RuntimeError("weights should be 1-d and have the same length as input")
    if weights._edge is not None:
        return weighted_counts(weights, self, minlength)
    own = np.float32 if weights._data.dtype == np.float32 else np.float64
    found = np.bincount(self._data, weights._data, minlength)
    return untracked(found.astype(own), self, weights)
