"""What a call of ``to``, of a tensor or of a module, asks for."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes
from engine.calls.argument_errors import miscalled
from engine.device import device as Device
from engine.numbers.literals import PYTHON_TYPES
from engine.storage.formats import MemoryFormat
from engine.tensor import Tensor

PLACES = str | int | Device
TENSORS = Tensor | bool | float | complex  # a number stands for a tensor of it
DTYPES = dtypes.dtype | np.dtype
FLAGS = ("non_blocking", "copy")
Asked = dict[str, Any]


def asked_of(args: tuple[Any, ...], options: Asked) -> Asked:
    """Any of dtype (as numpy has it), device, copy, non_blocking and memory_format, by name.

    Raises:
        TypeError: the arguments are in none of the three orders that PyTorch knows.
    """
    asked = _in_order(args, options)
    if asked is None or not _are_such(asked):
        raise miscalled("Tensor.to", (None, *args), options) or TypeError("to(): not understood")
    if "tensor" in asked:
        asked["dtype"] = _dtype_like(asked.pop("tensor"))
    if asked.get("dtype") is not None:
        wanted = PYTHON_TYPES.get(asked["dtype"], asked["dtype"])
        asked["dtype"] = getattr(wanted, "numpy", wanted)
    return asked


def _in_order(args: tuple[Any, ...], options: Asked) -> Asked | None:
    """The arguments by name; the first tells in which order they stand."""
    names: tuple[str, ...] = ("device", "dtype", *FLAGS)
    if args and _is_dtype(args[0]):
        names = ("dtype", *FLAGS)
    elif "tensor" in options or (args and isinstance(args[0], TENSORS)):
        names = ("tensor", *FLAGS)
    placed = dict(zip(names, args, strict=False))
    known = {*names, *FLAGS, "memory_format"}
    if len(args) > len(names) or placed.keys() & options.keys() or options.keys() - known:
        return None
    return {**placed, **options}


def _are_such(asked: Asked) -> bool:
    """Is each of what is asked for of its kind?"""
    where, kind, order = (asked.get(name) for name in ("device", "dtype", "memory_format"))
    return (
        (where is None or isinstance(where, PLACES))
        and (kind is None or _is_dtype(kind))
        and (order is None or isinstance(order, MemoryFormat))
        and all(isinstance(asked.get(name, False), bool) for name in FLAGS)
    )


def _is_dtype(value: Any) -> bool:
    return isinstance(value, DTYPES) or (isinstance(value, type) and value in PYTHON_TYPES)


def _dtype_like(other: Any) -> dtypes.dtype:
    """The dtype of a tensor, or of the one that a Python number would be."""
    if isinstance(other, Tensor):
        return other.dtype
    return PYTHON_TYPES[next(kind for kind in (bool, float, complex) if isinstance(other, kind))]
