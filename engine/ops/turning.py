"""Matrices turned by quarters."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.axes import check_whole, wrap
from engine.calls.declare import composite, operation
from engine.symbolic import Symbol
from engine.tensor import Tensor


@operation("rot90", name="rot90.dims", node="Rot90Backward0",
           self=lambda grad, k, dims: _turned(grad, -k, dims))  # fmt: skip
def turn(self: Any, k: int = 1, dims: Any = (0, 1)) -> Any:
    """The matrix turned by quarters."""
    return np.rot90(self, k, dims).copy("K")


def _turned(value: Any, k: int, dims: Any) -> Any:
    return value.rot90(k, dims) if isinstance(value, Tensor | Symbol) else np.rot90(value, k, dims)


@composite(samples=(
    "x.rot90()", "x.rot90(2)", "torch.rot90(x, 1, (1, 0))", "torch.rot90(v)",
    "x.rot90(1, (0, 0))", "x.rot90(1, (0,))", "x.rot90(1, (0, 5))", "b.rot90(3, (-1, 0))",
))  # fmt: skip
def rot90(self: Tensor, k: int = 1, dims: Any = (0, 1)) -> Any:
    """The matrix turned by ``k`` quarters.

    Raises:
        RuntimeError: it has no two dimensions to turn.
    """
    check_whole(k)
    if len(dims) != 2:
        raise RuntimeError(f"expected total rotation dims == 2, but got dims = {len(dims)}")
    if self.ndim < 2:
        raise RuntimeError(f"expected total dims >= 2, but got total dims = {self.ndim}")
    if dims[0] == dims[1] or abs(dims[0] - dims[1]) == self.ndim:
        raise RuntimeError(
            "expected rotation dims to be different, but got "
            f"dim0 = {dims[0]} and dim1 = {dims[1]}"
        )
    for each in dims:
        wrap(each, self.ndim)
    return turn(self, k, tuple(dims))
