"""Indexing, ``x[…]``: every part of the index becomes the operation that PyTorch makes of it."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import Any

import numpy as np

from engine.calls.axes import all_as_given
from engine.calls.declare import composite
from engine.dtypes import I64, bool_
from engine.foundation.mapped import MASK, refuse_mapped
from engine.foundation.warn import warn
from engine.numbers.sequences import in_lists, is_other_sequence
from engine.ops.indexing import alias, are_below, gather_index, select_index, slice_dim
from engine.tensor import Tensor

BYTES = "indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead."
LONG = 32
LARGEST = 2**63
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
    ``arrays`` : by dimension, the arrays still to be applied. ``masks`` : by its first dimension,
    each mask among them. ``place`` : which part is being read, by which PyTorch names the
    dimension of a number. ``writing`` : whether arrays that point to no place are refused later,
    after the values that would be written there.
    """

    __slots__ = ("arrays", "dim", "masks", "place", "view", "writing")

    def __init__(self, view: Tensor, writing: bool) -> None:
        self.view, self.writing = view, writing
        self.arrays: dict[int, Any] = {}
        self.masks: dict[int, Any] = {}
        self.dim = self.place = 0


def read_index(
    self: Tensor, index: Any, *, writing: bool = False
) -> tuple[Tensor, tuple[Any, ...] | None]:
    """The view that an index's plain parts make, and the arrays that are left, or None.

    ``writing`` : it is about to be written to; then the tensor itself will do for all of it.
    """
    found = None if writing and type(index) is slice else _by_one(self, index)
    if found is not None:
        return found, None
    if isinstance(index, str) or (isinstance(index, list) and _is_tuple_in_spirit(index)):
        warn(SEQUENCE)
        index = index if isinstance(index, str) else tuple(index)
    parts = index if isinstance(index, tuple) else (index,)
    reading, kinds = Reading(self, writing), [_kind(each) for each in parts]
    arrays = {n: index_array(parts[n]) for n, kind in enumerate(kinds) if kind == "array"}
    rest = self._data.ndim - _given(kinds, arrays.values())
    if rest < 0:
        raise IndexError(_too_many(self, parts))
    for place, (kind, each) in enumerate(zip(kinds, parts, strict=True)):
        reading.place = place
        if kind == "array":
            _read_array(reading, each, arrays[place])
        else:
            _READERS[kind](reading, each, rest)
    if reading.view is self and not reading.arrays:
        if isinstance(index, slice) and not writing:
            return slice_dim(self, 0, index.start, index.stop, index.step), None
        return (self if writing else alias(self)), None
    if not reading.arrays:
        return reading.view, None
    return reading.view, _all_arrays(reading)


def _all_arrays(reading: Reading) -> tuple[Any, ...]:
    """The arrays that were read, by dimension, which know the masks among them."""
    arrays, masks = reading.arrays, reading.masks
    found = tuple([arrays.get(n, slice(None)) for n in range(max(arrays) + 1)])
    if not masks:
        return found
    within = {n + k for n, mask in masks.items() for k in range(1, mask.ndim)}
    given = [masks.get(n, each) for n, each in enumerate(found) if n not in within]
    return all_as_given(found, given)


def _by_one(self: Tensor, index: Any) -> Any:
    """The view that one number or one slice makes, the everyday cases; None for all else."""
    if not self._data.ndim:
        return None
    if type(index) is int:
        length = self._data.shape[0]
        return select_index(self, 0, index) if -length <= index < length else None
    if type(index) is not slice:
        return None
    start, stop, step = index.start, index.stop, index.step
    if type(start) in _ENDS and type(stop) in _ENDS and type(step) in _ENDS:
        return slice_dim(self, 0, start, stop, step)
    return None


def _is_tuple_in_spirit(index: list[Any]) -> bool:
    """Whether a short list of more than numbers is taken for a tuple, as in older numpy."""
    kinds = (Tensor, list, tuple, range, str, np.ndarray, slice, type(None), type(Ellipsis))
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


def _given(kinds: list[str], arrays: Iterable[Any]) -> int:
    """How many of the tensor's dimensions an index speaks of."""
    total = kinds.count("number") + kinds.count("slice")
    return total + sum([array.ndim if array.dtype.kind == "b" else 1 for array in arrays])


_ENDS = (int, type(None))
_KINDS = {
    int: "number", slice: "slice", type(None): "new", type(Ellipsis): "rest", bool: "flag",
    list: "array",
}  # fmt: skip


