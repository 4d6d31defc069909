"""A product that is linear in three tensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.declare import FUNCTIONS, operation
from engine.tensor import Tensor


def product(rule: str, *factors: Any) -> Any:
    """A sum of products by Einstein's convention, of arrays, tensors or symbols."""
    if isinstance(factors[0], Tensor):
        return FUNCTIONS["einsum"](rule, *factors)
    if isinstance(factors[0], np.ndarray | np.generic):
        return np.einsum(rule, *factors)
    whole = factors[0]
    for each in factors[1:]:
        whole = whole * each
    return whole.sum()


@operation(
    "bilinear", name="_trilinear", node="TrilinearBackward0", inputs=("i1", "i2", "i3"),
    i1=lambda grad, i2, i3: product("bo,oij,bj->bi", grad, i2, i3),
    i2=lambda grad, i1, i3: product("bo,bi,bj->oij", grad, i1, i3),
    i3=lambda grad, i1, i2: product("bo,bi,oij->bj", grad, i1, i2),
)  # fmt: skip
def trilinear(i1: Any, i2: Any, i3: Any) -> Any:
    """For every pair of rows, their product through each of the matrices ``i2``."""
    return np.einsum("bi,oij,bj->bo", i1, i2, i3)
