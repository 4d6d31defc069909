"""The shape of a tensor, as PyTorch shows it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from operator import index
from typing import Any, Self

from engine.errors import type_name
from engine.foundation.built_in import BuiltIn


class Size(tuple[int, ...], metaclass=BuiltIn):
    """A tuple of dimensions that prints as ``torch.Size([2, 3])``."""

    __slots__ = ()
    __module__ = "torch"

    def __new__(cls, sizes: Iterable[Any] = ()) -> Self:
        """A shape of whole numbers, or of what stands for such.

        Raises:
            TypeError: something else is among them.
        """
        return tuple.__new__(cls, [_whole(place, each) for place, each in enumerate(sizes)])

    def numel(self) -> int:
        """How many elements a tensor of this shape has."""
        return math.prod(self)

    def __add__(self, other: Any) -> Size:
        if isinstance(other, tuple):
            return Size(super().__add__(other))
        if hasattr(other, "__array_ufunc__"):
            return NotImplemented
        raise TypeError(f"can only concatenate tuple (not {type_name(other)}) to torch.Size")

    def __radd__(self, other: Any) -> Size:
        return Size((*other, *self)) if isinstance(other, tuple) else NotImplemented

    def __getitem__(self, index: Any) -> Any:
        found = super().__getitem__(index)
        return sized(found) if isinstance(index, slice) else found

    def __mul__(self, count: Any) -> Size:
        if not hasattr(count, "__index__"):
            raise TypeError(f"can't multiply sequence by non-int of type '{type_name(count)}'")
        return sized(super().__mul__(count))

    __rmul__ = __mul__

    def __repr__(self) -> str:
        return f"torch.Size({list(self)})"


def sized(shape: Iterable[int]) -> Size:
    """The shape of an array, which need not be looked through: its sizes are whole numbers."""
    return tuple.__new__(Size, shape)


def _whole(place: int, size: Any) -> int:
    try:
        return index(size)
    except TypeError:
        kind = type_name(size)
    raise TypeError(f"torch.Size() takes an iterable of 'int' (item {place} is '{kind}')")
