"""The exponential distribution: waiting times between events that happen at a constant rate."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import broadcast
from engine.distributions.exp_family import ExponentialFamily


class Exponential(ExponentialFamily):
    """The exponential distribution: the waiting time for an event of a constant rate."""

    has_rsample = True
    arg_constraints: ClassVar[dict[str, Constraint]] = {"rate": constraints.positive}
    support = constraints.nonnegative

    def __init__(self, rate: Any, validate_args: bool | None = None) -> None:
        number = not hasattr(rate, "shape")
        (self.rate,) = broadcast(rate)
        super().__init__(() if number else self.rate.size(), validate_args=validate_args)

    @property
    def mean(self) -> Any:
        return self.rate.reciprocal()

    @property
    def stddev(self) -> Any:
        """The standard deviation."""
        return self.rate.reciprocal()

    @property
    def variance(self) -> Any:
        return self.rate.pow(-2)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples through which gradients reach the parameters."""
        shape = self._extended_shape(sample_shape)
        return FUNCTIONS["zeros"](tuple(shape), dtype=self.rate.dtype).exponential_() / self.rate

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        return self.rate.log() - self.rate * value

    def cdf(self, value: Any) -> Any:
        """The probability of a sample of at most ``value``."""
        return 1 - (-self.rate * value).exp()

    def icdf(self, value: Any) -> Any:
        """The inverse of ``cdf``."""
        return -(-value).log1p() / self.rate

    @property
    def mode(self) -> Any:
        """Where the density is highest: at zero."""
        return FUNCTIONS["zeros_like"](self.rate)

    def entropy(self) -> Any:
        return 1.0 - self.rate.log()
