"""What goes between brackets: every part becomes the operation that PyTorch makes of it."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from engine.calls.axes import wrap
from engine.calls.declare import FUNCTIONS, composite, operation
from engine.dtypes import bool_
from engine.formula import part, scatter_add
from engine.storage.layout import picked
from engine.surface.mapped import MASK, refuse_mapped
from engine.surface.warn import warn
from engine.tensor import Tensor, new_tensor

LAST = 2**63 - 1
BYTES = "indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead."


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
    length = self.shape[dim]
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


LONG = 32
SMALL = (np.int8, np.int16)
SEQUENCE = (
    "Using a non-tuple sequence for multidimensional indexing is deprecated and will be changed "
    "in pytorch 2.9; use x[tuple(seq)] instead of x[seq]. In pytorch 2.9 this will be interpreted "
    "as tensor index, x[torch.tensor(seq)], which will result either in an error or a different "
    "result"
)


class Reading:
    """An index being read from left to right.

    ``view`` : the tensor with all that is not an array applied. ``dim`` : its next dimension.
    ``arrays`` : by dimension, the arrays still to be applied. ``place`` : which part is being
    read, by which PyTorch names the dimension of a number.
    """

    __slots__ = ("arrays", "dim", "place", "taken", "view")

    def __init__(self, view: Tensor) -> None:
        self.view = view
        self.arrays: dict[int, Any] = {}
        self.dim = self.taken = self.place = 0


def read_index(
    self: Tensor, index: Any, *, writing: bool = False
) -> tuple[Tensor, tuple[Any, ...] | None]:
    """The view that an index's plain parts make, and the arrays that are left, or None.

    ``writing`` : it is about to be written to; then the tensor itself will do for all of it.
    """
    if type(index) is int and self._data.ndim:  # the everyday case, spelt out
        length = self._data.shape[0]
        if -length <= index < length:
            return select_index(self, 0, index), None
    if isinstance(index, str) or (isinstance(index, list) and _is_tuple_in_spirit(index)):
        warn(SEQUENCE)
        index = index if isinstance(index, str) else tuple(index)
    parts = index if isinstance(index, tuple) else (index,)
    reading = Reading(self)
    given = _given(parts)
    if given > self.ndim:
        raise IndexError(_too_many(self, parts))
    for reading.place, each in enumerate(parts):
        _READERS[_kind(each)](reading, each, self.ndim - given)
    if reading.view is self and not reading.arrays:
        if writing:
            return self, None
        if isinstance(index, slice):
            return slice_dim(self, 0, index.start, index.stop, index.step), None
        return alias(self), None
    if not reading.arrays:
        return reading.view, None
    count = max(reading.arrays) + 1
    return reading.view, tuple(reading.arrays.get(n, slice(None)) for n in range(count))


def _is_tuple_in_spirit(index: list[Any]) -> bool:
    """Is a short list of more than numbers taken for a tuple, as numpy did of old?"""
    kinds = (Tensor, list, tuple, range, np.ndarray, slice, type(None), type(Ellipsis))
    return len(index) < LONG and any(isinstance(each, kinds) for each in index)


def _too_many(self: Tensor, parts: tuple[Any, ...]) -> str:
    single = not self.ndim and len(parts) == 1
    if single and _kind(parts[0]) == "number" and not isinstance(parts[0], Tensor):
        if place := operator.index(parts[0]):
            return f"index {place} is out of bounds for dimension 0 with size 0"
        return (
            "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or "
            "`tensor.item<T>()` in C++ to convert a 0-dim tensor to a number"
        )
    if single and _kind(parts[0]) == "slice":
        return "slice() cannot be applied to a 0-dim tensor."
    return f"too many indices for tensor of dimension {self.ndim}"


def _given(parts: tuple[Any, ...]) -> int:
    """How many of the tensor's dimensions an index speaks of."""
    total = 0
    for each in parts:
        kind = _kind(each)
        if kind in ("number", "slice"):
            total += 1
        elif kind == "array":
            array = index_array(each)
            total += array.ndim if array.dtype.kind == "b" else 1
    return total


def _kind(each: Any) -> str:
    if each is None or each is Ellipsis:
        return "new" if each is None else "rest"
    if isinstance(each, slice):
        return "slice"
    if isinstance(each, bool | np.bool_):
        return "flag"
    if isinstance(each, Tensor):
        if not each.ndim and each.dtype is bool_:
            return "flag"
        whole = not each.ndim and each.dtype.name in ("int64", "int32", "int16", "int8")
        return "number" if whole else "array"
    if isinstance(each, list | tuple | range | np.ndarray):
        return "array"
    if hasattr(each, "__index__"):
        return "number"
    if isinstance(each, str):
        raise TypeError("new(): invalid data type 'str'")
    raise IndexError(
        "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid "
        f"indices (got {type(each).__name__})"
    )


