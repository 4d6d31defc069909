"""Matrices with zeros on one side of a diagonal."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
MOST = 2**16  # elements of a matrix whose triangle is kept for the next that has its shape


def lower(matrices: Array, diagonal: int = 0) -> Array:
    """The matrices with zeros above a diagonal."""
    return _kept(matrices, below(matrices.shape[-2:], diagonal))


def upper(matrices: Array, diagonal: int = 0) -> Array:
    """The matrices with zeros below a diagonal."""
    return _kept(matrices, ~below(matrices.shape[-2:], diagonal - 1))


def _kept(matrices: Array, where: Array) -> Array:
    found = np.zeros_like(matrices, order="C")
    np.copyto(found, matrices, where=where)
    return found


def below(shape: tuple[int, ...], diagonal: int = 0) -> Array:
    """True up to a diagonal of a matrix; nobody may write to it."""
    rows, columns = shape
    make = _triangle if rows * columns <= MOST else _triangle.__wrapped__
    return make(rows, columns, diagonal)


@lru_cache(maxsize=32)
def _triangle(rows: int, columns: int, diagonal: int) -> Array:
    found = np.tri(rows, columns, diagonal, dtype=np.bool_)
    found.flags.writeable = False
    return found
