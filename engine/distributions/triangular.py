"""Transforms to Cholesky factors, and to matrices that have one."""

from __future__ import annotations

import math
from typing import Any

from engine import linalg
from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.distribution import precision
from engine.distributions.eventwise import check_dims
from engine.distributions.transform import Transform
from engine.nn.functional import pad, softplus


class LowerCholeskyTransform(Transform):
    """The transform of a matrix to a lower triangle with a positive diagonal."""

    domain = constraints.independent(constraints.real, 2)
    codomain = constraints.lower_cholesky

    def _call(self, x: Any) -> Any:
        return x.tril(-1) + x.diagonal(dim1=-2, dim2=-1).exp().diag_embed()

    def _inverse(self, y: Any) -> Any:
        return y.tril(-1) + y.diagonal(dim1=-2, dim2=-1).log().diag_embed()


class PositiveDefiniteTransform(Transform):
    """The transform of a matrix to a positive definite one."""

    domain = constraints.independent(constraints.real, 2)
    codomain = constraints.positive_definite

    def _call(self, x: Any) -> Any:
        root = LowerCholeskyTransform()(x)
        return root @ root.mT

    def _inverse(self, y: Any) -> Any:
        return LowerCholeskyTransform().inv(linalg.cholesky(y))


class CorrCholeskyTransform(Transform):
    """The transform of numbers to the Cholesky factor of a correlation matrix."""

    domain, codomain, bijective = constraints.real_vector, constraints.corr_cholesky, True

    def _call(self, x: Any) -> Any:
        eps = precision(x)
        inside = to_triangle(x.tanh().clamp(min=-1 + eps, max=1 - eps))
        left = (1 - inside**2).sqrt().cumprod(-1)
        whole = inside + FUNCTIONS["eye"](inside.shape[-1], dtype=inside.dtype)
        return whole * pad(left[..., :-1], [1, 0], value=1)

    def _inverse(self, y: Any) -> Any:
        left = 1 - (y * y).cumsum(-1)
        before = pad(left[..., :-1], [1, 0], value=1)
        t = of_triangle(y, -1) / of_triangle(before, -1).sqrt()
        return (t.log1p() - t.neg().log1p()) / 2

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        """The logarithm of |det J| of the stick-breaking and of tanh."""
        left = of_triangle(1 - (y * y).cumsum(-1), -2)
        tanhs = -2 * (x + softplus(-2 * x) - math.log(2.0)).sum(-1)
        return 0.5 * left.log().sum(-1) + tanhs

    def forward_shape(self, shape: Any) -> Any:
        """The shape of the result for an input shape."""
        check_dims(len(shape), 1)
        count = shape[-1]
        size = round((0.25 + 2 * count) ** 0.5 + 0.5)
        if size * (size - 1) // 2 != count:
            raise ValueError("Input is not a flattened lower-diagonal number")
        return shape[:-1] + (size, size)  # noqa: RUF005

    def inverse_shape(self, shape: Any) -> Any:
        """The shape of the input for a result's shape."""
        check_dims(len(shape), 2)
        if shape[-2] != shape[-1]:
            raise ValueError("Input is not square")
        return shape[:-2] + (shape[-1] * (shape[-1] - 1) // 2,)  # noqa: RUF005


def _places(size: int, diagonal: int) -> Any:
    order = FUNCTIONS["arange"](size)
    return order < order.view(-1, 1) + (diagonal + 1)


def of_triangle(matrix: Any, diagonal: int) -> Any:
    """The elements on and below a diagonal, row by row."""
    return matrix[..., _places(matrix.shape[-1], diagonal)]


def to_triangle(vector: Any) -> Any:
    """The matrix with these elements below its diagonal, row by row."""
    size = round((1 + math.sqrt(1 + 8 * vector.shape[-1])) / 2)
    matrix = vector.new_zeros((*vector.shape[:-1], size, size))
    matrix[..., _places(size, -1)] = vector
    return matrix
