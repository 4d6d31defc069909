"""A distribution whose samples are passed through transforms."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from engine.distributions.constraints import Constraint
from engine.distributions.distribution import Distribution, sum_rightmost
from engine.distributions.independent import Independent
from engine.distributions.transform import ComposeTransform, Transform, widened
from engine.storage.size import Size
from engine.switches.grad_modes import no_grad


class TransformedDistribution(Distribution):
    """A distribution whose samples are passed through transforms, one after the other."""

    arg_constraints: ClassVar[dict[str, Constraint]] = {}

    def __init__(
        self, base_distribution: Any, transforms: Any, validate_args: bool | None = None
    ) -> None:
        self.transforms = _list_of(transforms)
        base_shape = (*base_distribution.batch_shape, *base_distribution.event_shape)
        dims = len(base_distribution.event_shape)
        whole = ComposeTransform(self.transforms)
        domain, codomain = whole.domain, whole.codomain
        if len(base_shape) < domain.event_dim:
            raise ValueError(
                "base_distribution needs to have shape with size at least "
                f"{domain.event_dim}, but got {Size(base_shape)}."
            )
        shape = whole.forward_shape(Size(base_shape))
        needed = whole.inverse_shape(shape)
        if tuple(base_shape) != tuple(needed):
            base_distribution = base_distribution.expand(needed[: len(needed) - dims])
        more = domain.event_dim - dims
        self.base_dist: Any = (
            Independent(base_distribution, more) if more > 0 else base_distribution
        )
        event = max(codomain.event_dim, dims + codomain.event_dim - domain.event_dim)
        cut = len(shape) - event
        super().__init__(shape[:cut], shape[cut:], validate_args=validate_args)

    @property
    def support(self) -> Any:
        """The codomain of the last transform."""
        if not self.transforms:
            return self.base_dist.support
        own = self.transforms[-1].codomain
        return widened(own, max(len(self._event_shape), own.event_dim))

    @property
    def has_rsample(self) -> bool:  # type: ignore[override]
        """Whether gradients go through samples."""
        return bool(self.base_dist.has_rsample)

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples without gradients."""
        with no_grad.quietly():
            return self._transformed(self.base_dist.sample(sample_shape))

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples through which gradients reach the parameters."""
        return self._transformed(self.base_dist.rsample(sample_shape))

    def _transformed(self, value: Any) -> Any:
        for transform in self.transforms:
            value = transform(value)
        return value

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density: that of the base, less every log |det J|."""
        if self._validate_args:
            self._validate_sample(value)
        dims, found, y = len(self._event_shape), 0.0, value
        for transform in reversed(self.transforms):
            x = transform.inv(y)
            dims += transform.domain.event_dim - transform.codomain.event_dim
            stretch = transform.log_abs_det_jacobian(x, y)
            found = found - sum_rightmost(stretch, dims - transform.domain.event_dim)
            y = x
        return found + sum_rightmost(
            self.base_dist.log_prob(y), dims - len(self.base_dist.event_shape)
        )

    def _monotonised(self, value: Any) -> Any:
        sign = math.prod(transform.sign for transform in self.transforms)
        return value if isinstance(sign, int) and sign == 1 else sign * (value - 0.5) + 0.5

    def cdf(self, value: Any) -> Any:
        """The probability of a sample of at most ``value``."""
        for transform in reversed(self.transforms):
            value = transform.inv(value)
        if self._validate_args:
            self.base_dist._validate_sample(value)
        return self._monotonised(self.base_dist.cdf(value))

    def icdf(self, value: Any) -> Any:
        """The inverse of ``cdf``."""
        return self._transformed(self.base_dist.icdf(self._monotonised(value)))


def _list_of(transforms: Any) -> list[Any]:
    if isinstance(transforms, Transform):
        return [transforms]
    if not isinstance(transforms, list):
        raise ValueError(f"transforms must be a Transform or list, but was {transforms}")
    if not all(isinstance(each, Transform) for each in transforms):
        raise ValueError("transforms must be a Transform or a list of Transforms")
    return transforms
