"""The half-Cauchy distribution: absolute values of Cauchy numbers."""

from __future__ import annotations

import math
from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.distributions.cauchy import Cauchy
from engine.distributions.half import Half


class HalfCauchy(Half):
    """The half-Cauchy distribution: absolute values of Cauchy numbers."""

    around = Cauchy

    @property
    def mean(self) -> Any:
        """Infinite."""
        shape = tuple(self._extended_shape())
        return FUNCTIONS["full"](shape, math.inf, dtype=self.scale.dtype)

    @property
    def variance(self) -> Any:
        """Infinite."""
        return self.base_dist.variance
