"""Distributions on the real line."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from engine.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import Distribution, broadcast, cannot_sample
from engine.grad_modes import no_grad


class Located(Distribution):
    """What distributions with a place and a width share."""

    has_rsample = True
    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "loc": constraints.real, "scale": constraints.positive,
    }  # fmt: skip
    support = constraints.real
    loc: Any
    scale: Any

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        numbers = not hasattr(loc, "shape") and not hasattr(scale, "shape")
        self.loc, self.scale = broadcast(loc, scale)
        super().__init__(() if numbers else self.loc.size(), validate_args=validate_args)

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.loc

    @property
    def mode(self) -> Any:
        """Where the density is highest."""
        return self.loc

    def expand(self, batch_shape: Any, _instance: Any = None) -> Any:
        """The same distribution for each of a shape."""
        return type(self)(self.loc.expand(batch_shape), self.scale.expand(batch_shape),
                          validate_args=False)  # fmt: skip


class Normal(Located):
    """The normal distribution."""

    @property
    def stddev(self) -> Any:
        """The standard deviation."""
        return self.scale

    @property
    def variance(self) -> Any:
        """The variance."""
        return self.stddev.pow(2)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples outside of every graph."""
        shape = self._extended_shape(sample_shape)
        with no_grad.quietly():
            return FUNCTIONS["normal"](self.loc.expand(shape), self.scale.expand(shape))

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples that gradients go through to the parameters."""
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
        """The probability of less than ``value``."""
        if self._validate_args:
            self._validate_sample(value)
        inner = (value - self.loc) * self.scale.reciprocal() / math.sqrt(2)
        return 0.5 * (1 + inner.erf())

    def icdf(self, value: Any) -> Any:
        """The value with a probability of less."""
        return self.loc + self.scale * (2 * value - 1).erfinv() * math.sqrt(2)

    def entropy(self) -> Any:
        """The entropy."""
        return 0.5 + 0.5 * math.log(2 * math.pi) + self.scale.log()


def standard_normal(shape: Any, like: Any) -> Any:
    """Numbers of the standard normal distribution, outside of every graph."""
    blank = FUNCTIONS["zeros"](tuple(shape), dtype=like.dtype)
    return FUNCTIONS["normal"](blank, FUNCTIONS["ones_like"](blank))


class Laplace(Located):
    """The Laplace distribution."""

    @property
    def variance(self) -> Any:
        """The variance."""
        return 2 * self.scale.pow(2)

    @property
    def stddev(self) -> Any:
        """The standard deviation."""
        return (2**0.5) * self.scale

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples that gradients go through to the parameters."""
        shape = self._extended_shape(sample_shape)
        smallest = {"float64": 2.0**-52}.get(self.loc.dtype.name, 2.0**-23)
        drawn = FUNCTIONS["zeros"](tuple(shape), dtype=self.loc.dtype).uniform_(smallest - 1, 1)
        return self.loc - self.scale * drawn.sign() * (-drawn.abs()).log1p()

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        return -(2 * self.scale).log() - (value - self.loc).abs() / self.scale

    def cdf(self, value: Any) -> Any:
        """The probability of less than ``value``."""
        apart = value - self.loc
        return 0.5 - 0.5 * apart.sign() * (-apart.abs() / self.scale).expm1()

    def icdf(self, value: Any) -> Any:
        """The value with a probability of less."""
        apart = value - 0.5
        return self.loc - self.scale * apart.sign() * (-2 * apart.abs()).log1p()

    def entropy(self) -> Any:
        """The entropy."""
        return 1 + (2 * self.scale).log()


