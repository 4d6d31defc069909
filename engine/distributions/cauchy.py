"""Numbers without a mean."""

from __future__ import annotations

import math
from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.distributions.located import Located


class Cauchy(Located):
    """The ratio of two normal numbers: it has no mean."""

    @property
    def mean(self) -> Any:
        """There is none."""
        return self._all(math.nan)

    @property
    def variance(self) -> Any:
        """It is infinite."""
        return self._all(math.inf)

    def _all(self, value: float) -> Any:
        return FUNCTIONS["full"](tuple(self._extended_shape()), value, dtype=self.loc.dtype)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples that gradients go through to the parameters."""
        shape = tuple(self._extended_shape(sample_shape))
        drawn = FUNCTIONS["zeros"](shape, dtype=self.loc.dtype).cauchy_()
        return self.loc + drawn * self.scale

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        apart = ((value - self.loc) / self.scale) ** 2
        return -math.log(math.pi) - self.scale.log() - apart.log1p()

    def cdf(self, value: Any) -> Any:
        """The probability of less than ``value``."""
        if self._validate_args:
            self._validate_sample(value)
        return ((value - self.loc) / self.scale).atan() / math.pi + 0.5

    def icdf(self, value: Any) -> Any:
        """The value with a probability of less."""
        return (math.pi * (value - 0.5)).tan() * self.scale + self.loc

    def entropy(self) -> Any:
        return math.log(4 * math.pi) + self.scale.log()
