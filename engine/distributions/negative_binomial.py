"""The negative binomial distribution: how many trials succeed before so many have failed."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.bits import OfBits
from engine.distributions.constraints import Constraint
from engine.distributions.gamma import Gamma
from engine.nn.functional import logsigmoid
from engine.switches.grad_modes import no_grad


class NegativeBinomial(OfBits):
    """The negative binomial distribution: successes before ``total_count`` failures."""

    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "total_count": constraints.greater_than_eq(0),
        "probs": constraints.half_open_interval(0.0, 1.0), "logits": constraints.real,
    }  # fmt: skip
    support = constraints.nonnegative_integer

    def __init__(
        self, total_count: Any, probs: Any = None, logits: Any = None,
        validate_args: bool | None = None,
    ) -> None:  # fmt: skip
        self.total_count = self._count_with(total_count, probs, logits)
        super().__init__(self._param.size(), validate_args=validate_args)

    @property
    def mean(self) -> Any:
        return self.total_count * self.logits.exp()

    @property
    def mode(self) -> Any:
        """The most probable number."""
        return ((self.total_count - 1) * self.logits.exp()).floor().clamp(min=0.0)

    @property
    def variance(self) -> Any:
        return self.mean / (-self.logits).sigmoid()

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples without gradients: Poisson numbers of a rate drawn from a gamma."""
        with no_grad.quietly():
            rates = Gamma(self.total_count, (-self.logits).exp(), validate_args=False)
            return FUNCTIONS["poisson"](rates.sample(sample_shape))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability."""
        if self._validate_args:
            self._validate_sample(value)
        count = self.total_count
        plain = count * logsigmoid(-self.logits) + value * logsigmoid(self.logits)
        normaliser = -(count + value).lgamma() + (1.0 + value).lgamma() + count.lgamma()
        return plain - normaliser.masked_fill(count + value == 0.0, 0.0)
