"""Layers that drop at random while training."""

from __future__ import annotations

from typing import Any

from engine.nn import functional
from engine.nn.modules.module import Module
from engine.tensor import Tensor


class Dropout(Module):
    """Zeroes each element with probability ``p`` and scales up the rest."""

    function = "dropout"

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        if not 0 <= p <= 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p, self.inplace = p, inplace

    def forward(self, input: Tensor) -> Any:
        """The input, thinned out while training."""
        return getattr(functional, self.function)(input, self.p, self.training, self.inplace)

    def extra_repr(self) -> str:
        """Its probability."""
        return f"p={self.p}, inplace={self.inplace}"


class Dropout1d(Dropout):
    """Zeroes whole channels."""

    function = "dropout1d"


class Dropout2d(Dropout):
    """Zeroes whole channels."""

    function = "dropout2d"
