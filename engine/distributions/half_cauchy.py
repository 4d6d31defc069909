"""How far Cauchy's numbers are from zero."""

from __future__ import annotations

import math
from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.distributions.cauchy import Cauchy
from engine.distributions.half import Half


class HalfCauchy(Half):
    """How far Cauchy's numbers are from zero."""

    around = Cauchy

    @property
    def mean(self) -> Any:
        """It is infinite."""
        shape = tuple(self._extended_shape())
        return FUNCTIONS["full"](shape, math.inf, dtype=self.scale.dtype)

    @property
    def variance(self) -> Any:
        """It is infinite."""
        return self.base_dist.variance
