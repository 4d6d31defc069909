"""PyTorch's type promotion: tensors with dimensions outrank 0-d tensors, those outrank numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.dtypes import (
    COMPLEX,
    F32,
    FLOAT,
    bool_,
    complex64,
    complex128,
    dtype,
    float16,
    int64,
    of,
)
from engine.dtypes import promote_types as promote
from engine.foundation.absent import LackingError
from engine.modes import default_float
from engine.numbers.half import converted, is_half, note
from engine.tensor import Tensor

HALF_COMPLEX = (
    "torch.complex32, the dtype of float16 with complex numbers, exists in PyTorch but not here; "
    "call .float() first"
)

IN_SINGLE = frozenset({"mul", "div.Tensor", "floor_divide"})


def number_dtype(number: Any) -> dtype:
    """The dtype that a Python number has before it meets a tensor."""
    if isinstance(number, bool | np.bool_):
        return bool_
    if isinstance(number, int | np.integer):
        return int64
    if isinstance(number, complex):
        return complex128 if default_float().itemsize == 8 else complex64
    return default_float()


def _rank(operand: Any) -> int:
    if not isinstance(operand, Tensor):
        return 2
    return 0 if operand._data.ndim else 1


def result_type(operands: Sequence[Any]) -> dtype:
    """The dtype of an operation between tensors and numbers (``torch.result_type``)."""
    if len(operands) == 2:
        soon = _everyday(*operands)
        if soon is not None:
            return soon
    found: dtype | None = None
    for rank in range(3):
        for operand in operands:
            if _rank(operand) != rank:
                continue
            own = of(operand._data) if isinstance(operand, Tensor) else number_dtype(operand)
            found = _meet(found, own, rank, operands)
    return found if found is not None else default_float()


def _everyday(one: Any, other: Any) -> dtype | None:
    """That of two alike, or of floats and a real number; None if it takes a closer look."""
    if not isinstance(one, Tensor):
        one, other = other, one
    if not isinstance(one, Tensor):
        return None
    own = of(one._data)
    if isinstance(other, Tensor):
        return own if one._data.dtype is other._data.dtype else None
    return own if own.category == FLOAT and type(other) in (float, int) else None


def _meet(found: dtype | None, own: dtype, rank: int, operands: Sequence[Any]) -> dtype:
    if found is None:
        return own
    senior = any(_rank(operand) < rank for operand in operands)
    if senior and own.category <= found.category:
        return found
    if senior and found is float16 and own.category == COMPLEX:
        raise LackingError(HALF_COMPLEX)
    return promote(found, own)


def cast(operand: Any, to: np.dtype[Any]) -> Any:
    """A tensor's array, or a number, as an array or numpy scalar of dtype ``to``."""
    if isinstance(operand, Tensor):
        data = operand._data
        return data if data.dtype == to else converted(data, to)
    if is_half(to):  # numbers take part in the precision that is computed in
        note(to)
        return np.asarray(operand).astype(F32)[()]
    return converted(np.asarray(operand), to)[()]


def read_in_half(name: str, operand: Any, to: np.dtype[Any]) -> Any:
    """The second operand of an operation by its name, on numbers of two bytes.

    What multiplies or divides takes part in single precision if it is one number, be it a tensor;
    all else is rounded first (ATen's ``BinaryOpsKernel.cpp``, ``opmath``).
    """
    if isinstance(operand, Tensor) and (operand._data.ndim or is_half(operand._data.dtype)):
        return cast(operand, to)
    value = operand._data if isinstance(operand, Tensor) else operand
    single = np.asarray(value).astype(F32)[()]
    return single if name in IN_SINGLE else converted(np.asarray(single), to)[()]


def floating(own: dtype) -> dtype:
    """The dtype in which integers are computed where a fraction may come out."""
    return default_float() if own.category < FLOAT else own


def as_float(data: Any) -> Any:
    """An array whose integers have become floats of the default dtype."""
    return data.astype(default_float().numpy) if data.dtype.kind in "biu" else data
