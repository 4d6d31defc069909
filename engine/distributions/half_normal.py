"""The half-normal distribution: absolute values of normal numbers."""

from __future__ import annotations

import math
from typing import Any

from engine.distributions.half import Half
from engine.distributions.normal import Normal


class HalfNormal(Half):
    """The half-normal distribution: absolute values of normal numbers."""

    around = Normal

    @property
    def mean(self) -> Any:
        return self.scale * math.sqrt(2 / math.pi)

    @property
    def variance(self) -> Any:
        return self.scale.pow(2) * (1 - 2 / math.pi)
