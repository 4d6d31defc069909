"""``torch.memory_format`` and ``torch.layout``: in which order elements lie in memory."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine.calls.axes import undone
from engine.foundation.built_in import BuiltIn

CHANNELS_LAST = {"channels_last": (0, 2, 3, 1), "channels_last_3d": (0, 2, 3, 4, 1)}
"""The dimensions from the farthest neighbours to the nearest."""


class Named:
    """A constant of PyTorch that is only ever compared and printed."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"torch.{self.name}"


Layout = BuiltIn("layout", (Named,), {"__module__": "torch"})
MemoryFormat = BuiltIn("memory_format", (Named,), {"__module__": "torch"})
CONSTANTS: dict[str, Named] = {name: Layout(name) for name in ("strided", "sparse_coo")} | {
    name: MemoryFormat(name)
    for name in ("contiguous_format", "preserve_format", "channels_last", "channels_last_3d")
}


class Format(NamedTuple):
    """A format by its name, as the constants of ``torch`` have it."""

    name: str


def lies_in(array: Any, wished: Any) -> bool:
    """Does an array lie in memory as a format wishes?"""
    order = CHANNELS_LAST.get(name_of(wished))
    if order is None:
        return bool(array.flags.c_contiguous)
    return array.ndim == len(order) and bool(array.transpose(order).flags.c_contiguous)


def in_format(array: Any, wished: Any) -> Any:
    """A copy of an array that lies in memory as a format wishes.

    Raises:
        RuntimeError: the format is for another number of dimensions.
    """
    order = CHANNELS_LAST.get(name_of(wished))
    if order is None:
        return np.array(array, order="C")
    check_rank(array, wished)
    return np.array(array.transpose(order), order="C").transpose(undone(order))


def check_rank(array: Any, wished: Any) -> None:
    """Raise RuntimeError if a format is for another number of dimensions."""
    name = name_of(wished)
    rank = len(CHANNELS_LAST.get(name, array.shape))
    if array.ndim != rank:
        raise RuntimeError(f"required rank {rank} tensor to use {name} format")


def keeps(wished: Any) -> bool:
    """Is the layout to stay what it is?"""
    return wished is None or name_of(wished) == "preserve_format"


def stated(wished: Any) -> Any:
    """A format that a new tensor can have, which has no layout to keep.

    Raises:
        RuntimeError: it is to keep its layout.
    """
    if name_of(wished) == "preserve_format":
        raise RuntimeError("unsupported memory format Preserve")
    return wished


def name_of(wished: Any) -> str:
    """The name of a format; of None that of the usual one."""
    return "contiguous_format" if wished is None else str(wished.name)


def as_any_lies(found: Any, *models: Any) -> Any:
    """A result with its channels last if one of what it was made of has them there."""
    for model in models:
        if model.ndim > 3 and not model.flags.c_contiguous:
            for name, order in CHANNELS_LAST.items():
                if len(order) == model.ndim and lies_in(model, Format(name)):
                    return in_format(found, Format(name))
    return found
