"""The relaxed Bernoulli distribution: differentiable samples that are nearly 0 or 1."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.bits import BITS, OfBits
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import batch_of, broadcast, check_one, clamp_probs
from engine.distributions.elementwise import SigmoidTransform
from engine.distributions.transformed_distribution import TransformedDistribution


class LogitRelaxedBernoulli(OfBits):
    """The log-odds of samples of the relaxed Bernoulli distribution."""

    has_rsample = True
    arg_constraints: ClassVar[dict[str, Constraint]] = BITS
    support = constraints.real

    def __init__(
        self, temperature: Any, probs: Any = None, logits: Any = None,
        validate_args: bool | None = None,
    ) -> None:  # fmt: skip
        check_one(probs, logits)
        self.temperature = temperature
        name, given = ("probs", probs) if probs is not None else ("logits", logits)
        (self.__dict__[name],) = broadcast(given)
        super().__init__(batch_of(self._param, given), validate_args=validate_args)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples through which gradients reach the parameters."""
        shape = self._extended_shape(sample_shape)
        probs = clamp_probs(self.probs.expand(shape))
        drawn = clamp_probs(FUNCTIONS["rand"](tuple(shape), dtype=probs.dtype))
        odds = drawn.log() - (-drawn).log1p() + probs.log() - (-probs).log1p()
        return odds / self.temperature

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        logits, value = broadcast(self.logits, value)
        apart = logits - value.mul(self.temperature)
        return self.temperature.log() + apart - 2 * apart.exp().log1p()


class RelaxedBernoulli(TransformedDistribution):
    """The relaxed Bernoulli distribution, nearer to 0 or 1 the lower the temperature."""

    arg_constraints: ClassVar[dict[str, Constraint]] = BITS
    support = constraints.unit_interval

    def __init__(
        self, temperature: Any, probs: Any = None, logits: Any = None,
        validate_args: bool | None = None,
    ) -> None:  # fmt: skip
        base = LogitRelaxedBernoulli(temperature, probs, logits)
        super().__init__(base, SigmoidTransform(), validate_args=validate_args)

    temperature = property(lambda self: self.base_dist.temperature)
    probs = property(lambda self: self.base_dist.probs)
    logits = property(lambda self: self.base_dist.logits)
