"""The multinomial distribution: how often each of several classes is drawn."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.binomial import Binomial
from engine.distributions.categorical import Categorical
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import Distribution, broadcast


class Multinomial(Distribution):
    """The multinomial distribution: how often each class is drawn in ``total_count`` draws."""

    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "probs": constraints.simplex, "logits": constraints.real_vector,
    }  # fmt: skip

    def __init__(
        self, total_count: int = 1, probs: Any = None, logits: Any = None,
        validate_args: bool | None = None,
    ) -> None:  # fmt: skip
        if not isinstance(total_count, int):
            raise NotImplementedError("inhomogeneous total_count is not supported")
        self.total_count = total_count
        self._categorical = Categorical(probs, logits)
        self._binomial = Binomial(total_count, self.probs)
        event = self._categorical.param_shape[-1:]
        super().__init__(self._categorical.batch_shape, event, validate_args=validate_args)

    probs = property(lambda self: self._categorical.probs)
    logits = property(lambda self: self._categorical.logits)
    param_shape = property(lambda self: self._categorical.param_shape)

    @property
    def support(self) -> Any:
        """Counts that are each at most ``total_count``."""
        return constraints.multinomial(self.total_count)

    @property
    def mean(self) -> Any:
        return self.probs * self.total_count

    @property
    def variance(self) -> Any:
        """The variance of each count."""
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples without gradients."""
        drawn = self._categorical.sample((self.total_count, *sample_shape)).movedim(0, -1)
        shape = tuple(self._extended_shape(sample_shape))
        counts = FUNCTIONS["zeros"](shape, dtype=drawn.dtype)
        counts.scatter_add_(-1, drawn, FUNCTIONS["ones_like"](drawn))
        return counts.type_as(self.probs)

    def entropy(self) -> Any:
        count = FUNCTIONS["tensor"](self.total_count)
        whole = count * self._categorical.entropy() - (count + 1).lgamma()
        support = self._binomial.enumerate_support(expand=False)[1:]
        odds = self._binomial.log_prob(support).exp()
        return whole + (odds * (support + 1).lgamma()).sum([0, -1])

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability."""
        if self._validate_args:
            self._validate_sample(value)
        logits, value = broadcast(self.logits, value)
        logits = logits.clone()
        ways = (value.sum(-1) + 1).lgamma() - (value + 1).lgamma().sum(-1)
        logits[(value == 0) & (logits == -math.inf)] = 0
        return ways + (logits * value).sum(-1)
