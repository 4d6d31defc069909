"""What PyTorch says of an index that does not fit the tensor or its source.

numpy would repeat what is too small, and a wrong number would come of it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.axes import wrap
from engine.numbers.alike import WRITTEN, require_alike
from engine.tensor import Tensor

UNLIKE = "{who}_(): self ({{0}}) and source ({{1}}) must have the same scalar type"


def check_added(who: str, self: Tensor, dim: int, index: Tensor, source: Tensor) -> None:
    """Raise unless ``source`` has a layer for each index, of the kind and shape of the tensor's.

    ``who`` : the operation, of whose twin in place PyTorch speaks.
    """
    if index.dtype.name not in ("int64", "int32"):
        raise RuntimeError(
            f"{who}_(): Expected dtype int32/int64 for index but got: {index.dtype.kind_name}"
        )
    require_alike(UNLIKE.format(who=who), self, source)
    if index.ndim > 1:
        raise IndexError(
            f"{who}_(): Index is supposed to be a vector, but got dim: {index.ndim} with "
            f"type: {index.dtype.kind_name} and size: {list(index.shape)}"
        )
    axis = wrap(dim, self.ndim)
    if self.ndim > 1 and not source.ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    rests = [tuple(n for d, n in enumerate(t.shape) if d != axis) for t in (self, source)]
    if self.ndim != source.ndim or rests[0] != rests[1]:
        raise RuntimeError(
            "source tensor shape must match self tensor shape, excluding the specified dimension. "
            f"Got self.shape = {list(self.shape)} source.shape = {list(source.shape)}"
        )
    layers = source.shape[axis] if source.ndim else 1
    if index.numel() != layers:
        raise RuntimeError(
            f"{who}_(): Number of indices ({index.numel()}) should be equal to "
            f"source.size(dim): ({layers}), for dim: {dim}"
        )


def check_layers_added(self: Tensor, dim: int, index: Tensor) -> None:
    """Raise unless each of an index counts one of a tensor's layers, from zero on."""
    axis = wrap(dim, self.ndim)
    if self.ndim < 2:
        check_range(index, self.shape[axis] if self.ndim else 1)
        return
    outside = _outside(index, self.shape[axis])
    if outside is not None:
        raise RuntimeError(
            f"index {outside} is out of bounds for dimension {axis} with size {self.shape[axis]}"
        )


def check_range(index: Tensor, length: int) -> None:
    """Raise IndexError unless each of an index counts one of as many layers, from zero on."""
    if _outside(index, length) is not None:
        raise IndexError("index out of range in self")


def check_ranks(self: Tensor, index: Tensor, source: Tensor) -> None:
    """Raise IndexError unless layers can be copied by such an index at all."""
    if index.ndim > 1:
        raise IndexError(f"index_copy_(): Index should have dimension 1 or 0 (got {index.ndim})")
    count = index.numel()
    if not source.ndim and count != 1:
        raise IndexError(
            f"index_copy_(): When source is scalar, index should have one element (got {count})"
        )
    if self.ndim and source.ndim and self.ndim != source.ndim:
        raise IndexError(
            "index_copy_(): When source and destination are not scalars, their dimensionality "
            f"must match. Source dimensionality ({source.ndim}), destination dimensionality "
            f"({self.ndim})"
        )


def check_copied(self: Tensor, dim: int, index: Tensor, source: Tensor) -> None:
    """Raise unless there is a layer to copy for each index, shaped as those of the tensor."""
    count, axis = index.numel(), wrap(dim, self.ndim)
    own, its = (
        " ".join(str(n) for d, n in enumerate(t.shape) if d != axis) for t in (self, source)
    )
    if own != its:
        place = axis if source.ndim else 0
        raise RuntimeError(
            "index_copy_(): Source/destination tensor must have same slice shapes. Destination "
            f"slice shape: {own} at dimension {axis} and source slice shape: {its} at dimension "
            f"{place}."
        )
    if source.ndim and count != source.shape[axis]:
        raise IndexError(
            f"index_copy_(): Number of indices ({count}) should be equal to source.size(dim) "
            f"({source.shape[axis]})"
        )
    length = self.shape[axis] if self.ndim else 1
    outside = _outside(index, length)
    if outside is not None:
        raise IndexError(
            f"index_copy_(): index {outside} is out of bounds for dimension {axis} with size "
            f"{length}"
        )


def check_filled(self: Tensor, dim: int, index: Tensor, value: Any) -> None:
    """Raise unless the index is a row of layers that are there, and the value one number."""
    if isinstance(value, Tensor) and value.ndim:
        raise RuntimeError(
            "index_fill_ only supports a 0-dimensional value tensor, but got tensor with "
            f"{value.ndim} dimension(s)."
        )
    if index.ndim > 1:
        raise RuntimeError("Index has to be a vector/scalar")
    axis = wrap(dim, self.ndim)
    length = self.shape[axis] if self.ndim else 1
    low = np.asarray(index._data)
    wrong = low[(low < -length) | (low >= length)]
    if wrong.size:
        raise IndexError(
            f"index {wrong.flat[0]} is out of bounds for dimension {axis} with size {length}"
        )


