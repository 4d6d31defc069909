"""The share that each element of a reduced loss has in its gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.formula import count, expand_to
from engine.numbers.half import converted, is_half
from engine.tensor import Tensor


def at_each(grad: Any, shape: Any, reduction: Any) -> Any:
    """A reduced loss's gradient, at each element."""
    return grad if reduction == "none" else expand_to(grad, shape)


def spread(grad: Any, shape: Any, reduction: Any) -> Any:
    """The share of each element in a reduced loss's gradient."""
    return share(at_each(grad, shape, reduction), shape, reduction)


def share(whole: Any, shape: Any, reduction: Any, like: Any = None) -> Any:
    """The share of each element in a reduced loss; of a half, ``like``, in its own precision."""
    found = whole / count(shape) if reduction == "mean" else whole
    if isinstance(like, Tensor) and is_half(like._data.dtype):
        return float(converted(np.float32(found), like._data.dtype))
    return found
