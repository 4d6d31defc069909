"""The Wishart distribution: sums of outer products of normal vectors."""

from __future__ import annotations

import math
from typing import Any

from engine import linalg
from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.chi2 import Chi2
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import is_number, lazily, precision
from engine.distributions.exp_family import ExponentialFamily
from engine.distributions.multivariate_normal import matrix_given, tril_of
from engine.foundation.warn import warn
from engine.storage.size import Size


class Wishart(ExponentialFamily):
    """The Wishart distribution: sums of ``df`` outer products of normal vectors."""

    has_rsample = True
    support = constraints.positive_definite

    def __init__(
        self, df: Any, covariance_matrix: Any = None, precision_matrix: Any = None,
        scale_tril: Any = None, validate_args: bool | None = None,
    ) -> None:  # fmt: skip
        name, matrix = matrix_given(
            AssertionError, covariance_matrix=covariance_matrix,
            precision_matrix=precision_matrix, scale_tril=scale_tril,
        )  # fmt: skip
        if matrix.ndim < 2:
            raise ValueError("scale_tril must be at least two-dimensional, with optional leading "
                             "batch dimensions")  # fmt: skip
        batch, size = matrix.shape[:-2], matrix.shape[-1]
        if is_number(df):
            self.df = FUNCTIONS["tensor"](df, dtype=matrix.dtype)
        else:
            batch = FUNCTIONS["broadcast_shapes"](batch, df.shape)
            self.df = df.expand(batch)
        if self.df.le(size - 1).any():
            raise ValueError(
                f"Value of df={df} expected to be greater than ndim - 1 = {size - 1}."
            )
        self.__dict__[name] = matrix.expand((*batch, -1, -1))
        if self.df.lt(size).any():
            warn("Low df values detected. Singular samples are highly likely to occur for "
                 "ndim - 1 < df < ndim.")  # fmt: skip
        super().__init__(batch, matrix.shape[-2:], validate_args=validate_args)
        self._unbroadcasted_scale_tril = tril_of(name, matrix)
        steps = FUNCTIONS["arange"](size, dtype=matrix.dtype).expand((*batch, -1))
        self._dist_chi2 = Chi2(self.df.unsqueeze(-1) - steps)

    @property
    def arg_constraints(self) -> dict[str, Constraint]:  # type: ignore[override]
        """What each parameter must satisfy."""
        return {
            "covariance_matrix": constraints.positive_definite,
            "precision_matrix": constraints.positive_definite,
            "scale_tril": constraints.lower_cholesky,
            "df": constraints.greater_than(self._event_shape[-1] - 1),
        }

    @lazily
    def scale_tril(self) -> Any:
        """The Cholesky factor of the covariance."""
        return self._whole(self._unbroadcasted_scale_tril)

    @lazily
    def covariance_matrix(self) -> Any:
        root = self._unbroadcasted_scale_tril
        return self._whole(root @ root.transpose(-2, -1))

    @lazily
    def precision_matrix(self) -> Any:
        """The inverse of the covariance."""
        root = self._unbroadcasted_scale_tril
        eye = FUNCTIONS["eye"](self._event_shape[-1], dtype=root.dtype)
        return self._whole(FUNCTIONS["cholesky_solve"](eye, root))

    def _whole(self, value: Any) -> Any:
        return value.expand((*self._batch_shape, *self._event_shape))

    def _times(self) -> Any:
        return self.df.view((*self._batch_shape, 1, 1))

    @property
    def mean(self) -> Any:
        return self._times() * self.covariance_matrix

    @property
    def mode(self) -> Any:
        """Where the density is highest, if it is so inside."""
        factor = self.df - self._event_shape[-1] - 1
        factor[factor <= 0] = math.nan
        return factor.view((*self._batch_shape, 1, 1)) * self.covariance_matrix

    @property
    def variance(self) -> Any:
        """The variance of each element."""
        diagonal = self.covariance_matrix.diagonal(dim1=-2, dim2=-1)
        products = FUNCTIONS["einsum"]("...i,...j->...ij", diagonal, diagonal)
        return self._times() * (self.covariance_matrix.pow(2) + products)

    def _drawn(self, sample_shape: Any = ()) -> Any:
        size, sample_shape = self._event_shape[-1], Size(sample_shape)
        roots = self._dist_chi2.rsample(sample_shape).sqrt()
        noise = roots.clamp(min=precision(roots)).diag_embed(dim1=-2, dim2=-1)
        rows, columns = FUNCTIONS["tril_indices"](size, size, -1)
        shape = (*sample_shape, *self._batch_shape, size * (size - 1) // 2)
        noise[..., rows, columns] = FUNCTIONS["randn"](shape, dtype=noise.dtype)
        root = self._unbroadcasted_scale_tril @ noise
        return root @ root.transpose(-2, -1)

    def rsample(self, sample_shape: Any = (), max_try_correction: int | None = None) -> Any:
        """Samples through which gradients reach the parameters."""
        tries = 10 if max_try_correction is None else max_try_correction
        drawn = self._drawn(sample_shape)
        singular = self._each(self.support.check(drawn))
        if not singular.any():
            return drawn
        warn("Singular sample detected.")
        for _ in range(tries):
            again = self._drawn(singular[singular].shape)
            drawn[singular] = again
            singular[singular.clone()] = self._each(~self.support.check(again))
            if not singular.any():
                break
        return drawn

    def _each(self, found: Any) -> Any:
        dims = [-1 - place for place in range(len(self._batch_shape))]
        return found.amax(dims) if dims else found

    def log_prob(self, value: Any) -> Any:
        """The logarithm of the density."""
        if self._validate_args:
            self._validate_sample(value)
        df, size = self.df, self._event_shape[-1]
        root = self._unbroadcasted_scale_tril
        solved = FUNCTIONS["cholesky_solve"](value, root).diagonal(dim1=-2, dim2=-1).sum(-1)
        logdet = linalg.slogdet(value).logabsdet
        return (
            -df * self._half_logdet() - (df / 2).mvlgamma(size)
            + (df - size - 1) / 2 * logdet - solved / 2
        )  # fmt: skip

    def _half_logdet(self) -> Any:
        diagonal = self._unbroadcasted_scale_tril.diagonal(dim1=-2, dim2=-1)
        return self._event_shape[-1] * math.log(2) / 2 + diagonal.log().sum(-1)

    def entropy(self) -> Any:
        df, size = self.df, self._event_shape[-1]
        steps = FUNCTIONS["arange"](size, dtype=df.dtype).div(2).expand((*df.shape, -1))
        psi = ((df / 2).unsqueeze(-1) - steps).digamma().sum(-1)
        whole = (size + 1) * self._half_logdet() + (df / 2).mvlgamma(size)
        return whole - (df - size - 1) / 2 * psi + df * size / 2

    @property
    def _natural_params(self) -> tuple[Any, ...]:
        return -self.precision_matrix / 2, (self.df - self._event_shape[-1] - 1) / 2

    def _log_normalizer(self, *natural_params: Any) -> Any:
        x, y = natural_params
        size = self._event_shape[-1]
        shape = y + (size + 1) / 2
        logdet = linalg.slogdet(-2 * x).logabsdet
        return shape * (-logdet + math.log(2) * size) + shape.mvlgamma(size)
