"""The Bernoulli distribution: 1 with a given probability, else 0."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import broadcast, check_one, lazily, probs_to_logits
from engine.distributions.exp_family import ExponentialFamily
from engine.ops.loss import binary_cross_entropy_with_logits as cross_entropy_of_bits
from engine.storage.size import Size
from engine.switches.grad_modes import no_grad


class Bernoulli(ExponentialFamily):
    """The Bernoulli distribution: 1 with a given probability, else 0."""

    has_enumerate_support = True
    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "probs": constraints.unit_interval, "logits": constraints.real,
    }  # fmt: skip
    support = constraints.boolean

    def __init__(
        self, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        check_one(probs, logits)
        given = probs if probs is not None else logits
        number = not hasattr(given, "shape")
        self._name = "probs" if probs is not None else "logits"
        (self.__dict__[self._name],) = broadcast(given)
        shape = () if number else self.__dict__[self._name].size()
        super().__init__(shape, validate_args=validate_args)

    @lazily
    def probs(self) -> Any:
        """The probability of 1."""
        return self.logits.sigmoid()

    @lazily
    def logits(self) -> Any:
        """The log-odds of 1."""
        return probs_to_logits(self.probs, is_binary=True)

    @property
    def mean(self) -> Any:
        return self.probs

    @property
    def variance(self) -> Any:
        return self.probs * (1 - self.probs)

    @property
    def mode(self) -> Any:
        """The more probable of 0 and 1; NaN where both are as probable."""
        even = FUNCTIONS["full_like"](self.probs, float("nan"))
        return (self.probs >= 0.5).to(self.probs).where(self.probs != 0.5, even)

    @property
    def param_shape(self) -> Size:
        """The shape of the parameter that was given: ``probs`` or ``logits``."""
        return self.__dict__[self._name].size()

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples without gradients."""
        shape = self._extended_shape(sample_shape)
        with no_grad.quietly():
            return FUNCTIONS["bernoulli"](self.probs.expand(shape))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability."""
        if self._validate_args:
            self._validate_sample(value)
        logits, given = broadcast(self.logits, value)
        return -cross_entropy_of_bits(logits, given, reduction="none")

    def entropy(self) -> Any:
        return cross_entropy_of_bits(self.logits, self.probs, reduction="none")

    @property
    def _natural_params(self) -> tuple[Any, ...]:
        return (self.probs.logit(),)

    def _log_normalizer(self, *natural_params: Any) -> Any:
        return natural_params[0].exp().log1p()

    def enumerate_support(self, expand: bool = True) -> Any:
        """Zero and one."""
        values = FUNCTIONS["arange"](2, dtype=self.__dict__[self._name].dtype)
        values = values.view(-1, *(1,) * len(self._batch_shape))
        return values.expand(-1, *self._batch_shape) if expand else values
