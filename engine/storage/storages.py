"""The storage behind a tensor as a program sees it: a row of elements, or of bytes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from engine import dtypes
from engine.calls.declare import composite, operation
from engine.calls.inplace import check_allowed, original_of, refuse_change
from engine.device import CPU, device
from engine.foundation.absent import LackingError
from engine.foundation.warn import warn
from engine.graph.record import attach, node_class
from engine.modes import MODES
from engine.numbers.half import converted
from engine.observer import WATCH
from engine.storage import memory
from engine.storage.views import settle_views
from engine.tensor import Tensor, bump_version, storage

DEPRECATED = (
    "TypedStorage is deprecated. It will be removed in the future and UntypedStorage will be the "
    "only storage class. This should only matter to you if you are using storages directly.  To "
    "access UntypedStorage directly, use tensor.untyped_storage() instead of tensor.storage()"
)


OTHER_TYPE = "Could not set tensor of type {} to a tensor of type {}"


class UntypedStorage:
    """The memory that a tensor shares with its views, byte by byte."""

    __module__ = "torch.storage"
    __slots__ = ("_row",)

    def __init__(self, row: Any) -> None:
        self._row = row

    @property
    def device(self) -> device:
        """Where it lies: in the memory of the CPU."""
        return CPU

    def size(self) -> int:
        """How many elements it has."""
        return int(self._row.size)

    __len__ = size

    def nbytes(self) -> int:
        """How many bytes it takes."""
        return int(self._row.nbytes)

    def element_size(self) -> int:
        """How many bytes an element takes."""
        return int(self._row.itemsize)

    def data_ptr(self) -> int:
        """Where in memory it begins."""
        return int(self._row.ctypes.data)

    def tolist(self) -> list[Any]:
        """All elements, as Python's numbers."""
        return list(self)

    def _place(self, index: Any) -> int:
        """Where an element lies.

        Raises:
            IndexError: outside of the storage.
        """
        if not -self.size() <= index < self.size():
            raise IndexError(f"index {index} out of range for storage of size {self.size()}")
        return int(index)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return type(self)(self._row[index])
        return self._row[self._place(index)].item()

    def __setitem__(self, index: Any, value: Any) -> None:
        place = index if isinstance(index, slice) else self._place(index)
        self._row[place] = converted(np.asarray(value), self._row.dtype)

    def __iter__(self) -> Iterator[Any]:
        return (self[place] for place in range(self.size()))

    def __repr__(self) -> str:
        elements = " " + "\n ".join(str(each) for each in self)
        return f"{elements}\n[{self._facts()} of size {self.size()}]"

    def _facts(self) -> str:
        return f"torch.storage.UntypedStorage(device={CPU})"


class TypedStorage(UntypedStorage):
    """The same memory, element by element."""

    __module__ = "torch.storage"
    __slots__ = ()

    @property
    def dtype(self) -> dtypes.dtype:
        """The type of its elements."""
        return dtypes.of(self._row)

    def untyped(self) -> UntypedStorage:
        """The same memory, byte by byte."""
        return UntypedStorage(self._row.view(np.uint8))

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            raise RuntimeError("slices are only supported in UntypedStorage.__getitem__")
        return super().__getitem__(index)

    def _facts(self) -> str:
        return f"torch.storage.TypedStorage(dtype={self.dtype}, device={CPU})"


def _no_way_back(grad: Any) -> Any:
    """Raise RuntimeError: what a tensor shows after ``set_`` has not been computed of anything."""
    raise RuntimeError("derivative for set_ is not implemented")


@operation("=", name="_set.source", node="NotImplemented", inputs=("self", "source"),
           all_edges=True, self=_no_way_back, source=_no_way_back)  # fmt: skip
def _set_to_tensor(self: Any, source: Any) -> Any:
    """The memory of another tensor."""
    return source


