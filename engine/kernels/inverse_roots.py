"""One divided by square roots."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.dtypes import F32, F64
from engine.numbers.half import converted, is_half, widened

BLOCK = 32  # halves that PyTorch's kernel computes at once


def inverse_root(array: Any) -> Any:
    """1/√ of every element.

    Of halves PyTorch rounds the quotient alone where it computes a block of them at once, and the
    root as well where it goes element by element: what is left after the last whole block, or all
    where they do not lie one after the other.
    """
    kind = array.dtype
    if kind is F32 or kind is F64 or not is_half(kind):
        return 1 / np.sqrt(array)
    roots = np.sqrt(np.asarray(widened(array)))
    found = np.asarray(converted(1 / roots, kind))
    by_element = converted(1 / widened(converted(roots, kind)), kind)
    flags = np.asarray(array).flags
    if not (flags.c_contiguous or flags.f_contiguous):
        return by_element
    rows, others = (found, by_element) if flags.c_contiguous else (found.T, by_element.T)
    together = found.size // BLOCK * BLOCK
    rows.reshape(-1)[together:] = others.reshape(-1)[together:]
    return found
