"""The logistic normal distribution: normal vectors turned into probabilities."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.eventwise import StickBreakingTransform
from engine.distributions.located import LOCATED
from engine.distributions.normal import Normal
from engine.distributions.transformed_distribution import TransformedDistribution


class LogisticNormal(TransformedDistribution):
    """The logistic normal distribution: normal vectors, by stick-breaking, as probabilities."""

    arg_constraints: ClassVar[dict[str, Constraint]] = LOCATED
    support = constraints.simplex

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        base: Any = Normal(loc, scale, validate_args=validate_args)
        base = base if base.batch_shape else base.expand([1])
        super().__init__(base, StickBreakingTransform(), validate_args=validate_args)

    loc = property(lambda self: self.base_dist.base_dist.loc)
    scale = property(lambda self: self.base_dist.base_dist.scale)