def index_array(each: Any) -> Any:
    """The array of a tensor, list or array that stands in an index.

    Raises:
        IndexError: it holds something else than whole numbers or booleans.
    """
    array = np.asarray(each._data if isinstance(each, Tensor) else plain(each))
    if array.dtype.kind == "b" and isinstance(each, Tensor):
        refuse_mapped(each, MASK)
    if array.dtype == np.uint8:
        return array != 0
    tensor = isinstance(each, Tensor)
    if (array.dtype.kind not in "biu" or (tensor and array.dtype in SMALL)) and array.size:
        raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
    return array.astype(np.int64) if array.dtype.kind != "b" else array


def plain(index: Any) -> Any:
    """Nested lists in which tensors have become arrays."""
    if isinstance(index, list | tuple):
        return [plain(each) for each in index]
    return index._data if isinstance(index, Tensor) else index


def _read_number(reading: Reading, each: Any, rest: int) -> None:
    number, view = int(operator.index(each)), reading.view
    length = view.shape[reading.dim]
    if not -length <= number < length:
        raise IndexError(
            f"index {number} is out of bounds for dimension {reading.place} with size {length}"
        )
    reading.view = select_index(view, reading.dim, number)
    reading.taken += 1


def _read_slice(reading: Reading, each: slice, rest: int) -> None:
    if each != slice(None):
        start, stop, step = (
            None if n is None else operator.index(n) for n in (each.start, each.stop, each.step)
        )
        reaches = stop is None or stop >= reading.view.shape[reading.dim]
        if start or not reaches or step not in (None, 1):
            reading.view = slice_dim(reading.view, reading.dim, start, stop, step)
    reading.dim += 1
    reading.taken += 1


def _read_new(reading: Reading, each: None, rest: int) -> None:
    reading.view = reading.view.unsqueeze(reading.dim)
    reading.dim += 1


def _read_rest(reading: Reading, each: Any, rest: int) -> None:
    reading.dim += rest
    reading.taken += rest


def _read_flag(reading: Reading, each: Any, rest: int) -> None:
    reading.view = reading.view.unsqueeze(reading.dim)
    reading.arrays[reading.dim] = np.zeros(int(each), np.int64)
    reading.dim += 1


def _read_array(reading: Reading, each: Any, rest: int) -> None:
    if isinstance(each, Tensor) and each.dtype.name == "uint8":
        warn(BYTES)
    array = index_array(each)
    own = tuple(reading.view.shape)
    if array.dtype.kind == "b":
        for place, length in enumerate(array.shape):
            if length != own[reading.dim + place]:
                raise IndexError(
                    f"The shape of the mask {list(array.shape)} at index {place} does not "
                    "match the "
                    f"shape of the indexed tensor {list(own)} at index {reading.dim + place}"
                )
        for place, found in enumerate(array.nonzero()):
            reading.arrays[reading.dim + place] = found
        reading.dim += array.ndim
        reading.taken += array.ndim
        return
    length = own[reading.dim]
    outside = (array < -length) | (array >= length)
    if outside.any():
        if not own[reading.dim]:
            raise IndexError("index is out of bounds for dimension with size 0")
        raise IndexError(
            f"index {int(array[outside][0])} is out of bounds for dimension {reading.taken} with "
            f"size {length}"
        )
    reading.arrays[reading.dim] = array
    reading.dim += 1
    reading.taken += 1


_READERS: dict[str, Any] = {
    "number": _read_number, "slice": _read_slice, "new": _read_new, "rest": _read_rest,
    "flag": _read_flag, "array": _read_array,
}  # fmt: skip


@composite(samples=(
    "x[0]", "x[-1]", "x[0, 1]", "x[0][1]", "x[:, 1]", "x[0:1]", "x[:, 1:]", "x[...]", "x[..., 0]",
    "x[None]", "x[:]", "x[:, None]", "x[t]", "x[torch.tensor([1, 0, 1])]", "x[:, k]", "x[0, k]",
    "x[[0, 1], [1, 2]]", "x[[0, 1]]", "x[True]", "b[:, k, 0]", "x[x > 0]", "x[::2]", "x[:, ::2]",
    "x[1:, :2]", "v[1]", "v[-1]", "x[torch.tensor(1)]", "x[2]", "x[0, 5]", "x[0, 0, 0]", "s[0]",
    "s[...]", "x[1.5]", "x['a']", "v[5]", "x[::-1]", "v[t[0]]", "x[t[0]]", "x[[0, 0]]",
    "b[k[:1], :, k]", "x[torch.tensor([0.5])]", "x[-1, -2]", "v[1:5]", "v[3:]", "b[0, ..., 1]",
    "b[..., None, 0]", "x[()]", "v[-2:]", "x[5:]", "s[None]", "x[k]", "x[range(2)]", "x[False]",
    "x[0].sum() + x[1].sum()", "x[torch.tensor([[0, 1], [1, 0]])]", "x[:, -1].sum()",
    "x[t[:, 0]]",
))  # fmt: skip
def __getitem__(self: Tensor, index: Any) -> Any:  # noqa: N807
    """The part of the tensor that ``index`` names."""
    view, arrays = read_index(self, index)
    return view if arrays is None else gather_index(view, arrays)


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
