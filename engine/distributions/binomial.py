"""The binomial distribution: how many of a number of independent trials succeed."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.bits import BITS, OfBits
from engine.distributions.constraints import Constraint
from engine.switches.grad_modes import no_grad


class Binomial(OfBits):
    """The binomial distribution: how many of ``total_count`` independent trials succeed."""

    has_enumerate_support = True
    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "total_count": constraints.nonnegative_integer, **BITS,
    }  # fmt: skip

    def __init__(
        self, total_count: Any = 1, probs: Any = None, logits: Any = None,
        validate_args: bool | None = None,
    ) -> None:  # fmt: skip
        self.total_count = self._count_with(total_count, probs, logits)
        super().__init__(self._param.size(), validate_args=validate_args)

    @property
    def support(self) -> Any:
        """The whole numbers from 0 to ``total_count``."""
        return constraints.integer_interval(0, self.total_count)

    @property
    def mean(self) -> Any:
        return self.total_count * self.probs

    @property
    def mode(self) -> Any:
        """The most probable number."""
        return ((self.total_count + 1) * self.probs).floor().clamp(max=self.total_count)

    @property
    def variance(self) -> Any:
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples without gradients."""
        shape = self._extended_shape(sample_shape)
        with no_grad.quietly():
            return FUNCTIONS["binomial"](self.total_count.expand(shape), self.probs.expand(shape))

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability."""
        if self._validate_args:
            self._validate_sample(value)
        count, logits = self.total_count, self.logits
        ways = (value + 1).lgamma(), (count - value + 1).lgamma()
        above = (logits.clamp(min=0) + logits - logits.clamp(max=0)) / 2
        normaliser = count * above + count * (-logits.abs()).exp().log1p() - (count + 1).lgamma()
        return value * logits - ways[0] - ways[1] - normaliser

    def entropy(self) -> Any:
        self._one_count("entropy")
        logs = self.log_prob(self.enumerate_support(False))
        return -(logs.exp() * logs).sum(0)

    def enumerate_support(self, expand: bool = True) -> Any:
        """The numbers from 0 to ``total_count``."""
        count = self._one_count("enumerate_support")
        values = FUNCTIONS["arange"](1 + count, dtype=self._param.dtype)
        values = values.view(-1, *(1,) * len(self._batch_shape))
        return values.expand(-1, *self._batch_shape) if expand else values

    def _one_count(self, who: str) -> int:
        count = int(self.total_count.max())
        if not self.total_count.min() == count:
            raise NotImplementedError(f"Inhomogeneous total count not supported by `{who}`.")
        return count
