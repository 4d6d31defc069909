"""The categorical distribution, its classes as one-hot vectors."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.categorical import Categorical
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import Distribution
from engine.nn.functional import one_hot

CLASSES: dict[str, Constraint] = {
    "probs": constraints.simplex, "logits": constraints.real_vector,
}  # fmt: skip


class OneHotCategorical(Distribution):
    """The categorical distribution, its classes as one-hot vectors."""

    has_enumerate_support = True
    arg_constraints: ClassVar[dict[str, Constraint]] = CLASSES
    support = constraints.one_hot

    def __init__(
        self, probs: Any = None, logits: Any = None, validate_args: bool | None = None
    ) -> None:
        self._categorical = Categorical(probs, logits)
        event = self._categorical.param_shape[-1:]
        super().__init__(self._categorical.batch_shape, event, validate_args=validate_args)

    probs = property(lambda self: self._categorical.probs)
    logits = property(lambda self: self._categorical.logits)
    param_shape = property(lambda self: self._categorical.param_shape)

    @property
    def mean(self) -> Any:
        """The probabilities."""
        return self.probs

    @property
    def mode(self) -> Any:
        """The most probable class."""
        return one_hot(self.probs.argmax(-1), self.probs.shape[-1]).to(self.probs)

    @property
    def variance(self) -> Any:
        """The variance of each component."""
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples without gradients."""
        indices = self._categorical.sample(sample_shape)
        return one_hot(indices, self._categorical._num_events).to(self.probs)

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the probability."""
        if self._validate_args:
            self._validate_sample(value)
        return self._categorical.log_prob(value.max(-1)[1])

    def entropy(self) -> Any:
        return self._categorical.entropy()

    def enumerate_support(self, expand: bool = True) -> Any:
        """The one-hot vectors of all classes."""
        count = self._event_shape[0]
        values = FUNCTIONS["eye"](count, dtype=self.probs.dtype)
        values = values.view(count, *(1,) * len(self._batch_shape), count)
        return values.expand(count, *self._batch_shape, count) if expand else values


class OneHotCategoricalStraightThrough(OneHotCategorical):
    """The same, with the straight-through gradient estimator (Bengio et al., 2013)."""

    has_rsample = True

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples whose gradient is passed on to the probabilities."""
        drawn, probs = self.sample(sample_shape), self.probs
        return drawn + (probs - probs.detach())
