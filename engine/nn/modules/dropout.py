"""Layers that drop elements or channels at random while training."""

from __future__ import annotations

from typing import Any

from engine.nn import functional
from engine.nn.modules.module import Module
from engine.tensor import Tensor


class _DropoutNd(Module):
    """Drops with probability ``p``, by the function of its name."""

    function = ""
    passes_inplace = True

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        if p < 0 or p > 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p, self.inplace = p, inplace

    def forward(self, input: Tensor) -> Any:
        """The input, thinned out while training."""
        further = (self.inplace,) if self.passes_inplace else ()
        return getattr(functional, self.function)(input, self.p, self.training, *further)

    def extra_repr(self) -> str:
        """Its probability."""
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_DropoutNd):
    """Zeroes each element with probability ``p`` and scales up the rest."""

    function = "dropout"


class Dropout1d(_DropoutNd):
    """Zeroes whole channels of sequences."""

    function = "dropout1d"


class Dropout2d(_DropoutNd):
    """Zeroes whole channels of pictures."""

    function = "dropout2d"


class Dropout3d(_DropoutNd):
    """Zeroes whole channels of volumes."""

    function = "dropout3d"


class AlphaDropout(_DropoutNd):
    """Sets elements to selu's lowest value, keeping mean and variance (Klambauer et al., 2017)."""

    function, passes_inplace = "alpha_dropout", False


class FeatureAlphaDropout(_DropoutNd):
    """Alpha dropout of whole channels."""

    function, passes_inplace = "feature_alpha_dropout", False
