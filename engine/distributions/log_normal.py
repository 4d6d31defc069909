"""The log-normal distribution: numbers whose logarithms are normal."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.elementwise import ExpTransform
from engine.distributions.located import LOCATED
from engine.distributions.normal import Normal
from engine.distributions.transformed_distribution import TransformedDistribution


class LogNormal(TransformedDistribution):
    """The log-normal distribution: numbers whose logarithms are normal."""

    arg_constraints: ClassVar[dict[str, Constraint]] = LOCATED
    support = constraints.positive

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        base = Normal(loc, scale, validate_args=validate_args)
        super().__init__(base, ExpTransform(), validate_args=validate_args)

    loc = property(lambda self: self.base_dist.loc)
    scale = property(lambda self: self.base_dist.scale)

    @property
    def mean(self) -> Any:
        return (self.loc + self.scale.pow(2) / 2).exp()

    @property
    def mode(self) -> Any:
        """Where the density is highest."""
        return (self.loc - self.scale.square()).exp()

    @property
    def variance(self) -> Any:
        square = self.scale.pow(2)
        return square.expm1() * (2 * self.loc + square).exp()

    def entropy(self) -> Any:
        return self.base_dist.entropy() + self.loc
