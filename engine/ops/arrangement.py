"""Elements in other places: ``flip``, ``roll``, diagonals and triangles."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.calls.axes import axes, check_whole, shape_argument, wrap
from engine.calls.declare import FUNCTIONS, composite, operation
from engine.calls.out_rules import OutRule
from engine.dtypes import F32, F64, I64
from engine.errors import absent
from engine.formula import flip as flipped
from engine.formula import roll as rolled
from engine.placed import part, scatter_add
from engine.storage import memory
from engine.symbolic.symbol import Symbol
from engine.tensor import Tensor, new_tensor, storage

Ints = tuple[int, ...]


def _dims(dims: Any, ndim: int) -> tuple[int, ...]:
    return axes(shape_argument(dims), ndim) or ()


@operation(
    "flip", name="flip.dims", node="FlipBackward0", self=lambda grad, dims: flipped(grad, dims)
)
def flip_dims(self: Any, dims: tuple[int, ...]) -> Any:
    """The elements in reverse order along dimensions."""
    return np.flip(self, dims).copy("K") if self.ndim else np.array(self)[()]


@composite(
    samples=("x.flip(0)", "x.flip(0, 1)", "torch.flip(x, [1])", "x.flip((-1,))", "x.flip(2)")
)
def flip(self: Tensor, *dims: Any, **named: Any) -> Any:
    """The elements in reverse order along ``dims``."""
    found = _dims(dims or (named.pop("dims"),), self.ndim)
    if named:
        raise TypeError(f"flip() got an unexpected keyword argument '{next(iter(named))}'")
    return flip_dims(self, found)


@composite(samples=("x.fliplr()",))
def fliplr(self: Tensor) -> Any:
    """The columns in reverse order."""
    if self.ndim < 2:
        raise RuntimeError("Input must be >= 2-d.")
    return flip(self, 1)


@composite(samples=("x.flipud()",))
def flipud(self: Tensor) -> Any:
    """The rows in reverse order."""
    if not self.ndim:
        raise RuntimeError("Input must be >= 1-d.")
    return flip(self, 0)


def _back(shifts: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(-each for each in shifts) if isinstance(shifts, tuple) else shifts


@operation("roll", name="roll.shifts", node="RollBackward0",
           self=lambda grad, shifts, dims: rolled(grad, _back(shifts), dims))  # fmt: skip
def roll_shifts(self: Any, shifts: tuple[int, ...], dims: tuple[int, ...] = ()) -> Any:
    """The elements pushed along, the last ones coming in at the front."""
    return np.ascontiguousarray(
        np.roll(self, shifts, dims) if dims else np.roll(self, shifts[0])
    ).reshape(self.shape)


@composite(
    samples=("x.roll(1)", "x.roll(1, 0)", "torch.roll(x, (1, 2), (0, 1))", "x.roll(-1, -1)")
)
def roll(self: Tensor, shifts: Any, dims: Any = ()) -> Any:
    """The elements pushed along ``dims``, the last ones coming in at the front."""
    check_whole(shifts)
    steps = (shifts,) if isinstance(shifts, int) else tuple(shifts)
    if not steps:
        raise RuntimeError("`shifts` required")
    where = (dims,) if isinstance(dims, int) else tuple(dims or ())
    if where and not self.ndim:
        raise IndexError(f"Dimension specified as {where[0]} but tensor has no dimensions")
    if not where and len(steps) == 1:
        return roll_shifts(self, steps, ())
    if len(steps) != len(where):
        raise RuntimeError(
            f"shifts and dimensions must align. shifts: {len(steps)}, dims:{len(where)}"
        )
    return roll_shifts(self, steps, tuple(wrap(each, self.ndim) for each in where))


@operation("diagonal", name="diagonal.dims", node="DiagonalBackward0", is_view=True,
           backward_node="DiagonalBackwardBackward0",
           backward_derivatives={
               "grad": lambda grad, offset, dim1, dim2: diagonal_of(grad, offset, dim1, dim2)
           },
           self=lambda grad, self_shape, offset, dim1, dim2: (
               _onto_diagonal(grad, self_shape, offset, dim1, dim2)
           ))  # fmt: skip
def diagonal_dims(self: Any, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Any:
    """The elements whose two indices are equal (or differ by the offset)."""
    found = np.diagonal(self, offset, dim1, dim2)
    if self.flags.writeable:
        found.flags.writeable = True
    return found


def _onto_diagonal(grad: Any, shape: Any, offset: int, dim1: int, dim2: int) -> Any:
    if not isinstance(shape, tuple):
        return scatter_add(grad, shape, None)
    places = np.arange(math.prod(shape)).reshape(shape)
    return scatter_add(
        grad, shape, np.unravel_index(np.diagonal(places, offset, dim1, dim2), shape)
    )


@composite(
    samples=(
        "m.diagonal()",
        "x.diagonal(1)",
        "b.diagonal(0, 1, 2)",
        "b.diagonal(dim1=-2, dim2=-1)",
        "v.diagonal()",
    )
)
def diagonal(self: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Any:
    """The elements whose two indices are equal (or differ by ``offset``)."""
    first, second = wrap(dim1, self.ndim), wrap(dim2, self.ndim)
    if first == second:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    return diagonal_dims(self, offset, first, second)


@operation(
    "diagonal",
    name="diagonal.copy",
    node="DiagonalBackward0_copy",
    backward_node="DiagonalBackwardBackward0",
    backward_derivatives={"grad": lambda grad, offset: diagonal_of(grad, offset, 0, 1)},
    self=lambda grad, self_shape, offset: _onto_diagonal(grad, self_shape, offset, 0, 1),
)
def diagonal_copy(self: Any, offset: int = 0) -> Any:
    """A copy of the diagonal."""
    return np.diagonal(self, offset).copy()


@operation("diag", name="diag_embed.dims", self=lambda grad, offset, dim1, dim2: (
    diagonal_of(grad, offset, dim1, dim2)
))  # fmt: skip
def embed_diagonal(self: Any, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Any:
    """Matrices with the given diagonals."""
    size = self.shape[-1] + abs(offset)
    whole = np.zeros((*self.shape[:-1], size, size), self.dtype)
    rows = np.arange(self.shape[-1]) + max(-offset, 0)
    whole[..., rows, rows + offset] = self
    return whole if (dim1, dim2) == (-2, -1) else np.moveaxis(whole, (-2, -1), (dim1, dim2))


def diagonal_of(value: Any, offset: int, dim1: int, dim2: int) -> Any:
    """The diagonals of two dimensions."""
    if not isinstance(value, np.ndarray):
        return value.diagonal(offset, dim1, dim2)
    return np.diagonal(value, offset, dim1, dim2)


@composite(samples=("v.diag_embed()", "x.diag_embed(1)", "x.diag_embed(-1, 0, 2)"))
def diag_embed(self: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Any:
    """Matrices with the given diagonals, in two new dimensions."""
    one, two = wrap(dim1, self.ndim + 1), wrap(dim2, self.ndim + 1)
    if one == two:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    return embed_diagonal(self, offset, dim1, dim2)


@composite(samples=("v.diagflat()", "torch.diagflat(x, 1)"))
def diagflat(self: Tensor, offset: int = 0) -> Any:
    """The matrix with all elements on a diagonal."""
    return embed_diagonal(self.contiguous().view(-1), offset)


@composite(
    out=OutRule(
        too_narrow=(
            RuntimeError,
            "diag: result type {wanted} can't be cast to the desired out= type {own}",
        )
    ),
    samples=("v.diag()", "m.diag()", "torch.diag(x, 1)", "v.diag(-1)", "b.diag()"),
)
def diag(self: Tensor, diagonal: int = 0) -> Any:
    """A matrix's diagonal, or the matrix with a given one."""
    check_whole(diagonal)
    if self.ndim not in (1, 2):
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {self.ndim}D")
    return embed_diagonal(self, diagonal) if self.ndim == 1 else diagonal_copy(self, diagonal)


