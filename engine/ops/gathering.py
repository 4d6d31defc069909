"""Picking and placing elements by tensors of indices: gather, scatter, select, take, mask."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.axes import wrap
from engine.declare import composite, operation, overloaded
from engine.formula import along, part
from engine.formula import scatter_add as spread_out
from engine.ops.arithmetic import Choice
from engine.ops.indexing import at
from engine.ops.writing import without
from engine.tensor import Tensor, new_tensor


def places(index: Any, who: str, kinds: tuple[str, ...] = ("int64", "int32")) -> Any:
    """The array of a tensor of indices.

    Raises:
        RuntimeError: it holds something else than whole numbers.
    """
    if index.dtype.name not in kinds:
        raise RuntimeError(f"{who}(): Expected dtype int32/int64 for index")
    return index._data


@operation(
    "gather",
    name="gather.dim",
    node="GatherBackward0",
    self=lambda grad, self_shape, dim, index: spread_out(grad, self_shape, along(index, dim)),
)
def gather_along(self: Any, dim: int, index: Any) -> Any:
    """For each index, the element it counts to along a dimension."""
    return self[along(index, dim)]


@composite(samples=(
    "m.gather(0, k.reshape(1, 3))", "x.gather(1, torch.tensor([[0, 2], [1, 1]]))",
    "torch.gather(x, 1, torch.tensor([[2], [0]]))", "x.gather(1, torch.tensor([[3]]))",
    "x.gather(1, k)", "v.gather(0, k)", "x.gather(1, torch.tensor([[0.5]]))",
))  # fmt: skip
def gather(self: Tensor, dim: int, index: Tensor, *, sparse_grad: bool = False) -> Any:
    """For each index, the element it counts to along ``dim``."""
    axis, array = wrap(dim, self.ndim), places(index, "gather")
    if array.ndim != self.ndim:
        raise RuntimeError("Index tensor must have the same number of dimensions as input tensor")
    _within(array, self.shape[axis] if self.ndim else 1, axis)
    return gather_along(self, axis, array)


def _within(array: Any, length: int, axis: int) -> None:
    outside = np.asarray((array < 0) | (array >= length))
    if outside.any():
        raise RuntimeError(
            f"index {int(np.asarray(array)[outside][0])} is out of bounds for dimension {axis} "
            f"with size {length}"
        )


@composite(samples=("m.take_along_dim(k.reshape(1, 3), 0)", "x.take_along_dim(x.argsort(1), 1)"))
def take_along_dim(self: Tensor, indices: Tensor, dim: int | None = None) -> Any:
    """For each index, the element it counts to along ``dim``, all else broadcast."""
    if dim is None:
        return gather(self.view(-1), 0, indices.view(-1))
    axis = wrap(dim, self.ndim)
    shape = np.broadcast_shapes(
        tuple(1 if n == axis else each for n, each in enumerate(self.shape)),
        tuple(1 if n == axis else each for n, each in enumerate(indices.shape)),
    )
    own = [self.shape[axis] if n == axis else each for n, each in enumerate(shape)]
    other = [indices.shape[axis] if n == axis else each for n, each in enumerate(shape)]
    return gather(self.expand(own), axis, indices.expand(other))


@operation("scatter", name="scatter.src", node="ScatterBackward0", inputs=("self", "src"),
           self=lambda grad, dim, index: without(grad, along(index, dim)),
           src=lambda grad, dim, index: part(grad, along(index, dim)))  # fmt: skip
def scatter_tensor(self: Any, src: Any, dim: int, index: Any) -> Any:
    """The tensor with elements of ``src`` written where an index counts to."""
    whole = np.array(self)
    whole[along(index, dim)] = src[tuple(slice(each) for each in index.shape)]
    return whole


@operation("scatter", name="scatter.value", node="ScatterBackward1",
           self=lambda grad, dim, index: without(grad, along(index, dim)))  # fmt: skip
def scatter_number(self: Any, dim: int, index: Any, value: Any) -> Any:
    """The tensor with a number written where an index counts to."""
    whole = np.array(self)
    whole[along(index, dim)] = value
    return whole


@overloaded(samples=(
    "(m * 1).scatter_(0, k.reshape(1, 3), x[:1])", "m.scatter(0, k.reshape(1, 3), 1.5)",
    "m.scatter(1, k.reshape(3, 1), n[:, :1])",
    "torch.zeros(2, 4).scatter_(1, torch.tensor([[1], [3]]), 1.)",
    "m.scatter(1, k.reshape(3, 1), value=2.)",
))  # fmt: skip
def scatter(
    self: Tensor, dim: int, index: Tensor, src: Any = None, *, value: Any = None
) -> Choice:
    """The tensor with ``src`` written where ``index`` counts to along ``dim``."""
    axis, array = wrap(dim, self.ndim), places(index, "scatter")
    _within(array, self.shape[axis], axis)
    if isinstance(src, Tensor):
        return scatter_tensor, (self, _shaped(src, array)), {"dim": axis, "index": array}
    number = src if value is None else value
    return scatter_number, (self,), {"dim": axis, "index": array, "value": number}


def _shaped(src: Any, array: Any) -> Any:
    shape = tuple(array.shape)
    return src if tuple(src.shape) == shape else src[tuple(slice(each) for each in shape)]


@operation(
    "scatter +",
    name="scatter_add.dim",
    node="ScatterAddBackward0",
    inputs=("self", "src"),
    self=lambda grad: grad,
    src=lambda grad, dim, index: part(grad, along(index, dim)),
)
def scatter_sum(self: Any, src: Any, dim: int, index: Any) -> Any:
    """The tensor with elements of ``src`` added where an index counts to."""
    whole = np.array(self)
    np.add.at(whole, along(index, dim), src[tuple(slice(each) for each in index.shape)])
    return whole


@overloaded(
    samples=(
        "m.scatter_add(0, k.reshape(1, 3), x[:1])",
        "(m * 1).scatter_add_(0, torch.tensor([[0, 0, 0]]), x[:1])",
    )
)
def scatter_add(self: Tensor, dim: int, index: Tensor, src: Tensor) -> Choice:
    """The tensor with ``src`` added where ``index`` counts to along ``dim``."""
    axis, array = wrap(dim, self.ndim), places(index, "scatter_add")
    return scatter_sum, (self, _shaped(src, array)), {"dim": axis, "index": array}


@operation(
    "select",
    name="index_select.dim",
    node="IndexSelectBackward0",
    self=lambda grad, self_shape, dim, index: spread_out(grad, self_shape, at(dim, index)),
)
def select_layers(self: Any, dim: int, index: Any) -> Any:
    """The layers of a dimension that an index names."""
    return self[at(dim, index)] if self.ndim else self


@composite(
    samples=(
        "x.index_select(1, k)",
        "torch.index_select(x, 0, torch.tensor([1, 1]))",
        "x.index_select(0, k)",
    )
)
def index_select(self: Tensor, dim: int, index: Tensor) -> Any:
    """The layers of ``dim`` that ``index`` names."""
    axis, array = wrap(dim, self.ndim), places(index, "index_select", ("int64", "int32"))
    if array.ndim > 1:
        raise IndexError("index_select(): Index is supposed to be a vector")
    if self.ndim and ((array < 0) | (array >= self.shape[axis])).any():
        raise IndexError("index out of range in self")
    return select_layers(self, axis, array.reshape(-1))


@operation("+", name="index_add.dim", node="IndexAddBackward0", inputs=("self", "source"),
           self=lambda grad: grad,
           source=lambda grad, dim, index, alpha: part(grad, at(dim, index)) * alpha)  # fmt: skip
def add_layers(self: Any, source: Any, dim: int, index: Any, alpha: Any = 1) -> Any:
    """The tensor with layers added where an index names them."""
    whole = np.array(self)
    np.add.at(whole, at(dim, index), source * alpha)
    return whole


@overloaded(
    samples=(
        "m.index_add(0, k, n)",
        "m.index_add(1, torch.tensor([0, 0, 1]), n, alpha=2)",
        "(m * 1).index_add_(0, k, n)",
    )
)
def index_add(self: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: Any = 1) -> Choice:
    """The tensor with ``source`` added to the layers of ``dim`` that ``index`` names."""
    options = {"dim": wrap(dim, self.ndim), "index": index._data, "alpha": alpha}
    return add_layers, (self, source), options


@operation("copy", name="index_copy.dim", node="IndexCopyBackward0", inputs=("self", "source"),
           self=lambda grad, dim, index: without(grad, at(dim, index)),
           source=lambda grad, dim, index: part(grad, at(dim, index)))  # fmt: skip
def copy_layers(self: Any, source: Any, dim: int, index: Any) -> Any:
    """The tensor with layers replaced where an index names them."""
    whole = np.array(self)
    whole[at(dim, index)] = source
    return whole


@overloaded(samples=("m.index_copy(0, k, n)", "(m * 1).index_copy_(1, k, n)"))
def index_copy(self: Tensor, dim: int, index: Tensor, source: Tensor) -> Choice:
    """The tensor with ``source`` in the layers of ``dim`` that ``index`` names."""
    return copy_layers, (self, source), {"dim": wrap(dim, self.ndim), "index": index._data}


@operation("fill", name="index_fill.Scalar", node="IndexFillBackward0",
           self=lambda grad, dim, index: without(grad, at(dim, index)))  # fmt: skip
def fill_layers(self: Any, dim: int, index: Any, value: Any) -> Any:
    """The tensor with one number in the layers that an index names."""
    whole = np.array(self)
    whole[at(dim, index)] = value
    return whole


@overloaded(samples=("m.index_fill(0, k[:2], 1.)", "(m * 1).index_fill_(1, k[:1], -1)"))
def index_fill(self: Tensor, dim: int, index: Tensor, value: Any) -> Choice:
    """The tensor with ``value`` in the layers of ``dim`` that ``index`` names."""
    number = value.item() if isinstance(value, Tensor) else value
    return (
        fill_layers,
        (self,),
        {"dim": wrap(dim, self.ndim), "index": index._data, "value": number},
    )


@operation("mask", name="masked_select.mask", node="MaskedSelectBackward0",
           self=lambda grad, self_shape, mask: spread_out(grad, self_shape, mask))  # fmt: skip
def select_masked(self: Any, mask: Any) -> Any:
    """The elements where the mask holds, in one row."""
    return self[mask]


@composite(
    samples=(
        "x.masked_select(t)",
        "torch.masked_select(x, x > 0)",
        "x.masked_select(t[0])",
        "x.masked_select(i)",
    )
)
def masked_select(self: Tensor, mask: Tensor) -> Any:
    """The elements where the mask holds, in one row."""
    if mask.dtype.name != "bool":
        raise RuntimeError("masked_select: expected BoolTensor for mask")
    shape = np.broadcast_shapes(tuple(self.shape), tuple(mask.shape))
    source = self if tuple(self.shape) == shape else self.expand(shape)
    return select_masked(source, np.broadcast_to(mask._data, shape))


@operation(
    "mask",
    name="masked_scatter.mask",
    node="MaskedScatterBackward0",
    inputs=("self", "source"),
    self=lambda grad, mask: without(grad, mask),
    source=lambda grad, source_shape, mask: _spread_back(grad, source_shape, mask),
)
def scatter_masked(self: Any, source: Any, mask: Any) -> Any:
    """The tensor with the elements of ``source``, in their order, where the mask holds."""
    whole = np.array(self)
    whole[mask] = source.reshape(-1)[: int(mask.sum())]
    return whole


def _spread_back(grad: Any, shape: tuple[int, ...], mask: Any) -> Any:
    count = int(mask.sum())
    row = spread_out(part(grad, mask), (int(np.prod(shape)),), (slice(count),))
    return row.reshape(shape)


@overloaded(samples=("m.masked_scatter(m > 0, n)", "(m * 1).masked_scatter_(m > 0, n)"))
def masked_scatter(self: Tensor, mask: Tensor, source: Tensor) -> Choice:
    """The tensor with the elements of ``source``, in their order, where the mask holds."""
    return scatter_masked, (self, source), {"mask": np.broadcast_to(mask._data, self.shape)}


@operation(
    "take",
    name="take.flat",
    node="TakeBackward0",
    self=lambda grad, self_shape, index: spread_out(
        grad, self_shape, np.unravel_index(index, self_shape)
    ),
)
def take_flat(self: Any, index: Any) -> Any:
    """The elements that an index names, counted in one row."""
    return self.reshape(-1)[index]


@composite(samples=("x.take(k)", "torch.take(x, torch.tensor([[0, 5], [5, 5]]))"))
def take(self: Tensor, index: Tensor) -> Any:
    """The elements that ``index`` names, counted in one row."""
    size = self._data.size
    outside = index._data[(index._data < -size) | (index._data >= size)]
    if outside.size:
        raise IndexError(
            f"out of range: tried to access index {outside.reshape(-1)[0]} on a tensor of {size} "
            "elements."
        )
    return take_flat(self, np.where(index._data < 0, index._data + self._data.size, index._data))


@operation(
    "put",
    name="put.flat",
    node="PutBackward0",
    inputs=("self", "source"),
    self=lambda grad, self_shape, index, accumulate: (
        grad if accumulate else without(grad, np.unravel_index(index, self_shape))
    ),
    source=lambda grad, self_shape, index: part(grad, np.unravel_index(index, self_shape)),
)
def put_flat(self: Any, source: Any, index: Any, accumulate: bool = False) -> Any:
    """The tensor with elements replaced where an index counts to in one row."""
    whole = np.array(self)
    if accumulate:
        np.add.at(whole.reshape(-1), index, source)
    else:
        whole.reshape(-1)[index] = source
    return whole


@overloaded(samples=("m.put(k, v)", "m.put(k, v, accumulate=True)", "(m * 1).put_(k, v)"))
def put(self: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Choice:
    """The tensor with ``source`` where ``index`` counts to in one row."""
    return put_flat, (self, source), {"index": index._data, "accumulate": accumulate}


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
    found = np.nonzero(np.atleast_1d(self._data))
    if as_tuple:
        return tuple(new_tensor(each) for each in found)
    return new_tensor(np.stack(found, axis=1)[:, : self.ndim])


@composite(samples=("torch.argwhere(t)",))
def argwhere(self: Tensor) -> Any:
    """Where the elements are not zero, one row each."""
    return nonzero(self)


@composite(
    method=False,
    samples=("torch.searchsorted(torch.tensor([1., 2., 3.]), torch.tensor([0.5, 2., 9.]))",),
)
def searchsorted(sorted_sequence: Any, values: Any, *, right: bool = False) -> Any:
    """Where the values would be put into a sorted row."""
    side: Any = "right" if right else "left"
    return new_tensor(np.searchsorted(sorted_sequence._data, values._data, side))


@composite(
    method=False, samples=("torch.bucketize(x.detach(), torch.tensor([0., 1.], dtype=x.dtype))",)
)
def bucketize(input: Tensor, boundaries: Tensor, *, right: bool = False) -> Any:
    """Between which boundaries each element lies."""
    side: Any = "right" if right else "left"
    return new_tensor(np.searchsorted(boundaries._data, input._data, side))


@composite(samples=("torch.bincount(torch.tensor([0, 1, 1, 3]))", "k.bincount(minlength=5)"))
def bincount(self: Tensor, weights: Any = None, minlength: int = 0) -> Any:
    """How often each whole number occurs."""
    given = None if weights is None else weights._data
    return new_tensor(np.bincount(self._data, given, minlength))


@composite(samples=("torch.isin(i, torch.tensor([1, 6]))",), method=False)
def isin(elements: Any, test_elements: Any) -> Any:
    """Is each element among those of the other?"""
    arrays = [
        each._data if isinstance(each, Tensor) else each for each in (elements, test_elements)
    ]
    return new_tensor(np.isin(*arrays))
