"""Triangles of matrices, what stands on one side of a diagonal, and the diagonal written to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.calls.declare import composite, operation
from engine.calls.inplace import refuse_change
from engine.calls.out_rules import OWN_DTYPE, anywhere
from engine.formula import tril, triu
from engine.kernels import triangles
from engine.ops.arrangement import as_strided
from engine.storage.memory import in_order
from engine.tensor import Tensor


def _triangle(name: str, keep: Callable[..., Any], rule: Callable[..., Any]) -> None:
    @operation(name, name=name, elementwise=True, out=OWN_DTYPE._replace(memory=anywhere),
               self=lambda grad, diagonal: rule(grad, diagonal),
               samples=(
                   f"m.{name}()", f"x.{name}(1)", f"torch.{name}(b, -1)", f"(m * 1).{name}_()",
               ))  # fmt: skip
    def triangle(self: Any, diagonal: int = 0) -> Any:
        """The matrix with zeros on one side of a diagonal."""
        if self.ndim < 2:
            raise RuntimeError(f"{name}: input tensor must have at least 2 dimensions")
        return in_order(keep(self, diagonal))


_triangle("tril", triangles.lower, tril)
_triangle("triu", triangles.upper, triu)


@composite(samples=(
    "(m * 1).fill_diagonal_(5)", "(x * 1).fill_diagonal_(2.5)", "(x * 1).t().fill_diagonal_(1)",
    "torch.zeros(7, 2).fill_diagonal_(1, wrap=True)", "torch.zeros(2, 2, 2).fill_diagonal_(1)",
    "v.fill_diagonal_(1)", "torch.zeros(2, 3, 2).fill_diagonal_(1)", "m.fill_diagonal_(1)",
))  # fmt: skip
def fill_diagonal_(self: Tensor, fill_value: Any, wrap: bool = False) -> Tensor:
    """Write a number onto the main diagonal; with ``wrap`` it begins anew below a tall matrix."""
    refuse_change("fill_diagonal_", self)
    shape, steps = self._data.shape, tuple(self.stride())
    if self.ndim < 2:
        raise RuntimeError("dimensions must larger than 1")
    if self.ndim > 2 and len(set(shape)) > 1:
        raise RuntimeError("all dimensions of input must be of equal length")
    length, start = min(shape[:2]), self.storage_offset()
    as_strided(self, (length,), (sum(steps),), start).fill_(fill_value)
    height, width = shape[:2]
    if wrap and self.ndim == 2 and height > width + 1:
        more = -(-self.numel() // (width + 1)) - length
        below = start + steps[0] * (width + 1)
        as_strided(self, (more,), (sum(steps),), below).fill_(fill_value)
    return self