class Uniform(Distribution):
    """All values between two bounds alike."""

    has_rsample = True

    @property
    def arg_constraints(self) -> dict[str, Constraint]:  # type: ignore[override]
        """Each bound by the other."""
        return {
            "low": constraints.less_than(self.high), "high": constraints.greater_than(self.low),
        }  # fmt: skip

    def __init__(self, low: Any, high: Any, validate_args: bool | None = None) -> None:
        numbers = not hasattr(low, "shape") and not hasattr(high, "shape")
        self.low, self.high = broadcast(low, high)
        super().__init__(() if numbers else self.low.size(), validate_args=validate_args)

    @property
    def support(self) -> Any:
        """Between the bounds."""
        return constraints.interval(self.low, self.high)

    @property
    def mean(self) -> Any:
        """The mean."""
        return (self.high + self.low) / 2

    @property
    def mode(self) -> Any:
        """Not defined: all values are as probable."""
        return float("nan") * self.high

    @property
    def variance(self) -> Any:
        """The variance."""
        return (self.high - self.low).pow(2) / 12

    @property
    def stddev(self) -> Any:
        """The standard deviation."""
        return (self.high - self.low) / 12**0.5

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples that gradients go through to the parameters."""
        shape = self._extended_shape(sample_shape)
        drawn = FUNCTIONS["rand"](tuple(shape), dtype=self.low.dtype)
        return self.low + drawn * (self.high - self.low)

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        above = self.low.le(value).type_as(self.low)
        below = self.high.gt(value).type_as(self.low)
        return above.mul(below).log() - (self.high - self.low).log()

    def cdf(self, value: Any) -> Any:
        """The probability of less than ``value``."""
        if self._validate_args:
            self._validate_sample(value)
        return ((value - self.low) / (self.high - self.low)).clamp(min=0, max=1)

    def icdf(self, value: Any) -> Any:
        """The value with a probability of less."""
        return value * (self.high - self.low) + self.low

    def entropy(self) -> Any:
        """The entropy."""
        return (self.high - self.low).log()


class Exponential(Distribution):
    """The waiting time of what happens at a rate."""

    has_rsample = True
    arg_constraints: ClassVar[dict[str, Constraint]] = {"rate": constraints.positive}
    support = constraints.nonnegative

    def __init__(self, rate: Any, validate_args: bool | None = None) -> None:
        number = not hasattr(rate, "shape")
        (self.rate,) = broadcast(rate)
        super().__init__(() if number else self.rate.size(), validate_args=validate_args)

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.rate.reciprocal()

    @property
    def stddev(self) -> Any:
        """The standard deviation."""
        return self.rate.reciprocal()

    @property
    def variance(self) -> Any:
        """The variance."""
        return self.rate.pow(-2)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples that gradients go through to the parameters."""
        shape = self._extended_shape(sample_shape)
        return FUNCTIONS["zeros"](tuple(shape), dtype=self.rate.dtype).exponential_() / self.rate

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        return self.rate.log() - self.rate * value

    def cdf(self, value: Any) -> Any:
        """The probability of less than ``value``."""
        return 1 - (-self.rate * value).exp()

    def icdf(self, value: Any) -> Any:
        """The value with a probability of less."""
        return -(-value).log1p() / self.rate

    @property
    def mode(self) -> Any:
        """Where the density is highest: at zero."""
        return FUNCTIONS["zeros_like"](self.rate)

    def entropy(self) -> Any:
        """The entropy."""
        return 1.0 - self.rate.log()


class Gamma(Distribution):
    """The gamma distribution; it cannot be sampled here."""

    has_rsample = True
    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "concentration": constraints.positive, "rate": constraints.positive,
    }  # fmt: skip
    support = constraints.nonnegative

    def __init__(self, concentration: Any, rate: Any, validate_args: bool | None = None) -> None:
        numbers = not hasattr(concentration, "shape") and not hasattr(rate, "shape")
        self.concentration, self.rate = broadcast(concentration, rate)
        shape = () if numbers else self.concentration.size()
        super().__init__(shape, validate_args=validate_args)

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.concentration / self.rate

    @property
    def variance(self) -> Any:
        """The variance."""
        return self.concentration / self.rate.pow(2)

    @property
    def mode(self) -> Any:
        """Where the density is highest."""
        return ((self.concentration - 1) / self.rate).clamp(min=0)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Not here."""
        return cannot_sample("Gamma")

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        shape, rate, xlogy = self.concentration, self.rate, FUNCTIONS["xlogy"]
        return xlogy(shape, rate) + xlogy(shape - 1, value) - rate * value - shape.lgamma()
