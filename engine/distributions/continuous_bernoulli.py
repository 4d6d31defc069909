"""The continuous Bernoulli distribution: numbers from 0 to 1 with a Bernoulli's density."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.bits import BITS, OfBits
from engine.distributions.constraints import Constraint, holds
from engine.distributions.distribution import (
    batch_of,
    broadcast,
    check_one,
    clamp_probs,
    lazily,
    logits_to_probs,
)
from engine.distributions.exp_family import ExponentialFamily
from engine.ops.loss import binary_cross_entropy_with_logits as cross_entropy_of_bits


class ContinuousBernoulli(OfBits, ExponentialFamily):
    """The continuous Bernoulli distribution (Loaiza-Ganem and Cunningham, 2019).

    ``lims`` : between which probabilities around one half a Taylor series takes over.
    """

    has_rsample = True
    arg_constraints: ClassVar[dict[str, Constraint]] = BITS
    support = constraints.unit_interval

    def __init__(
        self, probs: Any = None, logits: Any = None, lims: tuple[float, float] = (0.499, 0.501),
        validate_args: bool | None = None,
    ) -> None:  # fmt: skip
        check_one(probs, logits)
        name, given = ("probs", probs) if probs is not None else ("logits", logits)
        (value,) = broadcast(given)
        checked = name == "probs" and validate_args is not None
        if checked and not holds(BITS[name].check(value), value):
            raise ValueError("The parameter probs has invalid values")
        self.__dict__[name] = clamp_probs(value) if name == "probs" else value
        self._lims = lims
        super().__init__(batch_of(self._param, given), validate_args=validate_args)

    @lazily
    def probs(self) -> Any:
        """The probability."""
        return clamp_probs(logits_to_probs(self.logits, is_binary=True))

    def _is_stable(self) -> Any:
        low, high = self._lims
        return FUNCTIONS["maximum"](self.probs.le(low), self.probs.gt(high))

    def _cut_probs(self) -> Any:
        ones = FUNCTIONS["ones_like"](self.probs)
        return FUNCTIONS["where"](self._is_stable(), self.probs, self._lims[0] * ones)

    def _cont_bern_log_norm(self) -> Any:
        where, cut = FUNCTIONS["where"], self._cut_probs()
        below = where(cut.le(0.5), cut, FUNCTIONS["zeros_like"](cut))
        above = where(cut.ge(0.5), cut, FUNCTIONS["ones_like"](cut))
        found = ((-cut).log1p() - cut.log()).abs().log() - where(
            cut.le(0.5), (-2.0 * below).log1p(), (2.0 * above - 1.0).log()
        )
        x = (self.probs - 0.5).pow(2)
        taylor = math.log(2.0) + (4.0 / 3.0 + 104.0 / 45.0 * x) * x
        return where(self._is_stable(), found, taylor)

    @property
    def mean(self) -> Any:
        cut = self._cut_probs()
        found = cut / (2.0 * cut - 1.0) + 1.0 / ((-cut).log1p() - cut.log())
        x = self.probs - 0.5
        taylor = 0.5 + (1.0 / 3.0 + 16.0 / 45.0 * x.pow(2)) * x
        return FUNCTIONS["where"](self._is_stable(), found, taylor)

    @property
    def variance(self) -> Any:
        cut = self._cut_probs()
        found = cut * (cut - 1.0) / (1.0 - 2.0 * cut).pow(2)
        found = found + 1.0 / ((-cut).log1p() - cut.log()).pow(2)
        x = (self.probs - 0.5).pow(2)
        taylor = 1.0 / 12.0 - (1.0 / 15.0 - 128.0 / 945.0 * x) * x
        return FUNCTIONS["where"](self._is_stable(), found, taylor)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples through which gradients reach the parameters."""
        shape = tuple(self._extended_shape(sample_shape))
        return self.icdf(FUNCTIONS["rand"](shape, dtype=self.probs.dtype))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        logits, value = broadcast(self.logits, value)
        plain = cross_entropy_of_bits(logits, value, reduction="none")
        return -plain + self._cont_bern_log_norm()

    def cdf(self, value: Any) -> Any:
        """The probability of a sample of at most ``value``."""
        if self._validate_args:
            self._validate_sample(value)
        where, cut = FUNCTIONS["where"], self._cut_probs()
        powers = FUNCTIONS["pow"](cut, value) * FUNCTIONS["pow"](1.0 - cut, 1.0 - value)
        found = where(self._is_stable(), (powers + cut - 1.0) / (2.0 * cut - 1.0), value)
        ones, zeros = (FUNCTIONS[name](value) for name in ("ones_like", "zeros_like"))
        return where(value.le(0.0), zeros, where(value.ge(1.0), ones, found))

    def icdf(self, value: Any) -> Any:
        """The inverse of ``cdf``."""
        cut = self._cut_probs()
        above = (-cut + value * (2.0 * cut - 1.0)).log1p() - (-cut).log1p()
        found = above / (cut.log() - (-cut).log1p())
        return FUNCTIONS["where"](self._is_stable(), found, value)

    def entropy(self) -> Any:
        none, one = (-self.probs).log1p(), self.probs.log()
        return self.mean * (none - one) - self._cont_bern_log_norm() - none

    @property
    def _natural_params(self) -> tuple[Any, ...]:
        return (self.logits,)

    def _log_normalizer(self, *natural_params: Any) -> Any:
        (x,) = natural_params
        low, high = (each - 0.5 for each in self._lims)
        where, stable = FUNCTIONS["where"], FUNCTIONS["maximum"](x.le(low), x.gt(high))
        cut = where(stable, x, low * FUNCTIONS["ones_like"](x))
        found = cut.expm1().abs().log() - cut.abs().log()
        return where(stable, found, 0.5 * x + x.pow(2) / 24.0 - x.pow(4) / 2880.0)
