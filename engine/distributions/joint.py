"""Distributions of several values at once."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from engine import linalg
from engine.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.continuous import standard_normal
from engine.distributions.discrete import lazily
from engine.distributions.distribution import Distribution, broadcast, cannot_sample
from engine.size import Size


class Independent(Distribution):
    """A distribution whose last batch dimensions make one event."""

    def __init__(
        self, base_distribution: Any, reinterpreted_batch_ndims: int,
        validate_args: bool | None = None,
    ) -> None:  # fmt: skip
        batch, count = base_distribution.batch_shape, reinterpreted_batch_ndims
        if count > len(batch):
            raise ValueError(
                "Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), "
                f"actual {count} vs {len(batch)}"
            )
        self.base_dist, self.reinterpreted_batch_ndims = base_distribution, count
        whole = (*batch, *base_distribution.event_shape)
        cut = len(batch) - count
        super().__init__(whole[:cut], whole[cut:], validate_args=validate_args)

    @property
    def has_rsample(self) -> bool:  # type: ignore[override]
        """Do gradients go through samples?"""
        return bool(self.base_dist.has_rsample)

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.base_dist.mean

    @property
    def variance(self) -> Any:
        """The variance."""
        return self.base_dist.variance

    def sample(self, sample_shape: Any = ()) -> Any:
        """Samples outside of every graph."""
        return self.base_dist.sample(sample_shape)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples that gradients go through to the parameters."""
        return self.base_dist.rsample(sample_shape)

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density of whole events."""
        return self._summed(self.base_dist.log_prob(value))

    def entropy(self) -> Any:
        """The entropy."""
        return self._summed(self.base_dist.entropy())

    def _summed(self, value: Any) -> Any:
        count = self.reinterpreted_batch_ndims
        return value.reshape(*value.shape[: value.ndim - count], -1).sum(-1) if count else value

    def __repr__(self) -> str:
        return f"Independent({self.base_dist}, {self.reinterpreted_batch_ndims})"


class MultivariateNormal(Distribution):
    """The normal distribution of vectors."""

    has_rsample = True
    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "loc": constraints.real_vector, "covariance_matrix": constraints.positive_definite,
        "precision_matrix": constraints.positive_definite,
        "scale_tril": constraints.lower_cholesky,
    }  # fmt: skip
    support = constraints.real_vector

    def __init__(
        self, loc: Any, covariance_matrix: Any = None, precision_matrix: Any = None,
        scale_tril: Any = None, validate_args: bool | None = None,
    ) -> None:  # fmt: skip
        if loc.ndim < 1:
            raise ValueError("loc must be at least one-dimensional.")
        given = {
            "covariance_matrix": covariance_matrix, "precision_matrix": precision_matrix,
            "scale_tril": scale_tril,
        }  # fmt: skip
        named = [(name, value) for name, value in given.items() if value is not None]
        if len(named) != 1:
            raise ValueError("Exactly one of covariance_matrix or precision_matrix or scale_tril "
                             "may be specified.")  # fmt: skip
        name, matrix = named[0]
        if matrix.ndim < 2:
            raise ValueError(
                f"{name} must be at least two-dimensional, with optional leading batch dimensions"
            )
        batch = FUNCTIONS["broadcast_shapes"](matrix.shape[:-2], loc.shape[:-1])
        self.__dict__[name] = matrix.expand((*batch, -1, -1))
        self.loc = loc.expand((*batch, -1))
        super().__init__(batch, self.loc.shape[-1:], validate_args=validate_args)
        self._unbroadcasted_scale_tril = _tril(name, matrix)

    @lazily
    def scale_tril(self) -> Any:
        """The triangular root of the covariance."""
        return self._unbroadcasted_scale_tril.expand((*self._batch_shape, *self._event_shape * 2))

    @lazily
    def covariance_matrix(self) -> Any:
        """The covariance."""
        root = self._unbroadcasted_scale_tril
        return (root @ root.mT).expand((*self._batch_shape, *self._event_shape * 2))

    @lazily
    def precision_matrix(self) -> Any:
        """The inverse of the covariance."""
        whole = FUNCTIONS["cholesky_inverse"](self._unbroadcasted_scale_tril)
        return whole.expand((*self._batch_shape, *self._event_shape * 2))

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.loc

    mode = mean

    @property
    def variance(self) -> Any:
        """The variance of each component."""
        whole = self._unbroadcasted_scale_tril.pow(2).sum(-1)
        return whole.expand((*self._batch_shape, *self._event_shape))

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples that gradients go through to the parameters."""
        noise = standard_normal(self._extended_shape(sample_shape), self.loc)
        turned = self._unbroadcasted_scale_tril @ noise.unsqueeze(-1)
        return self.loc + turned.squeeze(-1)

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        apart, root = value - self.loc, self._unbroadcasted_scale_tril
        solved = linalg.solve_triangular(
            root.expand((*apart.shape[:-1], *root.shape[-2:])), apart.unsqueeze(-1), upper=False
        ).squeeze(-1)
        half = root.diagonal(dim1=-2, dim2=-1).log().sum(-1)
        size = self._event_shape[0] * math.log(2 * math.pi)
        return -0.5 * (size + solved.pow(2).sum(-1)) - half

    def entropy(self) -> Any:
        """The entropy."""
        half = self._unbroadcasted_scale_tril.diagonal(dim1=-2, dim2=-1).log().sum(-1)
        whole = 0.5 * self._event_shape[0] * (1.0 + math.log(2 * math.pi)) + half
        return whole.expand(self._batch_shape) if len(self._batch_shape) else whole


