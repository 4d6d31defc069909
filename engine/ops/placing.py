"""Assigning to ``x[…]`` in one step, in the plain case in which nobody could tell.

That is, outside of every graph and unwatched, with an index that means to numpy what it means to
PyTorch. All else, errors among it, is left to the long way, which makes the view that PyTorch
makes, and writes into it.
"""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np

from engine.dtypes import F32, F64, I64
from engine.modes import MODES, SILENT
from engine.observer import WATCH
from engine.storage.views import settle_views
from engine.tensor import Tensor

_BOOL = np.dtype(np.bool_)
_LARGEST, _EXACT = 3.4e38, 2**31
_NO_END = (int, type(None))


def placed(self: Tensor, index: Any, value: Any) -> bool:
    """Write ``value`` where ``index`` points, in the everyday case; done so?"""
    data, counter = self._data, self._counter
    if type(data) is not np.ndarray or self._base is not None:
        return False
    if counter is not None and type(counter) is not list:
        return False
    if self._edge is not None or self._mapped or MODES.levels or WATCH.observer is not None:
        return False
    if 0 in data.strides or not _is_plain(index):
        return False
    given = _source(data, counter, value)
    if given is None:
        return False
    try:
        data[index._data if type(index) is Tensor else index] = given
    except (IndexError, TypeError, ValueError):
        return False
    if counter is None:
        self._counter = [1]
    else:
        counter[0] += 1
    if self._views or self._origin is not None:
        settle_views(self)
    return True


def _is_plain(index: Any) -> bool:
    """Whole numbers and slices that go forwards, or a tensor of places or of booleans?

    Of so few a list is asked sooner than a generator.
    """
    kind = type(index)
    if kind is int:
        return True
    if kind is tuple:
        return len(index) > 0 and all([type(e) is int or _is_forward(e) for e in index])
    if kind is Tensor:
        array = index._data
        return array.ndim > 0 and array.dtype in (_BOOL, I64) and not index._mapped
    return _is_forward(index)


def _is_forward(each: Any) -> bool:
    if type(each) is not slice:
        return False
    start, stop, step = each.start, each.stop, each.step
    ends = type(start) in _NO_END and type(stop) in _NO_END
    return ends and (step is None or (type(step) is int and step > 0))


def _source(data: Any, counter: Any, value: Any) -> Any:
    """What is to be written, if it is of the array's dtype and no part of it; else None."""
    dtype, kind = data.dtype, type(value)
    if kind is float:
        fits = dtype is F64 or (dtype is F32 and not _LARGEST < abs(value) < inf)
        return value if fits else None
    if kind is int:
        known = dtype is F32 or dtype is F64 or dtype is I64
        return value if known and -_EXACT < value < _EXACT else None
    if not isinstance(value, Tensor) or value._mapped:
        return None
    if value._edge is not None and (SILENT.nowhere or MODES.grad):
        return None
    source = value._data
    if source.dtype is not dtype or (dtype is not F32 and dtype is not F64 and dtype is not I64):
        return None
    if value._counter is counter is not None or np.may_share_memory(source, data):
        return None
    return source
