"""The Weibull distribution: lifetimes whose rate of failure grows or falls with age."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import broadcast
from engine.distributions.elementwise import AffineTransform, PowerTransform
from engine.distributions.exponential import Exponential
from engine.distributions.gumbel import EULER
from engine.distributions.transformed_distribution import TransformedDistribution


class Weibull(TransformedDistribution):
    """The Weibull distribution: lifetimes whose rate of failure grows or falls with age."""

    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "scale": constraints.positive, "concentration": constraints.positive,
    }  # fmt: skip
    support = constraints.positive

    def __init__(self, scale: Any, concentration: Any, validate_args: bool | None = None) -> None:
        self.scale, self.concentration = broadcast(scale, concentration)
        self.concentration_reciprocal = self.concentration.reciprocal()
        base = Exponential(FUNCTIONS["ones_like"](self.scale), validate_args=validate_args)
        steps = [PowerTransform(self.concentration_reciprocal), AffineTransform(0, self.scale)]
        super().__init__(base, steps, validate_args=validate_args)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        """The same distribution for each of a shape."""
        fresh = type(self).__new__(type(self))
        scale, shape = (each.expand(batch_shape) for each in (self.scale, self.concentration))
        Weibull.__init__(fresh, scale, shape, validate_args=False)
        fresh._validate_args = self._validate_args
        return fresh

    @property
    def mean(self) -> Any:
        return self.scale * (1 + self.concentration_reciprocal).lgamma().exp()

    @property
    def mode(self) -> Any:
        """Where the density is highest."""
        shape = self.concentration
        return self.scale * ((shape - 1) / shape) ** shape.reciprocal()

    @property
    def variance(self) -> Any:
        power = self.concentration_reciprocal
        spread = (1 + 2 * power).lgamma().exp() - (2 * (1 + power).lgamma()).exp()
        return self.scale.pow(2) * spread

    def entropy(self) -> Any:
        power = self.concentration_reciprocal
        return EULER * (1 - power) + (self.scale * power).log() + 1
