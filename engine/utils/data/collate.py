"""How a list of examples becomes a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
        return {name: default_collate([each[name] for each in batch]) for name in first}
    if isinstance(first, tuple) and hasattr(first, "_fields"):
        return type(first)(*(default_collate(each) for each in zip(*batch, strict=True)))
    if isinstance(first, Sequence):
        if any(len(each) != len(first) for each in batch):
            raise RuntimeError("each element in list of batch should be of equal size")
        return [default_collate(each) for each in zip(*batch, strict=True)]
    raise TypeError(WRONG.format(type(first)))


def default_convert(data: Any) -> Any:
    """An example as it comes, with numpy's arrays and numbers as tensors, however nested."""
    if isinstance(data, np.ndarray | np.generic):
        return data if data.dtype.kind in "SU" else FUNCTIONS["as_tensor"](np.asarray(data))
    if isinstance(data, Mapping):
        return {name: default_convert(each) for name, each in data.items()}
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return type(data)(*(default_convert(each) for each in data))
    if isinstance(data, Sequence) and not isinstance(data, str | bytes):
        return [default_convert(each) for each in data]
    return data
