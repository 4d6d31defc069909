"""How a list of examples becomes a batch."""

from __future__ import annotations

import copy
from collections.abc import Mapping, MutableMapping, MutableSequence, Sequence
from typing import Any

import numpy as np

from engine import dtypes
from engine.calls.declare import FUNCTIONS
from engine.tensor import Tensor

WRONG = (
    "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {}"
)


def default_collate(batch: Sequence[Any]) -> Any:
    """Examples stacked along a new first dimension, whatever they are nested in."""
    first = batch[0]
    if isinstance(first, Tensor):
        return FUNCTIONS["stack"](list(batch), 0)
    if isinstance(first, np.ndarray) and first.dtype.kind in "OSU":
        raise TypeError(WRONG.format(first.dtype))
    if isinstance(first, np.ndarray | np.generic) and first.dtype.kind not in "SU":
        return default_collate([FUNCTIONS["as_tensor"](np.asarray(each)) for each in batch])
    if isinstance(first, float):
        return FUNCTIONS["tensor"](batch, dtype=dtypes.float64)
    if isinstance(first, int):
        return FUNCTIONS["tensor"](batch)
    if isinstance(first, str | bytes):
        return batch
    return _nested(first, batch)


def _nested(first: Any, batch: Sequence[Any]) -> Any:
    if isinstance(first, Mapping):
        named = {name: default_collate([each[name] for each in batch]) for name in first}
        return _like_mapping(first, named)
    if isinstance(first, tuple) and hasattr(first, "_fields"):
        return type(first)(*(default_collate(each) for each in zip(*batch, strict=True)))
    if isinstance(first, Sequence):
        if any(len(each) != len(first) for each in batch):
            raise RuntimeError("each element in list of batch should be of equal size")
        return _like_sequence(first, [default_collate(each) for each in zip(*batch, strict=True)])
    raise TypeError(WRONG.format(type(first)))


def _like_mapping(given: Any, found: dict[Any, Any]) -> Any:
    """A mapping of the kind that was given, where one can be made; else a dictionary."""
    try:
        if not isinstance(given, MutableMapping):
            return type(given)(found)
        made = copy.copy(given)
        made.update(found)
    except TypeError:
        return found
    return made


def _like_sequence(given: Any, found: list[Any]) -> Any:
    """A sequence of the kind that was given, where one can be made; a list for tuples."""
    if isinstance(given, tuple):
        return found
    try:
        if not isinstance(given, MutableSequence):
            return type(given)(found)
        made = copy.copy(given)
        for place, each in enumerate(found):
            made[place] = each
    except TypeError:
        return found
    return made


def default_convert(data: Any) -> Any:
    """An example as it comes, with numpy's arrays and numbers as tensors, however nested."""
    if isinstance(data, np.ndarray | np.generic):
        return data if data.dtype.kind in "SU" else FUNCTIONS["as_tensor"](np.asarray(data))
    if isinstance(data, Mapping):
        named = {name: default_convert(each) for name, each in data.items()}
        return _like_mapping(data, named)
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return type(data)(*(default_convert(each) for each in data))
    if isinstance(data, Sequence) and not isinstance(data, str | bytes):
        return _like_sequence(data, [default_convert(each) for each in data])
    return data
