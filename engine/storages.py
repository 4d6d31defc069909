"""The storage behind a tensor as a program sees it: a row of elements, or of bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine import dtypes, memory
from engine.declare import composite
from engine.device import CPU, device
from engine.half import converted
from engine.tensor import Tensor, storage
from engine.warn import warn

DEPRECATED = (
    "TypedStorage is deprecated. It will be removed in the future and UntypedStorage will be the "
    "only storage class. This should only matter to you if you are using storages directly.  To "
    "access UntypedStorage directly, use tensor.untyped_storage() instead of tensor.storage()"
)


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


@composite(name="storage", samples=("x.storage().size()", "x[1].storage()[0]"))
def typed_storage(self: Tensor) -> TypedStorage:
    """All of the memory behind the tensor, of which it may show a part."""
    warn(DEPRECATED, once=True)
    return TypedStorage(memory.row(storage(self)))


@composite(samples=("x.untyped_storage().nbytes()", "x[1].untyped_storage().size()"))
def untyped_storage(self: Tensor) -> UntypedStorage:
    """All of the memory behind the tensor, in bytes."""
    return UntypedStorage(memory.row(storage(self)).view(np.uint8))
