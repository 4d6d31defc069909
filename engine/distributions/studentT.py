# ruff: noqa: N999  (PyTorch's name of the module)
"""Student's t-distribution: normal numbers whose variance is uncertain."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from engine.distributions import constraints
from engine.distributions.chi2 import Chi2
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import Distribution, broadcast
from engine.distributions.normal import standard_normal


class StudentT(Distribution):
    """Student's t-distribution: normal over the root of chi-squared by its ``df``."""

    has_rsample = True
    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "df": constraints.positive, "loc": constraints.real, "scale": constraints.positive,
    }  # fmt: skip
    support = constraints.real

    def __init__(
        self, df: Any, loc: Any = 0.0, scale: Any = 1.0, validate_args: bool | None = None
    ) -> None:
        self.df, self.loc, self.scale = broadcast(df, loc, scale)
        self._chi2 = Chi2(self.df)
        super().__init__(self.df.size(), validate_args=validate_args)

    @property
    def mean(self) -> Any:
        """The mean, if there is one."""
        mean = self.loc.clone()
        mean[self.df <= 1] = math.nan
        return mean

    @property
    def mode(self) -> Any:
        """Where the density is highest."""
        return self.loc

    @property
    def variance(self) -> Any:
        """The variance, if there is one."""
        found, df = self.df.clone(), self.df
        found[df > 2] = self.scale[df > 2].pow(2) * df[df > 2] / (df[df > 2] - 2)
        found[(df <= 2) & (df > 1)] = math.inf
        found[df <= 1] = math.nan
        return found

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples through which gradients reach the parameters."""
        shape = self._extended_shape(sample_shape)
        plain = standard_normal(shape, self.df)
        squares = self._chi2.rsample(sample_shape)
        return self.loc + self.scale * (plain * (squares / self.df).rsqrt())

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        apart, df = (value - self.loc) / self.scale, self.df
        constant = (
            self.scale.log() + 0.5 * df.log() + 0.5 * math.log(math.pi)
            + (0.5 * df).lgamma() - (0.5 * (df + 1.0)).lgamma()
        )  # fmt: skip
        return -0.5 * (df + 1.0) * (apart**2.0 / df).log1p() - constant

    def entropy(self) -> Any:
        df = self.df
        beta = (0.5 * df).lgamma() + math.lgamma(0.5) - (0.5 * (df + 1)).lgamma()
        apart = (0.5 * (df + 1)).digamma() - (0.5 * df).digamma()
        return self.scale.log() + 0.5 * (df + 1) * apart + 0.5 * df.log() + beta
