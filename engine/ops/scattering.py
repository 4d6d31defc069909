"""Writing at places that a tensor of indices names along a dimension: ``scatter`` and its like."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.axes import wrap
from engine.calls.declare import operation, overloaded
from engine.calls.out_rules import OWN_DTYPE
from engine.errors import no_derivative
from engine.foundation.warn import warn
from engine.kernels.adding import add_at
from engine.numbers.alike import require_alike
from engine.numbers.half import converted
from engine.numbers.ranges import fitting
from engine.ops.arithmetic import Choice
from engine.ops.gathering import places, within
from engine.ops.index_checks import check_scattered
from engine.ops.writing import without
from engine.placed import along, part
from engine.tensor import Tensor

INVALID = (
    "Function {} returned an invalid gradient at index 1 - got {} but expected shape compatible "
    "with {}"
)
MEETING = (
    "The reduce argument of torch.scatter with Tensor src is deprecated and will be removed in a "
    "future PyTorch release. Use torch.scatter_reduce instead for more reduction options."
)


@operation("scatter", name="scatter.src", node="ScatterBackward0", inputs=("self", "src"),
           scatters=True, self=lambda grad, dim, index: without(grad, along(index, dim)),
           src=lambda grad, src_shape, dim, index: from_scattered(
               "ScatterBackward0", grad, src_shape, dim, index
           ))  # fmt: skip
def scatter_tensor(self: Any, src: Any, dim: int, index: Any) -> Any:
    """The tensor with elements of ``src`` written at the positions of an index."""
    whole = np.array(self, order="C")
    whole[along(index, dim)] = read(src, index)
    return whole


def aligned(index: Any, ndim: int) -> Any:
    """An index of one element with as many dimensions as a row, or a number, it counts along."""
    return index.reshape((1,) * ndim) if index.size == 1 and index.ndim + ndim == 1 else index


def read(src: Any, index: Any) -> Any:
    """What an index of a smaller shape reads of a source."""
    if not index.ndim:
        return src.reshape(-1)[0]
    if not index.size:
        return np.zeros(index.shape, src.dtype)
    return src[tuple(slice(each) for each in index.shape)] if src.ndim else src


def from_scattered(node: str, grad: Any, shape: Any, dim: int, index: Any) -> Any:
    """The gradient of a source: that at the index's positions, in the index's shape.

    Raises:
        RuntimeError: the source was larger, which PyTorch only notices here.
    """
    sent = part(grad, along(index, dim))
    if isinstance(shape, tuple) and not _reaches(shape, index.shape):
        raise RuntimeError(INVALID.format(node, list(index.shape), list(shape)))
    return sent


def _reaches(shape: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Can a shape be expanded to another?"""
    pairs = zip(reversed(shape), reversed(other), strict=False)
    return len(shape) <= len(other) and all(n in (1, m) for n, m in pairs)


@operation("scatter", name="scatter.value", node="ScatterBackward1", scatters=True,
           self=lambda grad, dim, index: without(grad, along(index, dim)))  # fmt: skip
def scatter_number(self: Any, dim: int, index: Any, value: Any) -> Any:
    """The tensor with a number written at the positions of an index."""
    whole = np.array(self, order="C")
    whole[along(index, dim)] = converted(np.asarray(value), self.dtype)
    return whole


@overloaded(out=OWN_DTYPE.apart(), samples=(
    "(m * 1).scatter_(0, k.reshape(1, 3), x[:1])", "m.scatter(0, k.reshape(1, 3), 1.5)",
    "m.scatter(1, k.reshape(3, 1), n[:, :1])",
    "torch.zeros(2, 4).scatter_(1, torch.tensor([[1], [3]]), 1.)",
    "m.scatter(1, k.reshape(3, 1), value=2.)",
))  # fmt: skip
def scatter(
    self: Tensor,
    dim: int,
    index: Tensor,
    src: Any = None,
    *,
    value: Any = None,
    reduce: str | None = None,
) -> Choice:
    """The tensor with ``src`` written at the positions ``index`` along ``dim``."""
    axis, array = wrap(dim, self.ndim), places(index, "scatter")
    if isinstance(src, Tensor):
        if reduce is not None:
            warn(MEETING, once=True)
        require_alike("scatter(): Expected self.dtype to be equal to src.dtype", self, src)
    check_scattered(self, axis, array, src)
    within(array, self.shape[axis] if self.ndim else 1, axis)
    array = aligned(array, self.ndim)
    if reduce is not None:
        given = src if value is None else value
        return scatter_meeting, (self, given), {"dim": axis, "index": array, "reduce": reduce}
    if isinstance(src, Tensor):
        return scatter_tensor, (self, src), {"dim": axis, "index": array}
    number = src if value is None else value
    return (
        scatter_number,
        (self,),
        {"dim": axis, "index": array, "value": fitting(number, self.dtype)},
    )


@operation("scatter", name="scatter.reduce", node="ScatterBackward2", inputs=("self", "src"),
           scatters=True, self=lambda grad: no_derivative("scatter"))  # fmt: skip
def scatter_meeting(self: Any, src: Any, dim: int, index: Any, reduce: str) -> Any:
    """The tensor with ``src`` added to, or multiplied into, the elements that an index names."""
    if reduce not in ("add", "multiply"):
        raise RuntimeError("reduce argument must be either add or multiply.")
    whole = np.array(self, order="C")
    given = read(src, index) if isinstance(src, np.ndarray) else src
    (np.add if reduce == "add" else np.multiply).at(whole, along(index, dim), given)
    return whole


@operation(
    "scatter +",
    name="scatter_add.dim",
    scatters=True,
    node="ScatterAddBackward0",
    inputs=("self", "src"),
    self=lambda grad: grad,
    src=lambda grad, src_shape, dim, index: from_scattered(
        "ScatterAddBackward0", grad, src_shape, dim, index
    ),
)
def scatter_sum(self: Any, src: Any, dim: int, index: Any) -> Any:
    """The tensor with elements of ``src`` added at the positions of an index."""
    whole = np.array(self, order="C")
    add_at(whole, along(index, dim), read(src, index))
    return whole


@overloaded(
    out=OWN_DTYPE.apart(),
    samples=(
        "m.scatter_add(0, k.reshape(1, 3), x[:1])",
        "(m * 1).scatter_add_(0, torch.tensor([[0, 0, 0]]), x[:1])",
    ),
)
def scatter_add(self: Tensor, dim: int, index: Tensor, src: Tensor) -> Choice:
    """The tensor with ``src`` added at the positions ``index`` along ``dim``."""
    axis, array = wrap(dim, self.ndim), places(index, "scatter")
    require_alike("scatter(): Expected self.dtype to be equal to src.dtype", self, src)
    check_scattered(self, axis, array, src)
    within(array, self.shape[axis] if self.ndim else 1, axis)
    array = aligned(array, self.ndim)
    return scatter_sum, (self, src), {"dim": axis, "index": array}
