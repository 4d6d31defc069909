"""Mixtures of distributions of one kind."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.distributions import constraints
from engine.distributions.categorical import Categorical
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import Distribution
from engine.switches.grad_modes import no_grad

NO_CATEGORICAL = (
    " The Mixture distribution needs to be an  instance of torch.distributions.Categorical"
)
NO_DISTRIBUTION = (
    "The Component distribution needs to be an instance of torch.distributions.Distribution"
)


class MixtureSameFamily(Distribution):
    """A mixture: a categorical distribution chooses which component a sample is drawn from."""

    arg_constraints: ClassVar[dict[str, Constraint]] = {}

    def __init__(
        self, mixture_distribution: Any, component_distribution: Any,
        validate_args: bool | None = None,
    ) -> None:  # fmt: skip
        if not isinstance(mixture_distribution, Categorical):
            raise ValueError(NO_CATEGORICAL)
        if not isinstance(component_distribution, Distribution):
            raise ValueError(NO_DISTRIBUTION)
        self._mixture_distribution = mixture_distribution
        self._component_distribution = component_distribution
        batch, event = component_distribution.batch_shape[:-1], component_distribution.event_shape
        self._check(batch)
        self._num_component = mixture_distribution.logits.shape[-1]
        self._event_ndims = len(event)
        super().__init__(batch, event, validate_args=validate_args)

    def _check(self, batch: Any) -> None:
        chosen = self._mixture_distribution.batch_shape
        for one, two in zip(reversed(chosen), reversed(batch), strict=False):
            if 1 not in (one, two) and one != two:
                raise ValueError(
                    f"`mixture_distribution.batch_shape` ({chosen}) is not compatible with "
                    f"`component_distribution.batch_shape`({batch})"
                )
        count = self._mixture_distribution.logits.shape[-1]
        parts = self._component_distribution.batch_shape[-1]
        if count != parts:
            raise ValueError(
                f"`mixture_distribution component` ({count}) does not equal "
                f"`component_distribution.batch_shape[-1]` ({parts})"
            )

    @property
    def mixture_distribution(self) -> Any:
        """The categorical distribution that chooses a component."""
        return self._mixture_distribution

    @property
    def component_distribution(self) -> Any:
        """The distributions that are chosen from: the last dimension of the batch."""
        return self._component_distribution

    @property
    def support(self) -> Any:
        """The constraint on samples: that of the components."""
        return constraints.MixtureSameFamilyConstraint(self._component_distribution.support)

    def _odds(self) -> Any:
        """The probability of each component, shaped like its mean."""
        probs = self._mixture_distribution.probs
        chosen = len(self._mixture_distribution.batch_shape)
        missing = 0 if chosen == 1 else len(self._batch_shape) - chosen
        ones = (1,) * self._event_ndims
        return probs.reshape((*probs.shape[:-1], *(1,) * missing, probs.shape[-1], *ones))

    @property
    def mean(self) -> Any:
        means = self._odds() * self._component_distribution.mean
        return means.sum(-1 - self._event_ndims)

    @property
    def variance(self) -> Any:
        """The variance within the components and between them."""
        odds, part, dim = self._odds(), self._component_distribution, -1 - self._event_ndims
        within = (odds * part.variance).sum(dim)
        return within + (odds * (part.mean - self.mean.unsqueeze(dim)).pow(2.0)).sum(dim)

    def cdf(self, value: Any) -> Any:
        """The probability of a sample of at most ``value``."""
        each = self._component_distribution.cdf(value.unsqueeze(-1 - self._event_ndims))
        return (each * self._mixture_distribution.probs).sum(-1)

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        each = self._component_distribution.log_prob(value.unsqueeze(-1 - self._event_ndims))
        return (each + self._mixture_distribution.logits.log_softmax(-1)).logsumexp(-1)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples without gradients."""
        with no_grad.quietly():
            chosen = self._mixture_distribution.sample(sample_shape)
            drawn = self._component_distribution.sample(sample_shape)
            dim = len(sample_shape) + len(self._batch_shape)
            ones = (1,) * (len(self._event_shape) + 1)
            index = chosen.reshape((*chosen.shape, *ones))
            index = index.repeat((*(1,) * chosen.ndim, 1, *self._event_shape))
            return drawn.gather(dim, index).squeeze(dim)

    def __repr__(self) -> str:
        inner = f"\n  {self._mixture_distribution},\n  {self._component_distribution}"
        return f"MixtureSameFamily({inner})"
