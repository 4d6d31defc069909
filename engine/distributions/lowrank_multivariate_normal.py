"""Multivariate normal distributions whose covariance is a low-rank matrix plus a diagonal."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from engine import linalg
from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import Distribution, lazily
from engine.distributions.mahalanobis import squared_distance
from engine.distributions.normal import standard_normal


class LowRankMultivariateNormal(Distribution):
    """The multivariate normal distribution with the covariance W Wᵀ + diag(D)."""

    has_rsample = True
    arg_constraints: ClassVar[dict[str, Constraint]] = {
        "loc": constraints.real_vector,
        "cov_factor": constraints.independent(constraints.real, 2),
        "cov_diag": constraints.independent(constraints.positive, 1),
    }
    support = constraints.real_vector

    def __init__(
        self, loc: Any, cov_factor: Any, cov_diag: Any, validate_args: bool | None = None
    ) -> None:
        event = _checked(loc, cov_factor, cov_diag)
        try:
            places, self.cov_factor, spreads = FUNCTIONS["broadcast_tensors"](
                loc.unsqueeze(-1), cov_factor, cov_diag.unsqueeze(-1)
            )
        except RuntimeError as error:
            raise ValueError(
                f"Incompatible batch shapes: loc {loc.shape}, cov_factor {cov_factor.shape}, "
                f"cov_diag {cov_diag.shape}"
            ) from error
        self.loc, self.cov_diag = places[..., 0], spreads[..., 0]
        self._unbroadcasted_cov_factor, self._unbroadcasted_cov_diag = cov_factor, cov_diag
        self._capacitance_tril = _capacitance(cov_factor, cov_diag)
        super().__init__(self.loc.shape[:-1], event, validate_args=validate_args)

    def _whole(self, value: Any, dims: int) -> Any:
        return value.expand((*self._batch_shape, *self._event_shape * dims))

    @property
    def mean(self) -> Any:
        return self.loc

    mode = mean

    @lazily
    def variance(self) -> Any:
        """The variance of each component."""
        return self._whole(
            self._unbroadcasted_cov_factor.pow(2).sum(-1) + self._unbroadcasted_cov_diag, 1
        )

    @lazily
    def scale_tril(self) -> Any:
        """The Cholesky factor of the covariance."""
        roots = self._unbroadcasted_cov_diag.sqrt().unsqueeze(-1)
        scaled = self._unbroadcasted_cov_factor / roots
        return self._whole(roots * linalg.cholesky(_plus_one(scaled @ scaled.mT)), 2)

    @lazily
    def covariance_matrix(self) -> Any:
        factor = self._unbroadcasted_cov_factor
        return self._whole(factor @ factor.mT + self._unbroadcasted_cov_diag.diag_embed(), 2)

    @lazily
    def precision_matrix(self) -> Any:
        """The inverse of the covariance."""
        diagonal = self._unbroadcasted_cov_diag
        scaled = self._unbroadcasted_cov_factor.mT / diagonal.unsqueeze(-2)
        part = linalg.solve_triangular(self._capacitance_tril, scaled, upper=False)
        return self._whole(diagonal.reciprocal().diag_embed() - part.mT @ part, 2)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples through which gradients reach the parameters."""
        shape = self._extended_shape(sample_shape)
        common = standard_normal((*shape[:-1], self.cov_factor.shape[-1]), self.loc)
        own = standard_normal(shape, self.loc)
        turned = (self._unbroadcasted_cov_factor @ common.unsqueeze(-1)).squeeze(-1)
        return self.loc + turned + self._unbroadcasted_cov_diag.sqrt() * own

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        distance = self.distance(value - self.loc)
        constant = self._event_shape[0] * math.log(2 * math.pi)
        return -0.5 * (constant + self.log_determinant() + distance)

    def log_determinant(self) -> Any:
        """The logarithm of the covariance's determinant."""
        roots = self._capacitance_tril.diagonal(dim1=-2, dim2=-1)
        return 2 * roots.log().sum(-1) + self._unbroadcasted_cov_diag.log().sum(-1)

    def distance(self, apart: Any) -> Any:
        """The squared Mahalanobis distance, by Woodbury's formula."""
        diagonal = self._unbroadcasted_cov_diag
        scaled = self._unbroadcasted_cov_factor.mT / diagonal.unsqueeze(-2)
        turned = (scaled @ apart.unsqueeze(-1)).squeeze(-1)
        return (apart.pow(2) / diagonal).sum(-1) - squared_distance(self._capacitance_tril, turned)

    def entropy(self) -> Any:
        constant = self._event_shape[0] * (1.0 + math.log(2 * math.pi))
        whole = 0.5 * (constant + self.log_determinant())
        return whole.expand(self._batch_shape) if len(self._batch_shape) else whole


def _checked(loc: Any, factor: Any, diagonal: Any) -> Any:
    if loc.ndim < 1:
        raise ValueError("loc must be at least one-dimensional.")
    event = loc.shape[-1:]
    if factor.ndim < 2:
        raise ValueError(
            "cov_factor must be at least two-dimensional, with optional leading batch dimensions"
        )
    if factor.shape[-2:-1] != event:
        raise ValueError(f"cov_factor must be a batch of matrices with shape {event[0]} x m")
    if diagonal.shape[-1:] != event:
        raise ValueError(f"cov_diag must be a batch of vectors with shape {event}")
    return event


def _plus_one(matrix: Any) -> Any:
    """A matrix with one added along its diagonal, in place."""
    whole, size = matrix.contiguous(), matrix.shape[-1]
    whole.view(-1, size * size)[:, :: size + 1] += 1
    return whole


def _capacitance(factor: Any, diagonal: Any) -> Any:
    return linalg.cholesky(_plus_one((factor.mT / diagonal.unsqueeze(-2)) @ factor))