def _on_trace(grad: Any, shape: Any) -> Any:
    """The gradient of a trace on the diagonal of a matrix, zero elsewhere."""
    if isinstance(grad, Symbol):
        return grad._noted("on the diagonal, zero elsewhere")
    if not isinstance(grad, Tensor):
        return _onto_diagonal(_repeated(grad, min(shape)), shape, 0, 0, 1)
    row = new_tensor(np.zeros(math.prod(shape), grad._data.dtype))
    places = new_tensor(np.arange(0, row.numel(), shape[1] + 1)[: min(shape)])
    return FUNCTIONS["index_fill"](row, 0, places, grad).view(shape)


@operation("trace", name="trace", self=lambda grad, self_shape: _on_trace(grad, self_shape),
           samples=("m.trace()", "torch.trace(x)"))  # fmt: skip
def trace(self: Any) -> Any:
    """The sum of a matrix's diagonal."""
    if self.ndim != 2:
        raise RuntimeError("trace: expected a matrix, but got tensor with dim " + str(self.ndim))
    wide = I64 if self.dtype.kind in "biu" else F64 if self.dtype is F32 else None
    return np.trace(self, dtype=wide).astype(wide if wide is I64 else self.dtype)


def _repeated(grad: Any, times: int) -> Any:
    return np.broadcast_to(grad, (times,)) if not isinstance(grad, Tensor) else grad.expand(times)


def _from_windows(grad: Any, shape: Any, dimension: int, size: int, step: int) -> Any:
    """The gradient of every window added where the window was."""
    if isinstance(grad, Symbol):
        return grad._noted("windows added up where they overlap")
    if not shape:
        return grad.sum()
    return scatter_add(grad, shape, _windows_of(shape, dimension, size, step))


