"""The gamma distribution: waiting times for several events of a constant rate."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import batch_of, broadcast, smallest
from engine.distributions.exp_family import ExponentialFamily


class Gamma(ExponentialFamily):
    """The gamma distribution: the waiting time for ``concentration`` events of a rate."""

    has_rsample = True
    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "concentration": constraints.positive, "rate": constraints.positive,
    }  # fmt: skip
    support = constraints.nonnegative

    def __init__(self, concentration: Any, rate: Any, validate_args: bool | None = None) -> None:
        self.concentration, self.rate = broadcast(concentration, rate)
        shape = batch_of(self.concentration, concentration, rate)
        super().__init__(shape, validate_args=validate_args)

    @property
    def mean(self) -> Any:
        return self.concentration / self.rate

    @property
    def variance(self) -> Any:
        return self.concentration / self.rate.pow(2)

    @property
    def mode(self) -> Any:
        """Where the density is highest."""
        return ((self.concentration - 1) / self.rate).clamp(min=0)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples through which gradients reach the parameters."""
        shape = self._extended_shape(sample_shape)
        drawn = FUNCTIONS["_standard_gamma"](self.concentration.expand(shape))
        value = drawn / self.rate.expand(shape)
        value.detach().clamp_(min=smallest(value))
        return value

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        value = FUNCTIONS["as_tensor"](value, dtype=self.rate.dtype)
        if self._validate_args:
            self._validate_sample(value)
        shape, rate, xlogy = self.concentration, self.rate, FUNCTIONS["xlogy"]
        return xlogy(shape, rate) + xlogy(shape - 1, value) - rate * value - shape.lgamma()

    def cdf(self, value: Any) -> Any:
        """The probability of a sample of at most ``value``."""
        if self._validate_args:
            self._validate_sample(value)
        return FUNCTIONS["igamma"](self.concentration, self.rate * value)

    def entropy(self) -> Any:
        shape = self.concentration
        return shape - self.rate.log() + shape.lgamma() + (1.0 - shape) * shape.digamma()

    @property
    def _natural_params(self) -> tuple[Any, ...]:
        return self.concentration - 1, -self.rate

    def _log_normalizer(self, *natural_params: Any) -> Any:
        shape, rate = natural_params
        return (shape + 1).lgamma() + (shape + 1) * (-rate.reciprocal()).log()
