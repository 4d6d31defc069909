"""The short text of a number or option of an operation; never of what may be large or strange."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

_ITEMS = 8
_CHARACTERS = 60
_BITS = 190
_PLAIN = (str, bool, float, complex, type(None))
_INDICES = 16


def text_of(value: Any) -> str:
    """A number, a bool, a string, a slice or a short list as Python writes it, else a type.

    A small array of indices stands as the list that it was given as, a large one as its shape.
    """
    if isinstance(value, _PLAIN) or value is Ellipsis:
        return repr(value)[:_CHARACTERS]
    if isinstance(value, int):
        return repr(value) if value.bit_length() <= _BITS else "int"
    if isinstance(value, slice):
        parts = (value.start, value.stop, value.step)[: 2 if value.step is None else 3]
        return ":".join("" if part is None else text_of(part) for part in parts)
    if isinstance(value, list | tuple):
        return _sequence(value)
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, np.dtype):
        return f"torch.{value.name}"
    return repr(value) if type(value).__module__ == "engine.dtypes" else type(value).__name__


def _array(value: np.ndarray[Any, Any]) -> str:
    if value.size <= _INDICES and value.dtype.kind in "bi":
        return repr(value.tolist())
    return f"a {'×'.join(map(str, value.shape)) or 'scalar'} {value.dtype} tensor"


def _sequence(items: Sequence[Any]) -> str:
    texts = [text_of(item) for item in items[:_ITEMS]] + ["…"] * (len(items) > _ITEMS)
    inside = ", ".join(texts)
    if isinstance(items, list):
        return f"[{inside}]"
    return f"({inside},)" if len(texts) == 1 else f"({inside})"
