"""Transforms of vectors and matrices, and of parts of a tensor each in its own way."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from engine import linalg
from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.distribution import precision, smallest, sum_rightmost
from engine.distributions.elementwise import clipped_sigmoid
from engine.distributions.transform import Transform
from engine.nn.functional import logsigmoid, pad, softplus
from engine.storage.size import Size

TOO_FEW = "Too few dimensions on input"


class IndependentTransform(Transform):
    """A transform whose last batch dimensions make one event."""

    def __init__(
        self, base_transform: Any, reinterpreted_batch_ndims: int, cache_size: int = 0
    ) -> None:
        super().__init__(cache_size)
        self.base_transform = base_transform.with_cache(cache_size)
        self.reinterpreted_batch_ndims = reinterpreted_batch_ndims

    def with_cache(self, cache_size: int = 1) -> Any:
        """The same with another cache."""
        if self._cache_size == cache_size:
            return self
        count = self.reinterpreted_batch_ndims
        return IndependentTransform(self.base_transform, count, cache_size)

    @property
    def domain(self) -> Any:
        """What goes in."""
        count = self.reinterpreted_batch_ndims
        return constraints.independent(self.base_transform.domain, count)

    @property
    def codomain(self) -> Any:
        """What comes out."""
        count = self.reinterpreted_batch_ndims
        return constraints.independent(self.base_transform.codomain, count)

    bijective = property(lambda self: self.base_transform.bijective)
    sign = property(lambda self: self.base_transform.sign)

    def _call(self, x: Any) -> Any:
        check_dims(x.ndim, self.domain.event_dim)
        return self.base_transform(x)

    def _inverse(self, y: Any) -> Any:
        check_dims(y.ndim, self.codomain.event_dim)
        return self.base_transform.inv(y)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        """The stretch of whole events."""
        found = self.base_transform.log_abs_det_jacobian(x, y)
        return sum_rightmost(found, self.reinterpreted_batch_ndims)

    def forward_shape(self, shape: Any) -> Any:
        """The shape that comes of another."""
        return self.base_transform.forward_shape(shape)

    def inverse_shape(self, shape: Any) -> Any:
        """The shape that another comes of."""
        return self.base_transform.inverse_shape(shape)

    def __repr__(self) -> str:
        inner = f"{self.base_transform!r}, {self.reinterpreted_batch_ndims}"
        return f"IndependentTransform({inner})"


def check_dims(given: int, needed: int) -> None:
    """Raise ValueError where there are too few dimensions."""
    if given < needed:
        raise ValueError(TOO_FEW)


class ReshapeTransform(Transform):
    """The same elements in another shape."""

    bijective = True

    def __init__(self, in_shape: Any, out_shape: Any, cache_size: int = 0) -> None:
        self.in_shape, self.out_shape = Size(in_shape), Size(out_shape)
        if self.in_shape.numel() != self.out_shape.numel():
            raise ValueError("in_shape, out_shape have different numbers of elements")
        super().__init__(cache_size)

    def with_cache(self, cache_size: int = 1) -> Any:
        """The same with another cache."""
        same = self._cache_size == cache_size
        return self if same else ReshapeTransform(self.in_shape, self.out_shape, cache_size)

    @property
    def domain(self) -> Any:
        """Numbers in the one shape."""
        return constraints.independent(constraints.real, len(self.in_shape))

    @property
    def codomain(self) -> Any:
        """Numbers in the other."""
        return constraints.independent(constraints.real, len(self.out_shape))

    def _call(self, x: Any) -> Any:
        return x.reshape((*x.shape[: x.ndim - len(self.in_shape)], *self.out_shape))

    def _inverse(self, y: Any) -> Any:
        return y.reshape((*y.shape[: y.ndim - len(self.out_shape)], *self.in_shape))

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        """Nothing is stretched."""
        return x.new_zeros(x.shape[: x.ndim - len(self.in_shape)])

    def forward_shape(self, shape: Any) -> Any:
        """The shape that comes of another."""
        return _exchanged(shape, self.in_shape, self.out_shape)

    def inverse_shape(self, shape: Any) -> Any:
        """The shape that another comes of."""
        return _exchanged(shape, self.out_shape, self.in_shape)


def _exchanged(shape: Any, old: Size, new: Size) -> Size:
    check_dims(len(shape), len(old))
    cut = len(shape) - len(old)
    if tuple(shape[cut:]) != tuple(old):
        raise ValueError(f"Shape mismatch: expected {Size(shape[cut:])} but got {old}")
    return Size((*shape[:cut], *new))


class SoftmaxTransform(Transform):
    """From scores to probabilities; which scores they were is lost."""

    domain, codomain = constraints.real_vector, constraints.simplex

    def _call(self, x: Any) -> Any:
        found = (x - x.max(-1, True)[0]).exp()
        return found / found.sum(-1, True)

    def _inverse(self, y: Any) -> Any:
        return y.log()

    def forward_shape(self, shape: Any) -> Any:
        """The shape that comes of another."""
        check_dims(len(shape), 1)
        return shape

    inverse_shape = forward_shape


class StickBreakingTransform(Transform):
    """From numbers to one probability more, each breaking a share off what is left of a stick."""

    domain, codomain, bijective = constraints.real_vector, constraints.simplex, True

    def _call(self, x: Any) -> Any:
        offset = x.shape[-1] + 1 - x.new_ones(x.shape[-1]).cumsum(-1)
        share = clipped_sigmoid(x - offset.log())
        left = (1 - share).cumprod(-1)
        return pad(share, [0, 1], value=1) * pad(left, [1, 0], value=1)

    def _inverse(self, y: Any) -> Any:
        most = y[..., :-1]
        offset = y.shape[-1] - y.new_ones(most.shape[-1]).cumsum(-1)
        left = (1 - most.cumsum(-1)).clamp(min=smallest(y))
        return most.log() - left.log() + offset.log()

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        """Of each break."""
        offset = x.shape[-1] + 1 - x.new_ones(x.shape[-1]).cumsum(-1)
        moved = x - offset.log()
        return (-moved + logsigmoid(moved) + y[..., :-1].log()).sum(-1)

    def forward_shape(self, shape: Any) -> Any:
        """The shape that comes of another."""
        check_dims(len(shape), 1)
        return shape[:-1] + (shape[-1] + 1,)  # noqa: RUF005  (a Size stays one)

    def inverse_shape(self, shape: Any) -> Any:
        """The shape that another comes of."""
        check_dims(len(shape), 1)
        return shape[:-1] + (shape[-1] - 1,)  # noqa: RUF005


class LowerCholeskyTransform(Transform):
    """From any matrix to a triangle with a positive diagonal."""

    domain = constraints.independent(constraints.real, 2)
    codomain = constraints.lower_cholesky

    def _call(self, x: Any) -> Any:
        return x.tril(-1) + x.diagonal(dim1=-2, dim2=-1).exp().diag_embed()

    def _inverse(self, y: Any) -> Any:
        return y.tril(-1) + y.diagonal(dim1=-2, dim2=-1).log().diag_embed()


class PositiveDefiniteTransform(Transform):
    """From any matrix to a positive definite one."""

    domain = constraints.independent(constraints.real, 2)
    codomain = constraints.positive_definite

    def _call(self, x: Any) -> Any:
        root = LowerCholeskyTransform()(x)
        return root @ root.mT

    def _inverse(self, y: Any) -> Any:
        return LowerCholeskyTransform().inv(linalg.cholesky(y))


class CorrCholeskyTransform(Transform):
    """From numbers to the triangular root of a correlation matrix (Lewandowski et al., 2009)."""

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
        """Of the breaks, and of tanh."""
        left = of_triangle(1 - (y * y).cumsum(-1), -2)
        tanhs = -2 * (x + softplus(-2 * x) - math.log(2.0)).sum(-1)
        return 0.5 * left.log().sum(-1) + tanhs

    def forward_shape(self, shape: Any) -> Any:
        """The shape that comes of another."""
        check_dims(len(shape), 1)
        count = shape[-1]
        size = round((0.25 + 2 * count) ** 0.5 + 0.5)
        if size * (size - 1) // 2 != count:
            raise ValueError("Input is not a flattened lower-diagonal number")
        return shape[:-1] + (size, size)  # noqa: RUF005

    def inverse_shape(self, shape: Any) -> Any:
        """The shape that another comes of."""
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


class Parted(Transform):
    """Transforms each of a part of a tensor."""

    def __init__(self, tseq: Sequence[Any], dim: int = 0, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.transforms = [each.with_cache(cache_size) for each in tseq] if cache_size else [*tseq]
        self.dim = dim

    @property
    def bijective(self) -> bool:  # type: ignore[override]
        """Can all be undone?"""
        return all(each.bijective for each in self.transforms)

    def _parts(self, value: Any) -> Any:
        raise NotImplementedError

    def _joined(self, parts: Sequence[Any]) -> Any:
        raise NotImplementedError

    def _call(self, x: Any) -> Any:
        pairs = zip(self.transforms, self._parts(x), strict=True)
        return self._joined([transform(part) for transform, part in pairs])

    def _inverse(self, y: Any) -> Any:
        pairs = zip(self.transforms, self._parts(y), strict=True)
        return self._joined([transform.inv(part) for transform, part in pairs])

    def _stretches(self, x: Any, y: Any) -> list[Any]:
        parts = zip(self.transforms, self._parts(x), self._parts(y), strict=True)
        return [transform.log_abs_det_jacobian(a, b) for transform, a, b in parts]


class CatTransform(Parted):
    """Transforms of stretches of a dimension, ``lengths`` long."""

    def __init__(
        self, tseq: Sequence[Any], dim: int = 0, lengths: Any = None, cache_size: int = 0
    ) -> None:
        super().__init__(tseq, dim, cache_size)
        self.lengths = [1] * len(self.transforms) if lengths is None else list(lengths)

    @property
    def domain(self) -> Any:
        """What goes into each."""
        return constraints.cat([t.domain for t in self.transforms], self.dim, self.lengths)

    @property
    def codomain(self) -> Any:
        """What comes out of each."""
        return constraints.cat([t.codomain for t in self.transforms], self.dim, self.lengths)

    @property
    def event_dim(self) -> int:
        """How many dimensions belong together."""
        return int(max(each.event_dim for each in self.transforms))

    def _parts(self, value: Any) -> Any:
        return value.split(self.lengths, self.dim)

    def _joined(self, parts: Sequence[Any]) -> Any:
        return FUNCTIONS["cat"](parts, self.dim)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        """The stretch of each part."""
        found = [
            sum_rightmost(each, self.event_dim - transform.event_dim)
            for transform, each in zip(self.transforms, self._stretches(x, y), strict=True)
        ]
        dim = (self.dim - x.ndim if self.dim >= 0 else self.dim) + self.event_dim
        return FUNCTIONS["cat"](found, dim) if dim < 0 else sum(found)


class StackTransform(Parted):
    """Transforms of the members of a dimension."""

    @property
    def domain(self) -> Any:
        """What goes into each."""
        return constraints.stack([t.domain for t in self.transforms], self.dim)

    @property
    def codomain(self) -> Any:
        """What comes out of each."""
        return constraints.stack([t.codomain for t in self.transforms], self.dim)

    def _parts(self, value: Any) -> Any:
        return [value.select(self.dim, place) for place in range(value.size(self.dim))]

    def _joined(self, parts: Sequence[Any]) -> Any:
        return FUNCTIONS["stack"](parts, self.dim)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        """The stretch of each part."""
        return self._joined(self._stretches(x, y))
