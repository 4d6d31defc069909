"""The geometric distribution: how many trials fail before one succeeds."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.bits import BITS, OfBits
from engine.distributions.constraints import Constraint, holds
from engine.distributions.distribution import batch_of, broadcast, check_one, smallest
from engine.ops.loss import binary_cross_entropy_with_logits as cross_entropy_of_bits
from engine.switches.grad_modes import no_grad


class Geometric(OfBits):
    """The geometric distribution: how many trials fail before the first one succeeds."""

    arg_constraints: ClassVar[dict[str, Constraint]] = BITS
    support = constraints.nonnegative_integer

    def __init__(
        self, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        check_one(probs, logits)
        name, given = ("probs", probs) if probs is not None else ("logits", logits)
        (self.__dict__[name],) = broadcast(given)
        super().__init__(batch_of(self._param, given), validate_args=validate_args)
        if self._validate_args and probs is not None and not holds(self.probs > 0, self.probs):
            value = self.probs
            raise ValueError(
                f"Expected parameter probs ({type(value).__name__} of shape "
                f"{tuple(value.shape)}) of distribution {self!r} to be positive but found "
                f"invalid values:\n{value.data[~(value > 0)]}"
            )

    @property
    def mean(self) -> Any:
        return 1.0 / self.probs - 1.0

    @property
    def mode(self) -> Any:
        """The most probable number: 0."""
        return FUNCTIONS["zeros_like"](self.probs)

    @property
    def variance(self) -> Any:
        return (1.0 / self.probs - 1.0) / self.probs

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples without gradients."""
        shape, probs = tuple(self._extended_shape(sample_shape)), self.probs
        with no_grad.quietly():
            drawn = FUNCTIONS["zeros"](shape, dtype=probs.dtype).uniform_(smallest(probs), 1)
            return (drawn.log() / (-probs).log1p()).floor()

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability."""
        if self._validate_args:
            self._validate_sample(value)
        value, probs = broadcast(value, self.probs)
        probs = probs.clone()
        probs[(probs == 1) & (value == 0)] = 0
        return value * (-probs).log1p() + self.probs.log()

    def entropy(self) -> Any:
        return cross_entropy_of_bits(self.logits, self.probs, reduction="none") / self.probs
