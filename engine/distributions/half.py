"""Distributions symmetric around zero, of which only the absolute value is taken."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.elementwise import AbsTransform
from engine.distributions.located import Located
from engine.distributions.transformed_distribution import TransformedDistribution


class Half(TransformedDistribution):
    """The distribution of the absolute value of a number whose distribution is symmetric."""

    arg_constraints: ClassVar[dict[str, Constraint]] = {"scale": constraints.positive}
    support = constraints.nonnegative
    around: type[Located]

    def __init__(self, scale: Any, validate_args: bool | None = None) -> None:
        base = self.around(0, scale, validate_args=False)
        super().__init__(base, AbsTransform(), validate_args=validate_args)

    @property
    def scale(self) -> Any:
        """The scale of the symmetric distribution."""
        return self.base_dist.scale

    @property
    def mode(self) -> Any:
        """Where the density is highest: at zero."""
        return FUNCTIONS["zeros_like"](self.scale)

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        found = self.base_dist.log_prob(value) + math.log(2)
        return FUNCTIONS["where"](value >= 0, found, -math.inf)

    def cdf(self, value: Any) -> Any:
        """The probability of a sample of at most ``value``."""
        if self._validate_args:
            self._validate_sample(value)
        return 2 * self.base_dist.cdf(value) - 1

    def icdf(self, value: Any) -> Any:
        """The inverse of ``cdf``."""
        return self.base_dist.icdf((value + 1) / 2)

    def entropy(self) -> Any:
        return self.base_dist.entropy() - math.log(2)
