"""The Cauchy distribution, whose tails are so heavy that it has no mean."""

from __future__ import annotations

import math
from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.distributions.located import Located


class Cauchy(Located):
    """The Cauchy distribution: that of the ratio of two normal numbers, which has no mean."""

    @property
    def mean(self) -> Any:
        """NaN: there is none."""
        return self._all(math.nan)

    @property
    def variance(self) -> Any:
        """Infinite."""
        return self._all(math.inf)

    def _all(self, value: float) -> Any:
        return FUNCTIONS["full"](tuple(self._extended_shape()), value, dtype=self.loc.dtype)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples through which gradients reach the parameters."""
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
        """The probability of a sample of at most ``value``."""
        if self._validate_args:
            self._validate_sample(value)
        return ((value - self.loc) / self.scale).atan() / math.pi + 0.5

    def icdf(self, value: Any) -> Any:
        """The inverse of ``cdf``."""
        return (math.pi * (value - 0.5)).tan() * self.scale + self.loc

    def entropy(self) -> Any:
        return math.log(4 * math.pi) + self.scale.log()