@operation(
    "unfold",
    name="unfold",
    is_view=True,
    backward_node="UnfoldBackwardBackward0",
    self=lambda grad, self_shape, dimension, size, step: _from_windows(
        grad, self_shape, dimension, size, step
    ),
    samples=("x.unfold(1, 2, 1)", "v.unfold(0, 2, 1)"),
)
def unfold(self: Any, dimension: int, size: int, step: int) -> Any:
    """Every window of so many elements along a dimension."""
    if size < 0:
        raise RuntimeError(f"size is {size} but must be >= 0")
    if step <= 0:
        raise RuntimeError(f"step is {step} but must be > 0")
    if not self.ndim and size <= 1:
        return self.reshape(1)[:size]
    axis = wrap(dimension, self.ndim)
    length = self.shape[axis] if self.ndim else 1
    if size > length:
        raise RuntimeError(
            f"maximum size for tensor at dimension {axis} is {length} but size is {size}"
        )
    windows = np.lib.stride_tricks.sliding_window_view(
        self, size, axis, writeable=self.flags.writeable
    )
    cut = (slice(None),) * axis + (slice(None, None, step),)
    return windows[cut]


def _windows_of(shape: tuple[int, ...], dimension: int, size: int, step: int) -> Any:
    places = np.arange(math.prod(shape)).reshape(shape)
    return np.unravel_index(unfold.op.forward(places, dimension, size, step), shape)


def _slots(size: Any, stride: Any, start: int) -> Any:
    """Where in the row of all its memory each element of an array lies."""
    steps = zip(np.indices(size, sparse=True), stride, strict=True)
    found = sum((places * step for places, step in steps), start)
    return np.broadcast_to(np.asarray(found, np.int64), size)


def _unseen(
    grad: Any, shape: Any, strides: Any, start: int, size: Any, stride: Any, offset: int | None
) -> Any:
    """The gradient of a tensor whose memory was seen through other strides.

    What fell on one place of memory is added up there, and shared among the elements that lie
    there; as PyTorch's ``as_strided_backward``.
    """
    if isinstance(grad, Symbol):
        return grad._scattered()
    shown, own = _slots(size, stride, start if offset is None else offset), _slots(
        shape, strides, start
    )  # fmt: skip
    count = 1 + max(shown.max(initial=0), own.max(initial=0))
    found = part(scatter_add(grad, (int(count),), (shown,)), (own,))
    times = np.bincount(own.reshape(-1), minlength=1)
    if times.max() == 1:
        return found
    shares = (1 / times[own]).astype(found.dtype if isinstance(found, np.ndarray) else np.float64)
    return found * (new_tensor(shares).to(found.dtype) if isinstance(found, Tensor) else shares)


@operation("strided", name="as_strided.sizes", node="AsStridedBackward0", is_view=True, self=(
    lambda grad, self_shape, self_strides, start, size, stride, storage_offset: _unseen(
        grad, self_shape, self_strides, start, size, stride, storage_offset
    )
))  # fmt: skip
def strided(
    self: Any, size: Any, stride: Any, storage_offset: int | None = None, start: int = 0
) -> Any:
    """The storage seen with given strides; ``start`` : where in it the tensor itself begins."""
    first = memory.offset(self) if storage_offset is None else storage_offset
    return memory.seen(self, size, stride, first)


def _check_strides(size: Ints, stride: Ints, storage_offset: int | None) -> None:
    if len(size) != len(stride):
        raise RuntimeError("mismatch in length of strides and shape")
    if any(step < 0 for step in stride):
        raise RuntimeError(
            "as_strided: Negative strides are not supported at the moment, got strides: "
            f"{list(stride)}"
        )
    if any(n < 0 for n in size):
        raise RuntimeError(
            f"Storage size calculation overflowed with sizes={list(size)} and "
            f"strides={list(stride)}"
        )
    if storage_offset is not None and storage_offset < 0:
        raise RuntimeError(f"Tensor: invalid storage offset {storage_offset}")


def _not_replayed(_: Any) -> Any:
    raise absent("the gradient of a tensor changed in place, of which as_strided shows a part, "
                 "unless its elements lie one after another in a storage of its own,")  # fmt: skip


@composite(samples=(
    "x.as_strided((2,), (1,))", "x.as_strided((2, 2), (3, 1), 1)", "x[1].as_strided((2,), (2,))",
    "x[1].as_strided((2,), (1,), 0)", "x.t().as_strided((3,), (2,))", "x.as_strided((4,), (2,))",
    "v.expand(2, 3).as_strided((2, 2), (1, 1))", "x.as_strided((2,), (1, 1))",
    "x.as_strided((2,), (-1,))", "x.as_strided((2,), (1,), -1)", "x[1].sum().as_strided((), ())",
))  # fmt: skip
def as_strided(self: Tensor, size: Any, stride: Any, storage_offset: int | None = None) -> Any:
    """The storage seen with given strides."""
    size, stride = tuple(size), tuple(stride)
    _check_strides(size, stride, storage_offset)
    found = strided(self, size, stride, storage_offset, memory.offset(storage(self)))
    if found._base is not None and not memory.is_whole(storage(found._base)):
        found._replay = _not_replayed
    return found