def _tril(name: str, matrix: Any) -> Any:
    if name == "scale_tril":
        return matrix
    cholesky = linalg.cholesky
    if name == "covariance_matrix":
        return cholesky(matrix)
    flipped = cholesky(matrix.flip((-2, -1))).flip((-2, -1)).mT
    size = matrix.shape[-1]
    eye = FUNCTIONS["eye"](size, dtype=matrix.dtype)
    return linalg.solve_triangular(flipped, eye, upper=False)


class Dirichlet(Distribution):
    """Probabilities that sum up to one; it cannot be sampled here."""

    has_rsample = True
    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "concentration": constraints.independent(constraints.positive, 1)
    }
    support = constraints.simplex

    def __init__(self, concentration: Any, validate_args: bool | None = None) -> None:
        if concentration.ndim < 1:
            raise ValueError("`concentration` parameter must be at least one-dimensional.")
        self.concentration = concentration
        shape = Size(concentration.shape)
        super().__init__(shape[:-1], shape[-1:], validate_args=validate_args)

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.concentration / self.concentration.sum(-1, True)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Not here."""
        return cannot_sample("Dirichlet")

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        shape = self.concentration
        powers = FUNCTIONS["xlogy"](shape - 1.0, value).sum(-1)
        return powers + shape.sum(-1).lgamma() - shape.lgamma().sum(-1)


class Beta(Distribution):
    """A probability, by how often either came to pass; it cannot be sampled here."""

    has_rsample = True
    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "concentration1": constraints.positive, "concentration0": constraints.positive,
    }  # fmt: skip
    support = constraints.unit_interval

    def __init__(
        self, concentration1: Any, concentration0: Any, validate_args: bool | None = None
    ) -> None:
        both = FUNCTIONS["stack"](broadcast(concentration1, concentration0), -1)
        self._dirichlet = Dirichlet(both, validate_args=validate_args)
        super().__init__(self._dirichlet.batch_shape, validate_args=validate_args)

    @property
    def concentration1(self) -> Any:
        """How often it came to pass."""
        return self._dirichlet.concentration[..., 0]

    @property
    def concentration0(self) -> Any:
        """How often it did not."""
        return self._dirichlet.concentration[..., 1]

    @property
    def mean(self) -> Any:
        """The mean."""
        return self.concentration1 / (self.concentration1 + self.concentration0)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Not here."""
        return cannot_sample("Beta")

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        return self._dirichlet.log_prob(FUNCTIONS["stack"]([value, 1.0 - value], -1))
