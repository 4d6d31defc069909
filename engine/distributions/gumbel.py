"""The Gumbel distribution: that of the largest of many numbers."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import broadcast, is_number, precision, smallest
from engine.distributions.elementwise import AffineTransform, ExpTransform
from engine.distributions.located import LOCATED
from engine.distributions.transformed_distribution import TransformedDistribution
from engine.distributions.uniform import Uniform

EULER = 0.5772156649015329


class Gumbel(TransformedDistribution):
    """The Gumbel distribution: that of the largest of many numbers."""

    arg_constraints: ClassVar[dict[str, Constraint]] = LOCATED
    support = constraints.real

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        self.loc, self.scale = broadcast(loc, scale)
        bounds: list[Any] = [smallest(self.loc), 1 - precision(self.loc)]
        if not is_number(loc, scale):
            bounds = [FUNCTIONS["full_like"](self.loc, each) for each in bounds]
        steps = [
            ExpTransform().inv, AffineTransform(0, -FUNCTIONS["ones_like"](self.scale)),
            ExpTransform().inv, AffineTransform(loc, -self.scale),
        ]  # fmt: skip
        base = Uniform(bounds[0], bounds[1], validate_args)
        super().__init__(base, steps, validate_args=validate_args)

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        apart = (self.loc - value) / self.scale
        return apart - apart.exp() - self.scale.log()

    @property
    def mean(self) -> Any:
        return self.loc + self.scale * EULER

    @property
    def mode(self) -> Any:
        """Where the density is highest."""
        return self.loc

    @property
    def stddev(self) -> Any:
        """The standard deviation."""
        return math.pi / math.sqrt(6) * self.scale

    @property
    def variance(self) -> Any:
        return self.stddev.pow(2)

    def entropy(self) -> Any:
        return self.scale.log() + (1 + EULER)