@operation("=", name="_set.storage", node="NotImplemented", all_edges=True, self=_no_way_back)
def _set_to_storage(self: Any) -> Any:
    """The memory of a storage, or none."""
    return self


@composite(samples=(
    "(x * 1).detach().set_(v)", "torch.zeros(3, dtype=x.dtype).set_(x[1])", "x.set_(v)",
    "torch.zeros(3, dtype=x.dtype).set_(x.untyped_storage(), 1, (2, 2), (2, 1))",
    "torch.ones(3).set_()", "torch.ones(3).set_(i)", "x.detach().set_(x.storage(), 0, (3, 2))",
))  # fmt: skip
def set_(
    self: Tensor, source: Any = None, storage_offset: int = 0, size: Any = None, stride: Any = None
) -> Tensor:
    """Let the tensor show other memory: another tensor's, a storage, or none."""
    refuse_change(_overload(source), self)
    check_allowed(self, source)
    before = original_of(self, keep=False)
    if isinstance(source, Tensor) and size is None:
        if source.dtype is not self.dtype:
            raise RuntimeError(OTHER_TYPE.format(source.dtype.c_name, self.dtype.c_name))
        shown = storage(source)[...]
    else:
        row = np.empty(0, self._data.dtype) if source is None else _row_of(source, self)
        shape = tuple(size) if size is not None else (row.size - storage_offset,)
        steps = tuple(stride) if stride is not None else _steps(shape)
        shown = _seen(row, shape, steps, storage_offset)
    self._data = shown
    bump_version(self)
    settle_views(self)
    whole = source if isinstance(source, Tensor) and size is None else None
    _note(self, before, whole)
    if WATCH.observer is not None:
        WATCH.observer.replaced(self, whole, "set_")
    return self


def _overload(source: Any) -> str:
    """What PyTorch calls the overload that takes such a source."""
    if source is None:
        return "set_"
    return "set_.source_Tensor" if isinstance(source, Tensor) else "set_.source_Storage"


def _note(self: Tensor, before: Tensor, source: Tensor | None) -> None:
    """Let the graph say that the tensor shows other memory, which has no derivative."""
    inputs = (before,) if source is None else (before, source)
    if MODES.grad and any(each._edge is not None for each in inputs):
        op = (_set_to_storage if source is None else _set_to_tensor).op
        attach(op, node_class(op), inputs, {}, (self,), {})


def _steps(shape: tuple[int, ...]) -> tuple[int, ...]:
    """The strides of a tensor without gaps, in elements."""
    return tuple(math.prod(shape[dim + 1 :]) for dim in range(len(shape)))


def _row_of(source: Any, like: Tensor) -> Any:
    """All of the memory of a storage or tensor, element by element."""
    row = memory.row(storage(source)) if isinstance(source, Tensor) else source._row
    return row.view(like._data.dtype)


def _seen(row: Any, shape: Any, steps: Any, start: int) -> Any:
    """Part of a row as strides show it.

    Raises:
        LackingError: it reaches beyond the row, where PyTorch would make the storage larger.
    """
    last = start + sum((n - 1) * step for n, step in zip(shape, steps, strict=True))
    if 0 not in shape and last >= row.size:
        raise LackingError("set_ beyond the end of a storage exists in PyTorch but not here")
    strides = [step * row.itemsize for step in steps]
    return np.lib.stride_tricks.as_strided(row[start:], shape, strides)


@composite(name="storage", samples=("x.storage().size()", "x[1].storage()[0]"))
def typed_storage(self: Tensor) -> TypedStorage:
    """All of the memory behind the tensor, of which it may show a part."""
    warn(DEPRECATED, once=True)
    return TypedStorage(memory.row(storage(self)))


@composite(samples=("x.untyped_storage().nbytes()", "x[1].untyped_storage().size()"))
def untyped_storage(self: Tensor) -> UntypedStorage:
    """All of the memory behind the tensor, in bytes."""
    return UntypedStorage(memory.row(storage(self)).view(np.uint8))
