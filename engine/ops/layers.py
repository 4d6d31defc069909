"""Whole layers of a dimension picked and placed by tensors of indices."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.axes import wrap
from engine.calls.declare import composite, operation, overloaded
from engine.calls.out_rules import OWN_DTYPE, SAME_TYPE
from engine.formula import reshape
from engine.kernels.adding import add_at
from engine.numbers.alike import require_alike
from engine.numbers.half import converted
from engine.numbers.ranges import fitting
from engine.ops.arithmetic import Choice
from engine.ops.index_checks import (
    check_added,
    check_copied,
    check_filled,
    check_layers_added,
    check_ranks,
)
from engine.ops.writing import without
from engine.placed import layers_along, part
from engine.placed import scatter_add as spread_out
from engine.storage.memory import in_order
from engine.tensor import Tensor


def layers(self: Tensor, index: Tensor) -> Any:
    """Which layers an index names, in a row; of a single number, the whole of it."""
    return np.asarray(index._data).reshape(-1) if self.ndim else ...


def once(index: Any) -> Any:
    """An index without repetitions."""
    return np.unique(index) if isinstance(index, np.ndarray) else index


def times(grad: Any, alpha: Any) -> Any:
    """A multiple of a gradient; itself where that is once."""
    return grad if type(alpha) is int and alpha == 1 else grad * alpha


def as_source(grad: Any, shape: Any) -> Any:
    """The gradient of layers in the shape of the source that they came from."""
    return grad.expand(shape) if isinstance(grad, Tensor) else reshape(grad, shape)


@operation(
    "select",
    name="index_select.dim",
    node="IndexSelectBackward0",
    self=lambda grad, self_shape, dim, index: spread_out(
        grad, self_shape, layers_along(index, dim)
    ),
)
def select_layers(self: Any, dim: int, index: Any) -> Any:
    """The layers of a dimension that an index names."""
    return in_order(self[layers_along(index, dim)]) if self.ndim else np.array(self)[()]


COPIED = (
    "index_copy_(): self and source expected to have the same dtype, but got (self) {0} and "
    "(source) {1}"
)


def _check_within(array: Any, size: int, second: bool) -> None:
    """Raise where there is no such layer; PyTorch has another kernel for a second dimension."""
    wrong = array[(array < 0) | (array >= size)]
    if not wrong.size:
        return
    if second:
        raise RuntimeError(f"INDICES element is out of DATA bounds, id={wrong[0]} axis_dim={size}")
    raise IndexError("index out of range in self")


@composite(
    out=SAME_TYPE.apart(),
    samples=(
        "x.index_select(1, k)",
        "torch.index_select(x, 0, torch.tensor([1, 1]))",
        "x.index_select(0, k)",
    ),
)
def index_select(self: Tensor, dim: int, index: Tensor) -> Any:
    """The layers of ``dim`` that ``index`` names."""
    axis, array = wrap(dim, self.ndim), index._data
    if index.dtype.name not in ("int64", "int32"):
        raise RuntimeError("index_select(): Expected dtype int32 or int64 for index")
    if array.ndim > 1:
        raise IndexError("index_select(): Index is supposed to be a vector")
    if not self.ndim and array.size != 1:
        raise RuntimeError(
            f"index_select(): Index to scalar can have only 1 value, got {array.size} value(s)"
        )
    if self.ndim:
        _check_within(array, self.shape[axis], axis == 1)
    return select_layers(self, axis, layers(self, index))


@operation("+", name="index_add.dim", node="IndexAddBackward0", inputs=("self", "source"),
           scatters=True, self=lambda grad: grad,
           source=lambda grad, source, source_shape, dim, index, alpha: times(
               as_source(part(grad, layers_along(index, dim)), source_shape), alpha
           ))  # fmt: skip
def add_layers(self: Any, source: Any, dim: int, index: Any, alpha: Any = 1) -> Any:
    """The tensor with layers added where an index names them."""
    whole = np.array(self, order="C")
    add_at(whole, layers_along(index, dim), source * alpha)
    return whole


@overloaded(
    out=OWN_DTYPE.apart(),
    samples=(
        "m.index_add(0, k, n)",
        "m.index_add(1, torch.tensor([0, 0, 1]), n, alpha=2)",
        "(m * 1).index_add_(0, k, n)",
    ),
)
def index_add(self: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: Any = 1) -> Choice:
    """The tensor with ``source`` added to the layers of ``dim`` that ``index`` names."""
    check_added("index_add", self, dim, index, source)
    check_layers_added(self, dim, index)
    options = {"dim": wrap(dim, self.ndim), "index": layers(self, index), "alpha": alpha}
    return add_layers, (self, source), options


@operation("copy", name="index_copy.dim", node="IndexCopyBackward0", inputs=("self", "source"),
           scatters=True, self=lambda grad, dim, index: without(grad, layers_along(index, dim)),
           source=lambda grad, source, source_shape, dim, index: as_source(
               part(grad, layers_along(index, dim)), source_shape
           ))  # fmt: skip
def copy_layers(self: Any, source: Any, dim: int, index: Any) -> Any:
    """The tensor with layers replaced where an index names them."""
    whole = np.array(self, order="C")
    whole[layers_along(index, dim)] = source if whole.ndim else source.reshape(-1)[-1]
    return whole


@overloaded(
    out=OWN_DTYPE.apart(),
    samples=("m.index_copy(0, k, n)", "(m * 1).index_copy_(1, k, n)"),
)
def index_copy(self: Tensor, dim: int, index: Tensor, source: Tensor) -> Choice:
    """The tensor with ``source`` in the layers of ``dim`` that ``index`` names."""
    wrap(dim, self.ndim)
    check_ranks(self, index, source)
    if index.dtype.name != "int64":
        raise RuntimeError(
            f"index_copy_(): Expected a long tensor for index, but got {index.dtype.kind_name}"
        )
    require_alike(COPIED, self, source)
    check_copied(self, dim, index, source)
    return copy_layers, (self, source), {"dim": wrap(dim, self.ndim), "index": layers(self, index)}


@operation("fill", name="index_fill.Scalar", node="IndexFillBackward0",
           self=lambda grad, dim, index: without(grad, layers_along(index, dim)))  # fmt: skip
def fill_layers(self: Any, dim: int, index: Any, value: Any) -> Any:
    """The tensor with one number in the layers that an index names."""
    whole = np.array(self)
    whole[layers_along(index, dim)] = converted(np.asarray(value), self.dtype)
    return whole


@operation("fill", name="index_fill.Tensor", node="IndexFillBackward1", inputs=("self", "value"),
           self=lambda grad, dim, index: without(grad, layers_along(index, dim)),
           value=lambda grad, dim, index: (
               part(grad, layers_along(once(index), dim)).sum()
           ))  # fmt: skip
def fill_layers_by_tensor(self: Any, value: Any, dim: int, index: Any) -> Any:
    """The tensor with the number of a 0-d tensor in the layers that an index names."""
    whole = np.array(self)
    whole[layers_along(index, dim)] = value
    return whole


@overloaded(
    samples=(
        "m.index_fill(1, k[:1], s)",
        "m.index_fill(0, k[:2], 1.)",
        "(m * 1).index_fill_(1, k[:1], -1)",
    )
)
def index_fill(self: Tensor, dim: int, index: Tensor, value: Any) -> Choice:
    """The tensor with ``value`` in the layers of ``dim`` that ``index`` names."""
    if index.dtype.name != "int64":
        raise IndexError("index_fill_(): Expected dtype int64 for index.")
    check_filled(self, dim, index, value)
    if isinstance(value, Tensor):
        options = {"dim": wrap(dim, self.ndim), "index": layers(self, index)}
        return fill_layers_by_tensor, (self, value), options
    number = fitting(value, self.dtype)
    options = {"dim": wrap(dim, self.ndim), "index": layers(self, index), "value": number}
    return fill_layers, (self,), options
