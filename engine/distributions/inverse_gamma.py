"""The inverse gamma distribution: reciprocals of gamma numbers."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.elementwise import PowerTransform
from engine.distributions.gamma import Gamma
from engine.distributions.transformed_distribution import TransformedDistribution


class InverseGamma(TransformedDistribution):
    """The inverse gamma distribution: reciprocals of gamma numbers."""

    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "concentration": constraints.positive, "rate": constraints.positive,
    }  # fmt: skip
    support = constraints.positive

    def __init__(self, concentration: Any, rate: Any, validate_args: bool | None = None) -> None:
        base = Gamma(concentration, rate, validate_args=validate_args)
        power = PowerTransform(-base.rate.new_ones(()))
        super().__init__(base, power, validate_args=validate_args)

    concentration = property(lambda self: self.base_dist.concentration)
    rate = property(lambda self: self.base_dist.rate)

    @property
    def mean(self) -> Any:
        """The mean, if it is finite."""
        shape = self.concentration
        return FUNCTIONS["where"](shape > 1, self.rate / (shape - 1), math.inf)

    @property
    def mode(self) -> Any:
        """Where the density is highest."""
        return self.rate / (self.concentration + 1)

    @property
    def variance(self) -> Any:
        """The variance, if it is finite."""
        shape = self.concentration
        found = self.rate.square() / ((shape - 1).square() * (shape - 2))
        return FUNCTIONS["where"](shape > 2, found, math.inf)

    def entropy(self) -> Any:
        shape = self.concentration
        return shape + self.rate.log() + shape.lgamma() - (1 + shape) * shape.digamma()