def _kind(each: Any) -> str:
    known = _KINDS.get(type(each))
    if known is not None:
        return known
    if isinstance(each, Tensor):
        if each._data.ndim:
            return "array"
        if each.dtype is bool_:
            return "flag"
        return "number" if each.dtype.name in ("int64", "int32", "int16", "int8") else "array"
    if isinstance(each, bool | np.bool_):
        return "flag"
    if isinstance(each, list | tuple | range | np.ndarray):
        return "array"
    if hasattr(each, "__index__"):
        return "number"
    if isinstance(each, str):
        raise TypeError("new(): invalid data type 'str'")
    if is_other_sequence(type(each)):
        return "array"
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
    whole = array.dtype.kind in "biu" and not (tensor and array.dtype in SMALL)
    if not whole and (tensor or array.size) and not (isinstance(each, list) and _is_cut(array)):
        raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
    return array.astype(I64) if array.dtype.kind != "b" else array


def _is_cut(array: Any) -> bool:
    """Are they fractions, of which a list of PyTorch's takes the whole part?"""
    return bool(array.dtype.kind == "f")


def plain(index: Any) -> Any:
    """Nested lists in which tensors have become arrays."""
    if isinstance(index, list | tuple):
        return [plain(each) for each in index]
    if is_other_sequence(type(index)):
        return plain(in_lists(index))
    return index._data if isinstance(index, Tensor) else index


def _read_number(reading: Reading, each: Any, rest: int) -> None:
    number = int(each._data if isinstance(each, Tensor) else operator.index(each))
    view = reading.view
    length = view._data.shape[reading.dim]
    if not -length <= number < length:
        if not -LARGEST <= number < LARGEST:
            raise ValueError("Overflow when unpacking long long")
        raise IndexError(
            f"index {number} is out of bounds for dimension {reading.place} with size {length}"
        )
    reading.view = select_index(view, reading.dim, number)


def _read_slice(reading: Reading, each: slice, rest: int) -> None:
    if each != slice(None):
        try:
            start, stop, step = (
                None if n is None else operator.index(n)
                for n in (each.start, each.stop, each.step)
            )
        except TypeError:
            raise TypeError(
                "slice indices must be integers or None or have an __index__ method"
            ) from None
        reaches = stop is None or stop >= reading.view.shape[reading.dim]
        if start or not reaches or step not in (None, 1):
            reading.view = slice_dim(reading.view, reading.dim, start, stop, step)
    reading.dim += 1


def _read_new(reading: Reading, each: None, rest: int) -> None:
    reading.view = reading.view.unsqueeze(reading.dim)
    reading.dim += 1


def _read_rest(reading: Reading, each: Any, rest: int) -> None:
    reading.dim += rest


def _read_flag(reading: Reading, each: Any, rest: int) -> None:
    if isinstance(each, Tensor):
        refuse_mapped(each, MASK)
    reading.view = reading.view.unsqueeze(reading.dim)
    reading.arrays[reading.dim] = np.zeros(int(each), np.int64)
    reading.dim += 1


def _read_array(reading: Reading, each: Any, array: Any) -> None:
    if isinstance(each, Tensor) and each.dtype.name == "uint8":
        warn(BYTES)
    own = reading.view._data.shape
    if array.dtype.kind == "b":
        for place, length in enumerate(array.shape):
            if length != own[reading.dim + place]:
                raise IndexError(
                    f"The shape of the mask {list(array.shape)} at index {place} does not "
                    "match the "
                    f"shape of the indexed tensor {list(own)} at index {reading.dim + place}"
                )
        reading.masks[reading.dim] = array
        for place, found in enumerate(array.nonzero()):
            reading.arrays[reading.dim + place] = found
        reading.dim += array.ndim
        return
    length = own[reading.dim]
    if array.size and not reading.writing and not _within(array, length):
        if not length:
            raise IndexError("index is out of bounds for dimension with size 0")
        outside = array[(array < -length) | (array >= length)]
        raise IndexError(
            f"index {int(outside[0])} is out of bounds for dimension {len(reading.arrays)} with "
            f"size {length}"
        )
    reading.arrays[reading.dim] = array
    reading.dim += 1


def _within(array: Any, length: int) -> bool:
    """Are all places there, even if they count from the end?"""
    return are_below(array, length) or bool(array.min() >= -length and array.max() < length)


_READERS: dict[str, Any] = {
    "number": _read_number, "slice": _read_slice, "new": _read_new, "rest": _read_rest,
    "flag": _read_flag,
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
def __getitem__(self: Tensor, index: Any) -> Any:
    """The part of the tensor that ``index`` names."""
    view, arrays = read_index(self, index)
    return view if arrays is None else gather_index(view, arrays)
