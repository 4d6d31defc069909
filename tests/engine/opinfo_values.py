"""When two results are the same: kind, dtype, shape and, up to rounding, every number."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

import engine

# What these hold is whatever lay in memory.
VALUELESS = frozenset(
    {"empty", "empty_like", "empty_permuted", "empty_strided", "new_empty", "new_empty_strided"}
)
TOLERANCE = {"float64": 1e-7, "complex128": 1e-7, "float16": 1e-2, "bfloat16": 2e-2}


def first_difference(found: Any, expected: Any, *, values: bool = True) -> str:
    """In what the first results that differ do so; empty where they are the same."""
    if isinstance(expected, list | tuple):
        return _first_of_several(found, expected, values=values)
    if expected is None and isinstance(found, engine.Tensor) and not found.numel():
        return ""  # the gradient of nothing
    if isinstance(expected, torch.Tensor):
        return _tensor_difference(found, expected, values=values)
    if isinstance(found, engine.Tensor):
        return f"a tensor instead of {expected!r}"
    if isinstance(expected, torch.dtype | torch.device | str | type(None)):
        return "" if str(found) == str(expected) else f"{found} instead of {expected}"
    same = np.allclose(found, expected, 1e-7, 1e-7, equal_nan=True)
    return "" if same else f"{found} instead of {expected}"


def _first_of_several(found: Any, expected: Any, *, values: bool) -> str:
    if not isinstance(found, list | tuple):
        return f"{type(found).__name__} instead of {type(expected).__name__}"
    if len(found) != len(expected):
        return f"{len(found)} results instead of {len(expected)}"
    for place, (one, two) in enumerate(zip(found, expected, strict=True)):
        difference = first_difference(one, two, values=values)
        if difference:
            return f"{place}: {difference}"
    return ""


def _tensor_difference(found: Any, expected: torch.Tensor, *, values: bool) -> str:
    if not isinstance(found, engine.Tensor):
        return f"{type(found).__name__} instead of a tensor"
    if str(found.dtype) != str(expected.dtype):
        return f"{found.dtype} instead of {expected.dtype}"
    if tuple(found.shape) != tuple(expected.shape):
        return f"shape {tuple(found.shape)} instead of {tuple(expected.shape)}"
    plain = expected.detach().resolve_conj().resolve_neg()
    wide = plain.float() if plain.dtype == torch.bfloat16 else plain
    return _number_difference(np.asarray(found._data), wide.numpy(force=True)) if values else ""


def _number_difference(found: Any, expected: Any) -> str:
    if expected.dtype.kind in "biu":
        same = np.asarray(found == expected)
    else:
        tolerance = TOLERANCE.get(expected.dtype.name, 2e-5)
        size = np.abs(expected[np.isfinite(expected)]).max(initial=1)
        same = np.isclose(found, expected, tolerance, tolerance * size, equal_nan=True)
    if same.all():
        return ""
    place = np.argwhere(~same)[0]
    index = tuple(int(each) for each in place)
    return f"{found[index]} instead of {expected[index]} at {index} ({(~same).sum()} differ)"
