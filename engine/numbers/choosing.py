"""Choosing between two numbers element by element.

``np.where`` takes one branch or the other for every element. On data as random as signs are, a
processor guesses every second one wrong and needs ten times as long as for the arithmetic. From a
few thousand elements on the choice is therefore made on the bits, which takes no guess, and
leaves infinities, signed zeros and what is no number as they are.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtypes import F32, F64

MANY = 1024
"""From how many elements on bits are sooner."""
_BITS: dict[Any, Any] = {F32: np.int32, F64: np.int64}


def chosen(condition: Any, then: Any, otherwise: Any) -> Any:
    """``np.where`` of an array and arrays or numbers; a numpy scalar where all are scalars."""
    if type(condition) is np.ndarray and condition.size >= MANY and condition.dtype.kind == "b":
        if _fits(then, condition):
            if _fits(otherwise, condition) and then.dtype == otherwise.dtype:
                return _either(condition, then, otherwise)
            if _is_zero(otherwise):
                return only(condition, then)
        elif _is_zero(then) and _fits(otherwise, condition):
            return only(np.logical_not(condition), otherwise)
    return np.where(condition, then, otherwise)[()]


def only(condition: Any, values: Any) -> Any:
    """The floating ``values`` where the ``condition``, an array of their shape, holds; else 0."""
    found = np.bitwise_and(values.view(_BITS[values.dtype]), _mask(condition))
    return found.view(values.dtype)


def _either(condition: Any, then: Any, otherwise: Any) -> Any:
    """Both differ in some bits: where the condition holds, these are changed."""
    others = otherwise.view(_BITS[then.dtype])
    found = np.bitwise_xor(then.view(others.dtype), others)
    found &= _mask(condition)
    found ^= others
    return found.view(then.dtype)


def _mask(condition: Any) -> Any:
    """All bits set where the condition holds, none elsewhere: a byte each, which widens alike."""
    return np.negative(condition.view(np.int8))


def _fits(values: Any, condition: Any) -> bool:
    if type(values) is not np.ndarray or values.shape != condition.shape:
        return False
    return values.dtype is F32 or values.dtype is F64


def _is_zero(value: Any) -> bool:
    return type(value) in (int, float) and str(value) in ("0", "0.0")  # and not −0
