"""The relaxed one-hot (Gumbel-softmax) distribution: differentiable, nearly one-hot samples."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.categorical import Categorical
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import Distribution, broadcast, clamp_probs
from engine.distributions.elementwise import ExpTransform
from engine.distributions.one_hot_categorical import CLASSES
from engine.distributions.transformed_distribution import TransformedDistribution


class ExpRelaxedCategorical(Distribution):
    """The logarithms of samples of the relaxed one-hot distribution."""

    has_rsample = True
    arg_constraints: ClassVar[dict[str, Constraint]] = CLASSES
    support = constraints.real_vector

    def __init__(
        self, temperature: Any, probs: Any = None, logits: Any = None,
        validate_args: bool | None = None,
    ) -> None:  # fmt: skip
        self._categorical, self.temperature = Categorical(probs, logits), temperature
        event = self._categorical.param_shape[-1:]
        super().__init__(self._categorical.batch_shape, event, validate_args=validate_args)

    probs = property(lambda self: self._categorical.probs)
    logits = property(lambda self: self._categorical.logits)
    param_shape = property(lambda self: self._categorical.param_shape)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples through which gradients reach the parameters."""
        shape = tuple(self._extended_shape(sample_shape))
        drawn = clamp_probs(FUNCTIONS["rand"](shape, dtype=self.logits.dtype))
        scores = (self.logits + -(-drawn.log()).log()) / self.temperature
        return scores - scores.logsumexp(-1, keepdim=True)

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        count = self._categorical._num_events
        if self._validate_args:
            self._validate_sample(value)
        logits, value = broadcast(self.logits, value)
        constant = FUNCTIONS["full_like"](self.temperature, float(count)).lgamma()
        constant = constant - self.temperature.log().mul(-(count - 1))
        score = logits - value.mul(self.temperature)
        return (score - score.logsumexp(-1, keepdim=True)).sum(-1) + constant


class RelaxedOneHotCategorical(TransformedDistribution):
    """The Gumbel-softmax distribution, nearer to one-hot the lower the temperature."""

    arg_constraints: ClassVar[dict[str, Constraint]] = CLASSES
    support = constraints.simplex

    def __init__(
        self, temperature: Any, probs: Any = None, logits: Any = None,
        validate_args: bool | None = None,
    ) -> None:  # fmt: skip
        base = ExpRelaxedCategorical(temperature, probs, logits, validate_args=validate_args)
        super().__init__(base, ExpTransform(), validate_args=validate_args)

    temperature = property(lambda self: self.base_dist.temperature)
    probs = property(lambda self: self.base_dist.probs)
    logits = property(lambda self: self.base_dist.logits)
