"""Softmax, log-softmax, softmin and normalisation under a mask."""

from __future__ import annotations

from typing import Any

from engine.calls.declare import FUNCTIONS, packaged
from engine.masked.places import dimensions, without
from engine.masked.reductions import INF, norm
from engine.nn import functional
from engine.tensor import Tensor

_MASK = "mask=torch.tensor([True, False, True])"


def _declare(name: str, neutral: float) -> Any:
    @packaged("masked", name, samples=(f"torch.masked.{name}(x, 1, {_MASK})",))
    def call(input: Tensor, dim: int, *, dtype: Any = None, mask: Tensor | None = None) -> Any:
        """The shares of those elements that the mask lets through; the others' are zero."""
        place = dimensions(dim, input.ndim)[0]
        function = getattr(functional, name)
        return function(without(input, mask, neutral), place, dtype=dtype or input.dtype)

    return call


softmax, log_softmax = _declare("softmax", -INF), _declare("log_softmax", -INF)
softmin = _declare("softmin", INF)


@packaged("masked", samples=(f"torch.masked.normalize(x, 2., 1, {_MASK})",))
def normalize(
    input: Tensor, ord: float, dim: int, *, eps: float = 1e-12, dtype: Any = None,
    mask: Tensor | None = None,
) -> Any:  # fmt: skip
    """The elements that the mask lets through, divided by the length of their vector."""
    shown = without(input, mask, 0)
    length = norm(input, ord, dim, keepdim=True, dtype=dtype or input.dtype, mask=mask)
    return shown / FUNCTIONS["maximum"](length, length.new_full([], eps))
