"""The chi-squared distribution: sums of squares of standard normal numbers."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.gamma import Gamma


class Chi2(Gamma):
    """The chi-squared distribution: the sum of ``df`` squared standard normal numbers."""

    arg_constraints: ClassVar[dict[str, Constraint]] = {"df": constraints.positive}

    def __init__(self, df: Any, validate_args: bool | None = None) -> None:
        super().__init__(0.5 * df, 0.5, validate_args=validate_args)

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        """The same distribution for each of a shape."""
        fresh = super().expand(batch_shape)
        fresh.concentration = self.concentration.expand(batch_shape)
        fresh.rate = self.rate.expand(batch_shape)
        return fresh

    @property
    def df(self) -> Any:
        """The degrees of freedom: how many squares are summed."""
        return self.concentration * 2
