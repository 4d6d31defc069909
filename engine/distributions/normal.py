"""The normal distribution."""

from __future__ import annotations

import math
from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.distributions.exp_family import ExponentialFamily
from engine.distributions.located import Located
from engine.switches.grad_modes import no_grad


class Normal(Located, ExponentialFamily):
    """The normal distribution."""

    @property
    def _natural_params(self) -> tuple[Any, ...]:
        var = self.scale.pow(2)
        return self.loc / var, -0.5 * var.reciprocal()

    def _log_normalizer(self, *natural_params: Any) -> Any:
        x, y = natural_params
        return -0.25 * x.pow(2) / y + 0.5 * (-math.pi / y).log()

    @property
    def stddev(self) -> Any:
        """The standard deviation."""
        return self.scale

    @property
    def variance(self) -> Any:
        return self.stddev.pow(2)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples without gradients."""
        shape = self._extended_shape(sample_shape)
        with no_grad.quietly():
            return FUNCTIONS["normal"](self.loc.expand(shape), self.scale.expand(shape))

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples through which gradients reach the parameters."""
        return (
            self.loc + standard_normal(self._extended_shape(sample_shape), self.loc) * self.scale
        )

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        spread = self.scale**2
        logarithm = self.scale.log()
        return (
            -((value - self.loc) ** 2) / (2 * spread)
            - logarithm
            - math.log(math.sqrt(2 * math.pi))
        )

    def cdf(self, value: Any) -> Any:
        """The probability of a sample of at most ``value``."""
        if self._validate_args:
            self._validate_sample(value)
        inner = (value - self.loc) * self.scale.reciprocal() / math.sqrt(2)
        return 0.5 * (1 + inner.erf())

    def icdf(self, value: Any) -> Any:
        """The inverse of ``cdf``."""
        return self.loc + self.scale * (2 * value - 1).erfinv() * math.sqrt(2)

    def entropy(self) -> Any:
        return 0.5 + 0.5 * math.log(2 * math.pi) + self.scale.log()


def standard_normal(shape: Any, like: Any) -> Any:
    """Standard normal numbers, without gradients."""
    blank = FUNCTIONS["zeros"](tuple(shape), dtype=like.dtype)
    return FUNCTIONS["normal"](blank, FUNCTIONS["ones_like"](blank))
