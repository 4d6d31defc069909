"""The Pareto distribution: a power law above a minimum."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import broadcast
from engine.distributions.elementwise import AffineTransform, ExpTransform
from engine.distributions.exponential import Exponential
from engine.distributions.transformed_distribution import TransformedDistribution


class Pareto(TransformedDistribution):
    """The Pareto distribution: a power law above a minimum, ``scale``."""

    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "alpha": constraints.positive,
        "scale": constraints.positive,
    }

    def __init__(self, scale: Any, alpha: Any, validate_args: bool | None = None) -> None:
        self.scale, self.alpha = broadcast(scale, alpha)
        base = Exponential(self.alpha, validate_args=validate_args)
        steps = [ExpTransform(), AffineTransform(0, self.scale)]
        super().__init__(base, steps, validate_args=validate_args)

    @property
    def mean(self) -> Any:
        """The mean, if it is finite."""
        above = self.alpha.clamp(min=1)
        return above * self.scale / (above - 1)

    @property
    def mode(self) -> Any:
        """Where the density is highest: at the minimum."""
        return self.scale

    @property
    def variance(self) -> Any:
        """The variance, if it is finite."""
        above = self.alpha.clamp(min=2)
        return self.scale.pow(2) * above / ((above - 1).pow(2) * (above - 2))

    @property
    def support(self) -> Any:
        """The values from the minimum on."""
        return constraints.greater_than_eq(self.scale)

    def entropy(self) -> Any:
        return (self.scale / self.alpha).log() + (1 + self.alpha.reciprocal())
