"""The Kumaraswamy distribution: like the beta distribution, with an invertible formula."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import broadcast
from engine.distributions.elementwise import AffineTransform, PowerTransform
from engine.distributions.gumbel import EULER
from engine.distributions.transformed_distribution import TransformedDistribution
from engine.distributions.uniform import Uniform


class Kumaraswamy(TransformedDistribution):
    """The Kumaraswamy distribution: like the beta distribution, with an invertible ``cdf``."""

    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "concentration1": constraints.positive, "concentration0": constraints.positive,
    }  # fmt: skip
    support = constraints.unit_interval

    def __init__(
        self, concentration1: Any, concentration0: Any, validate_args: bool | None = None
    ) -> None:
        one, none = broadcast(concentration1, concentration0)
        self.concentration1, self.concentration0 = one, none
        bounds = [FUNCTIONS["full_like"](none, each) for each in (0, 1)]
        steps = [
            PowerTransform(none.reciprocal()), AffineTransform(1.0, -1.0),
            PowerTransform(one.reciprocal()),
        ]  # fmt: skip
        base = Uniform(bounds[0], bounds[1], validate_args)
        super().__init__(base, steps, validate_args=validate_args)

    def _moment(self, order: int) -> Any:
        one, none = self.concentration1, self.concentration0
        inner = 1 + order / one
        return none * (inner.lgamma() + none.lgamma() - (inner + none).lgamma()).exp()

    @property
    def mean(self) -> Any:
        return self._moment(1)

    @property
    def mode(self) -> Any:
        """Where the density is highest, if it is so inside."""
        one, none = self.concentration1, self.concentration0
        found = none.reciprocal() * (-none).log1p() - (-none * one).log1p()
        found[(none < 1) | (one < 1)] = math.nan
        return found.exp()

    @property
    def variance(self) -> Any:
        return self._moment(2) - self.mean.pow(2)

    def entropy(self) -> Any:
        one, none = self.concentration1, self.concentration0
        harmonic = (none + 1).digamma() + EULER
        parts = 1 - none.reciprocal() + (1 - one.reciprocal()) * harmonic
        return parts - one.log() - none.log()
