"""Transforms that map every element by itself."""

from __future__ import annotations

import math
from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.distribution import (
    broadcast,
    is_number,
    precision,
    smallest,
    sum_rightmost,
)
from engine.distributions.transform import Transform, widened
from engine.nn.functional import softplus
from engine.storage.size import Size


class ExpTransform(Transform):
    """The transform y = eˣ."""

    domain, codomain, bijective = constraints.real, constraints.positive, True
    sign = 1

    def _call(self, x: Any) -> Any:
        return x.exp()

    def _inverse(self, y: Any) -> Any:
        return y.log()

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        """The logarithm of |dy/dx|, which is x."""
        return x


class Elastic(Transform):
    """A transform whose parameters broadcast with what it transforms."""

    parameters: tuple[str, ...]

    def forward_shape(self, shape: Any) -> Any:
        """The shape of the result for an input shape."""
        own = [getattr(getattr(self, name), "shape", ()) for name in self.parameters]
        return Size(FUNCTIONS["broadcast_shapes"](shape, *own))

    inverse_shape = forward_shape

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and all(
            bool(FUNCTIONS["as_tensor"](getattr(self, name) == getattr(other, name)).all())
            for name in self.parameters
        )

    __hash__ = object.__hash__


class PowerTransform(Elastic):
    """The transform y = x to a power."""

    domain, codomain, bijective = constraints.positive, constraints.positive, True
    parameters = ("exponent",)

    def __init__(self, exponent: Any, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        (self.exponent,) = broadcast(exponent)

    def with_cache(self, cache_size: int = 1) -> Any:
        """The same transform with another cache size."""
        same = self._cache_size == cache_size
        return self if same else PowerTransform(self.exponent, cache_size)

    @property
    def sign(self) -> Any:
        """The sign of the exponent."""
        return self.exponent.sign()

    def _call(self, x: Any) -> Any:
        return x.pow(self.exponent)

    def _inverse(self, y: Any) -> Any:
        return y.pow(1 / self.exponent)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        """The logarithm of |n y / x|."""
        return (self.exponent * y / x).abs().log()


class AffineTransform(Elastic):
    """The transform y = loc + scale · x."""

    bijective = True
    parameters = ("loc", "scale")

    def __init__(self, loc: Any, scale: Any, event_dim: int = 0, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.loc, self.scale, self._event_dim = loc, scale, event_dim

    def with_cache(self, cache_size: int = 1) -> Any:
        """The same transform with another cache size."""
        if self._cache_size == cache_size:
            return self
        return AffineTransform(self.loc, self.scale, self._event_dim, cache_size)

    @property
    def event_dim(self) -> int:
        """How many last dimensions make one event."""
        return self._event_dim

    @property
    def domain(self) -> Any:
        """All numbers."""
        return widened(constraints.real, self._event_dim)

    codomain = domain

    @property
    def sign(self) -> Any:
        """The sign of the scale."""
        if is_number(self.scale):
            return (self.scale > 0) - (self.scale < 0)
        return self.scale.sign()

    def _call(self, x: Any) -> Any:
        return self.loc + self.scale * x

    def _inverse(self, y: Any) -> Any:
        return (y - self.loc) / self.scale

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        """The logarithm of |scale|, for each element."""
        found = (
            FUNCTIONS["full_like"](x, math.log(abs(self.scale)))
            if is_number(self.scale)
            else self.scale.abs().log()
        )
        dims = self._event_dim
        shape = x.shape[: x.ndim - dims]
        return sum_rightmost(found, dims).expand(shape)


class AbsTransform(Transform):
    """The transform y = |x|, which has no inverse."""

    domain, codomain = constraints.real, constraints.positive

    def _call(self, x: Any) -> Any:
        return x.abs()

    def _inverse(self, y: Any) -> Any:
        return y


def clipped_sigmoid(x: Any) -> Any:
    """The logistic function kept away from 0 and 1."""
    return x.sigmoid().clamp(min=smallest(x), max=1.0 - precision(x))


class SigmoidTransform(Transform):
    """The transform y = 1 / (1 + e⁻ˣ)."""

    domain, codomain, bijective = constraints.real, constraints.unit_interval, True
    sign = 1

    def _call(self, x: Any) -> Any:
        return clipped_sigmoid(x)

    def _inverse(self, y: Any) -> Any:
        inside = y.clamp(min=smallest(y), max=1.0 - precision(y))
        return inside.log() - (-inside).log1p()

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        """The logarithm of (y (1 − y))."""
        return -softplus(-x) - softplus(x)


class SoftplusTransform(Transform):
    """The transform y = ln(1 + eˣ)."""

    domain, codomain, bijective = constraints.real, constraints.positive, True
    sign = 1

    def _call(self, x: Any) -> Any:
        return softplus(x)

    def _inverse(self, y: Any) -> Any:
        return (-y).expm1().neg().log() + y

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        """The logarithm of the logistic function of x."""
        return -softplus(-x)


class TanhTransform(Transform):
    """The transform y = tanh x."""

    domain, codomain, bijective = constraints.real, constraints.interval(-1.0, 1.0), True
    sign = 1

    def _call(self, x: Any) -> Any:
        return x.tanh()

    def _inverse(self, y: Any) -> Any:
        return y.atanh()

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        """The logarithm of (1 − tanh² x), by a formula that stays exact for large ``x``."""
        return 2.0 * (math.log(2.0) - x - softplus(-2.0 * x))


class CumulativeDistributionTransform(Transform):
    """The transform from samples of a distribution to their cumulative probabilities."""

    codomain, bijective = constraints.unit_interval, True
    sign = 1

    def __init__(self, distribution: Any, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.distribution = distribution

    @property
    def domain(self) -> Any:
        """The support of the distribution."""
        return self.distribution.support

    def _call(self, x: Any) -> Any:
        return self.distribution.cdf(x)

    def _inverse(self, y: Any) -> Any:
        return self.distribution.icdf(y)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        """The logarithm of the density."""
        return self.distribution.log_prob(x)
