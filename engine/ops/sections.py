"""PyTorch's errors of sections whose lengths are not whole numbers."""

from __future__ import annotations

from typing import Any

from engine.errors import type_name

TWO_WAYS = """split() received an invalid combination of arguments - got (Tensor, bool, int), but \
expected one of:
 * (Tensor input, int split_size, int dim = 0)
      didn't match because some of the arguments have invalid types: (Tensor, !bool!, !int!)
 * (Tensor input, tuple of ints split_size, int dim = 0)
      didn't match because some of the arguments have invalid types: (Tensor, !bool!, !int!)
"""
SIZES = "split_with_sizes(): argument 'split_sizes' (position 2) must be tuple of ints, "


def mistaken(wanted: Any) -> TypeError:
    """The error of a truth value or a fraction, alone or first in a list."""
    if isinstance(wanted, bool):
        return TypeError(TWO_WAYS)
    if not isinstance(wanted, tuple | list):
        return TypeError(f"{SIZES}not {type_name(wanted)}")
    return TypeError(f"{SIZES}but found element of type {type_name(wanted[0])} at pos 0")
