"""The generalised Pareto distribution: how far values exceed a high threshold."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import Distribution, batch_of, broadcast


class GeneralizedPareto(Distribution):
    """The generalised Pareto distribution: how far values exceed a high threshold."""

    has_rsample = True
    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "loc": constraints.real, "scale": constraints.positive, "concentration": constraints.real,
    }  # fmt: skip

    def __init__(
        self, loc: Any, scale: Any, concentration: Any, validate_args: bool | None = None
    ) -> None:
        self.loc, self.scale, self.concentration = broadcast(loc, scale, concentration)
        shape = batch_of(self.loc, loc, scale, concentration)
        super().__init__(shape, validate_args=validate_args)

    @property
    def support(self) -> Any:
        """The values above the threshold; bounded where the concentration is negative."""
        shape = self.concentration
        upper = FUNCTIONS["where"](shape < 0, self.loc - self.scale / shape, math.inf)
        return constraints.interval(self.loc, upper)

    def _tail(self) -> tuple[Any, Any]:
        shape = self.concentration
        none = FUNCTIONS["isclose"](shape, FUNCTIONS["zeros_like"](shape))
        return none, FUNCTIONS["where"](none, FUNCTIONS["ones_like"](shape), shape)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples through which gradients reach the parameters."""
        shape = tuple(self._extended_shape(sample_shape))
        return self.icdf(FUNCTIONS["rand"](shape, dtype=self.loc.dtype))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        apart, (none, shape) = (value - self.loc) / self.scale, self._tail()
        power = 1 / shape + FUNCTIONS["ones_like"](apart)
        where = FUNCTIONS["where"]
        tail = where(power == 0, power, power * (shape * apart).log1p())
        return -self.scale.log() - where(none, apart, tail)

    def log_survival_function(self, value: Any) -> Any:
        """The logarithm of the probability of more than ``value``."""
        if self._validate_args:
            self._validate_sample(value)
        apart, (none, shape) = (value - self.loc) / self.scale, self._tail()
        return FUNCTIONS["where"](none, -apart, -(shape * apart).log1p() / shape)

    def log_cdf(self, value: Any) -> Any:
        """The logarithm of the probability of less than ``value``."""
        return (-self.log_survival_function(value).exp()).log1p()

    def cdf(self, value: Any) -> Any:
        """The probability of a sample of at most ``value``."""
        return self.log_cdf(value).exp()

    def icdf(self, value: Any) -> Any:
        """The inverse of ``cdf``."""
        (none, shape), left = self._tail(), (-value).log1p()
        tail = self.loc + self.scale / shape * (-shape * left).expm1()
        return FUNCTIONS["where"](none, self.loc - self.scale * left, tail)

    @property
    def mean(self) -> Any:
        """The mean, if there is one."""
        where, finite = FUNCTIONS["where"], self.concentration < 1
        shape = where(finite, self.concentration, 0.5)
        return where(finite, self.loc + self.scale / (1 - shape), math.nan)

    @property
    def variance(self) -> Any:
        """The variance, if there is one."""
        where, finite = FUNCTIONS["where"], self.concentration < 0.5
        shape = where(finite, self.concentration, 0.25)
        return where(finite, self.scale**2 / ((1 - shape) ** 2 * (1 - 2 * shape)), math.nan)

    @property
    def mode(self) -> Any:
        """Where the density is highest: at the threshold."""
        return self.loc

    def entropy(self) -> Any:
        return (self.scale.log() + self.concentration + 1).expand(self._batch_shape)
