"""Sequences of any kind (deques, arrays, a program's own), read as PyTorch reads them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.tensor import Tensor

LISTS = list, tuple, range
_NO_SEQUENCES = (*LISTS, str, bytes, dict, Tensor, np.ndarray, np.generic)
MOST = 128  # dimensions of what is read


def is_other_sequence(kind: type) -> bool:
    """Does Python index what is of this type, though not a list (C's ``PySequence_Check``)?"""
    return hasattr(kind, "__getitem__") and not issubclass(kind, _NO_SEQUENCES)


def in_lists(value: Any, depth: int = 0) -> Any:
    """``value`` with every sequence in it as a list.

    Raises:
        ValueError: a sequence has no first element, or consists of sequences without end.
    """
    if isinstance(value, LISTS):
        return [in_lists(each, depth + 1) for each in value]
    if not is_other_sequence(type(value)):
        return value
    name = type(value).__name__
    if depth > MOST:
        raise ValueError(f"too many dimensions '{name}'")
    length = len(value)
    try:
        value[0] if length else None
    except (LookupError, TypeError, ValueError):
        raise ValueError(f"could not determine the shape of object type '{name}'") from None
    return [in_lists(value[place], depth + 1) for place in range(length)]


def is_number(value: Any) -> bool:
    """Can Python make a number of a value?"""
    return any(hasattr(value, way) for way in ("__float__", "__index__", "__complex__"))
