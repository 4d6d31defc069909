"""Refusing numbers that a dtype cannot hold, in PyTorch's words."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes

_C_TYPES = {
    "int32": "int", "float16": "c10::Half", "bfloat16": "c10::BFloat16", "float32": "float",
    "complex64": "c10::complex<float>",
}  # fmt: skip
_LARGEST_BFLOAT16 = 3.3895313892515355e38
_SURE = 1e38  # numbers up to here are held by single precision


def fitting(number: Any, kind: dtypes.dtype) -> Any:
    """``number`` itself, if elements of ``kind`` can hold it.

    Unsigned types hold the negatives of what they hold: those wrap.

    Raises:
        OverflowError: a whole number is larger than any element can be.
        RuntimeError: it is out of the range of ``kind``, or has an imaginary part to lose.
    """
    if kind is dtypes.float32 and type(number) in (float, int) and -_SURE < number < _SURE:
        return number
    if isinstance(number, bool | np.bool_) or kind is dtypes.bool_:
        return number
    if isinstance(number, complex) and not kind.is_complex:
        if number.imag:
            raise overflowing(kind)
        number = number.real
    if isinstance(number, int) and not -(2**63) <= number < 2**64:
        raise OverflowError("int too big to convert")
    if kind.category == dtypes.INTEGER:
        largest = int(np.iinfo(kind.numpy).max)
        least = -largest - (kind.numpy.kind == "i")
        if not least <= number <= largest:
            raise overflowing(kind)
    elif kind.category != dtypes.COMPLEX and _is_too_large(number, kind):
        raise overflowing(kind)
    return number


def _is_too_large(number: Any, kind: dtypes.dtype) -> bool:
    if kind is dtypes.float64:
        return False
    largest = _LARGEST_BFLOAT16 if kind is dtypes.bfloat16 else float(np.finfo(kind.numpy).max)
    return bool(largest < abs(number) < np.inf)


def overflowing(kind: dtypes.dtype) -> RuntimeError:
    """The error of a number that elements of ``kind`` cannot hold."""
    name = _C_TYPES.get(kind.name) or (
        f"{kind.name}_t" if kind.category == dtypes.INTEGER else "double"
    )
    return RuntimeError(f"value cannot be converted to type {name} without overflow")
