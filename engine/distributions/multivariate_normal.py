"""The multivariate normal distribution."""

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


class MultivariateNormal(Distribution):
    """The multivariate normal distribution."""

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
        name, matrix = matrix_given(
            ValueError, covariance_matrix=covariance_matrix, precision_matrix=precision_matrix,
            scale_tril=scale_tril,
        )  # fmt: skip
        if matrix.ndim < 2:
            raise ValueError(
                f"{name} must be at least two-dimensional, with optional leading batch dimensions"
            )
        batch = FUNCTIONS["broadcast_shapes"](matrix.shape[:-2], loc.shape[:-1])
        self.__dict__[name] = matrix.expand((*batch, -1, -1))
        self.loc = loc.expand((*batch, -1))
        super().__init__(batch, self.loc.shape[-1:], validate_args=validate_args)
        self._unbroadcasted_scale_tril = tril_of(name, matrix)

    @lazily
    def scale_tril(self) -> Any:
        """The Cholesky factor of the covariance."""
        return self._unbroadcasted_scale_tril.expand((*self._batch_shape, *self._event_shape * 2))

    @lazily
    def covariance_matrix(self) -> Any:
        root = self._unbroadcasted_scale_tril
        return (root @ root.mT).expand((*self._batch_shape, *self._event_shape * 2))

    @lazily
    def precision_matrix(self) -> Any:
        """The inverse of the covariance."""
        whole = FUNCTIONS["cholesky_inverse"](self._unbroadcasted_scale_tril)
        return whole.expand((*self._batch_shape, *self._event_shape * 2))

    @property
    def mean(self) -> Any:
        return self.loc

    mode = mean

    @property
    def variance(self) -> Any:
        """The variance of each component."""
        whole = self._unbroadcasted_scale_tril.pow(2).sum(-1)
        return whole.expand((*self._batch_shape, *self._event_shape))

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Samples through which gradients reach the parameters."""
        noise = standard_normal(self._extended_shape(sample_shape), self.loc)
        turned = self._unbroadcasted_scale_tril @ noise.unsqueeze(-1)
        return self.loc + turned.squeeze(-1)

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        root = self._unbroadcasted_scale_tril
        distance = squared_distance(root, value - self.loc)
        half = root.diagonal(dim1=-2, dim2=-1).log().sum(-1)
        size = self._event_shape[0] * math.log(2 * math.pi)
        return -0.5 * (size + distance) - half

    def entropy(self) -> Any:
        half = self._unbroadcasted_scale_tril.diagonal(dim1=-2, dim2=-1).log().sum(-1)
        whole = 0.5 * self._event_shape[0] * (1.0 + math.log(2 * math.pi)) + half
        return whole.expand(self._batch_shape) if len(self._batch_shape) else whole


def matrix_given(kind: type[Exception], **matrices: Any) -> tuple[str, Any]:
    """The name and the value of the one matrix that is not None.

    Raises:
        kind: none was given, or several.
    """
    given = [(name, value) for name, value in matrices.items() if value is not None]
    if len(given) != 1:
        raise kind(f"Exactly one of {' or '.join(matrices)} may be specified.")
    return given[0]


def tril_of(name: str, matrix: Any) -> Any:
    """The Cholesky factor of a covariance that is given in one of three ways."""
    if name == "scale_tril":
        return matrix
    cholesky = linalg.cholesky
    if name == "covariance_matrix":
        return cholesky(matrix)
    flipped = cholesky(matrix.flip((-2, -1))).flip((-2, -1)).mT
    size = matrix.shape[-1]
    eye = FUNCTIONS["eye"](size, dtype=matrix.dtype)
    return linalg.solve_triangular(flipped, eye, upper=False)
