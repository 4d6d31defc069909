"""Every everyday function in every dtype: the values, or the same words of refusal.

``every_dtype.txt`` holds the calls, one a line; ``X(*shape)`` stands for a tensor.
"""

from __future__ import annotations

import math
import warnings
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import engine

torch = pytest.importorskip("torch")

CALLS = (Path(__file__).parent / "every_dtype.txt").read_text(encoding="ascii").splitlines()
DTYPES = (
    "bool", "uint8", "int8", "int16", "int32", "int64", "uint16", "float16", "bfloat16",
    "float32", "float64", "complex64",
)  # fmt: skip
# Pictures of bytes are interpolated in fixed-point numbers there.
FIXED_POINT = ("mode='bilinear'", "mode='bicubic'")
TOLERANCE = {"float16": 2e-3, "bfloat16": 2e-2}


def operand(module: Any, dtype: str, *shape: int) -> Any:
    """A tensor of the numbers 0 to 4, over and over."""
    whole = module.arange(float(math.prod(shape))).reshape(shape) % 5
    return whole.to(getattr(module, dtype))


def outcome(module: Any, call: str, dtype: str) -> Any:
    """Dtypes and elements of the results, or the error."""
    names = {"torch": module, "F": module.nn.functional, "X": partial(operand, module, dtype)}
    module.manual_seed(0)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            found = eval(call, names)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is compared)
            return f"{type(error).__name__}: {error}".partition("\nException raised")[0]
    results = found if isinstance(found, tuple) else (found,)
    return [
        (str(each.dtype), list(each.shape), each.tolist()) if hasattr(each, "dtype") else each
        for each in results
    ]


def same(ours: Any, theirs: Any, dtype: str) -> bool:
    """Are two outcomes the same, up to rounding?"""
    if isinstance(ours, str) or isinstance(theirs, str):
        return bool(ours == theirs)
    near = TOLERANCE.get(dtype, 1e-4)
    return len(ours) == len(theirs) and all(
        one[:2] == two[:2] and np.allclose(one[2], two[2], near, near, equal_nan=True)
        if isinstance(two, tuple)
        else bool(one == two)
        for one, two in zip(ours, theirs, strict=True)
    )


def is_known(call: str, dtype: str) -> bool:
    """Is it known to differ?"""
    return dtype == "uint8" and any(each in call for each in FIXED_POINT)


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_function_computes_or_refuses_as_pytorchs_in_every_dtype(dtype: str) -> None:
    calls = [call for call in CALLS if not is_known(call, dtype)]
    pairs = {call: (outcome(engine, call, dtype), outcome(torch, call, dtype)) for call in calls}
    assert not {call: pair for call, pair in pairs.items() if not same(*pair, dtype)}
