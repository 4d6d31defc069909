"""Choosing between two numbers element by element.

``np.where`` takes one branch or the other for every element. On data as random as signs are, a
processor guesses every second one wrong and needs ten times as long as for the arithmetic. From a
few thousand elements on the choice is therefore made on the bits, which takes no guess, and
leaves infinities, signed zeros and what is not a number as they are.
"""

from __future__ import annotations

from math import copysign
from typing import Any

import numpy as np

from engine.dtypes import F32, F64

MANY = 1024
"""From how many elements on bits are sooner."""
_BITS: dict[Any, Any] = {F32: np.dtype(np.int32), F64: np.dtype(np.int64)}
_BYTES, _ONE = np.dtype(np.int8), np.int8(1)


def chosen(condition: Any, then: Any, otherwise: Any) -> Any:
    """``np.where`` of an array and arrays or numbers; a numpy scalar where all are scalars."""
    if type(condition) is np.ndarray and condition.size >= MANY and condition.dtype == np.bool_:
        if _fits(then, condition):
            if _fits(otherwise, condition) and then.dtype == otherwise.dtype:
                return _either(condition, then, otherwise)
            if _is_zero(otherwise):
                return only(condition, then)
        elif _is_zero(then) and _fits(otherwise, condition):
            return unless(condition, otherwise)
    return np.where(condition, then, otherwise)[()]


def only(condition: Any, values: Any) -> Any:
    """The floating ``values`` where the ``condition``, an array of their shape, holds; else 0."""
    return _masked(np.negative(condition.view(_BYTES)), values)


def unless(condition: Any, values: Any) -> Any:
    """The floating ``values`` where the ``condition`` does not hold; else 0."""
    return _masked(np.subtract(condition.view(_BYTES), _ONE), values)


def _masked(mask: Any, values: Any) -> Any:
    """The values where all bits of the mask are set: a byte each, which widens alike."""
    bits = _BITS[values.dtype]
    found = mask.astype(bits)  # once, and with no buffer between
    found &= values.view(bits)
    return found.view(values.dtype)


def _either(condition: Any, then: Any, otherwise: Any) -> Any:
    """Both differ in some bits: where the condition holds, these are changed."""
    others = otherwise.view(_BITS[then.dtype])
    found = np.bitwise_xor(then.view(others.dtype), others)
    found &= np.negative(condition.view(_BYTES)).astype(others.dtype)
    found ^= others
    return found.view(then.dtype)


def _fits(values: Any, condition: Any) -> bool:
    if type(values) is not np.ndarray or values.shape != condition.shape:
        return False
    return values.dtype is F32 or values.dtype is F64


def _is_zero(value: Any) -> bool:
    return type(value) in (int, float) and value == 0 and copysign(1, value) > 0