def check_scattered(self: Tensor, dim: int, index: Any, src: Any) -> None:
    """Raise unless an index (an array) fits the tensor that is written to, and its source."""
    shape, whole = (tuple(t.shape) or (1,) for t in (index, self))
    if not index.size:
        return
    if len(shape) != len(whole):
        raise RuntimeError("Index tensor must have the same number of dimensions as self tensor")
    larger = any(n > m for d, (n, m) in enumerate(zip(shape, whole, strict=True)) if d != dim)
    told = (
        f"Expected index {list(index.shape)} to be no larger than self {list(self.shape)} apart "
        f"from dimension {dim}"
    )
    if isinstance(src, Tensor):
        given = tuple(src.shape) or (1,)
        larger = larger or _is_larger(shape, src)
        if len(given) != len(shape):
            raise RuntimeError(
                "Index tensor must have the same number of dimensions as src tensor"
            )
        told += f" and to be no larger size than src {list(src.shape)}"
    if larger:
        raise RuntimeError(told)


def _is_larger(shape: tuple[int, ...], src: Tensor) -> bool:
    """Is an index longer than its source anywhere? IndexError where that has no such dimension."""
    if not src.ndim:
        return any(n > 1 for n in shape)
    return any(n > src.shape[wrap(d, src.ndim)] for d, n in enumerate(shape))


def check_gathered(self: Tensor, dim: int, index: Any) -> None:
    """Raise unless an index (an array) is no larger than what it picks from."""
    pairs = zip(index.shape, self.shape, strict=False)
    for place, (length, own) in enumerate(pairs):
        if place != dim and length > own:
            raise RuntimeError(
                f"Size does not match at dimension {place} expected index {list(index.shape)} to "
                f"be no larger than self {list(self.shape)} apart from dimension {dim}"
            )


def check_put(self: Tensor, index: Tensor, source: Tensor) -> None:
    """Raise unless there is an element for each index, and a place."""
    if index.numel() != source.numel():
        raise IndexError(
            "put_(): Expected source and index to have the same number of elements, but got "
            f"source.numel() = {source.numel()}, index.numel() = {index.numel()}"
        )
    count, low = self.numel(), np.asarray(index._data)
    wrong = low[(low < -count) | (low >= count)]
    if wrong.size:
        raise IndexError(
            f"out of range: tried to access index {wrong.flat[0]} on a tensor of {count} elements."
        )


def check_written(self: Tensor, values: Tensor, arrays: tuple[Any, ...]) -> None:
    """Raise unless indices (arrays, slices of all) name places, where ``values`` can be written.

    In PyTorch's order: how many there are, the values' shape, their dtype, and where they point.
    """
    taken = sum(1 if isinstance(e, slice) or e.dtype.kind != "b" else e.ndim for e in arrays)
    if taken > self.ndim:
        raise IndexError(f"too many indices for tensor of dimension {self.ndim} (got {taken})")
    masked = any(not isinstance(each, slice) and each.dtype.kind == "b" for each in arrays)
    outside = None if masked else _first_outside(self, arrays)
    if outside is not None or values.dtype is not self.dtype:
        _must_be_writable(self, values, arrays)
        require_alike(WRITTEN, self, values)
    if outside is not None:
        raise IndexError(outside)


def _first_outside(self: Tensor, arrays: tuple[Any, ...]) -> str | None:
    """What is wrong with the first index that points to no place, if any does."""
    for dim, (each, length) in enumerate(zip(arrays, self.shape, strict=False)):
        if isinstance(each, slice):
            continue
        if not length and each.size:
            return "index is out of bounds for dimension with size 0"
        outside = np.asarray(each)[(each < -length) | (each >= length)]
        if outside.size:
            return f"index {outside[0]} is out of bounds for dimension {dim} with size {length}"
    return None


def _must_be_writable(self: Tensor, values: Tensor, arrays: tuple[Any, ...]) -> None:
    """Raise RuntimeError unless ``values`` broadcast to what the indices pick, wherever it is."""
    within = tuple(
        each if isinstance(each, slice) or each.dtype.kind == "b" else np.zeros_like(each)
        for each in arrays
    )
    lengths = [max(length, 1) for length in self.shape]
    try:
        picked = np.broadcast_to(0, lengths if 0 in self.shape else self.shape)[within].shape
    except IndexError:
        return  # what does not fit together is told where it is read
    try:
        fits = np.broadcast_shapes(tuple(values.shape), picked) == picked
    except ValueError:
        fits = False
    if not fits:
        raise misfit(values, picked)


def misfit(values: Any, picked: tuple[int, ...]) -> RuntimeError:
    """The error of values that do not broadcast to what an index picks."""
    return RuntimeError(
        f"shape mismatch: value tensor of shape {list(values.shape)} cannot be broadcast "
        f"to indexing result of shape {list(picked)}"
    )


def _outside(index: Tensor, length: int) -> int | None:
    """The first number that no layer has; negative ones are not counted from the end."""
    array = np.asarray(index._data)
    wrong = array[(array < 0) | (array >= length)]
    return int(wrong.flat[0]) if wrong.size else None
