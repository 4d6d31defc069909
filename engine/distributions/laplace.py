"""The Laplace distribution: two exponential ones back to back, with a peak between them."""

from __future__ import annotations

from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.distributions.located import Located


class Laplace(Located):
    """The Laplace distribution, whose density is proportional to exp(−|x − loc| / scale)."""

    @property
    def variance(self) -> Any:
        return 2 * self.scale.pow(2)

    @property
    def stddev(self) -> Any:
        """The standard deviation."""
        return (2**0.5) * self.scale

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples through which gradients reach the parameters."""
        shape = self._extended_shape(sample_shape)
        smallest = {"float64": 2.0**-52}.get(self.loc.dtype.name, 2.0**-23)
        drawn = FUNCTIONS["zeros"](tuple(shape), dtype=self.loc.dtype).uniform_(smallest - 1, 1)
        return self.loc - self.scale * drawn.sign() * (-drawn.abs()).log1p()

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        return -(2 * self.scale).log() - (value - self.loc).abs() / self.scale

    def cdf(self, value: Any) -> Any:
        """The probability of a sample of at most ``value``."""
        side = 0.5 * (value - self.loc).sign()
        return 0.5 - side * (-(value - self.loc).abs() / self.scale).expm1()

    def icdf(self, value: Any) -> Any:
        """The inverse of ``cdf``."""
        apart = value - 0.5
        return self.loc - self.scale * apart.sign() * (-2 * apart.abs()).log1p()

    def entropy(self) -> Any:
        return 1 + (2 * self.scale).log()
