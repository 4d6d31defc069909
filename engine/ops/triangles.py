"""Triangles of matrices: what stands on one side of a diagonal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.declare import operation
from engine.formula import tril as lower
from engine.formula import triu as upper


def _triangle(name: str, keep: Callable[..., Any], rule: Callable[..., Any]) -> None:
    @operation(name, name=name, elementwise=True, self=lambda grad, diagonal: rule(grad, diagonal),
               samples=(
                   f"m.{name}()", f"x.{name}(1)", f"torch.{name}(b, -1)", f"(m * 1).{name}_()",
               ))  # fmt: skip
    def triangle(self: Any, diagonal: int = 0) -> Any:
        """The matrix with zeros on one side of a diagonal."""
        if self.ndim < 2:
            raise RuntimeError(f"{name}: input tensor must have at least 2 dimensions")
        return keep(self, diagonal)


_triangle("tril", np.tril, lower)
_triangle("triu", np.triu, upper)
