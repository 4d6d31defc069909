"""Transforms of slices of a tensor, each by a transform of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.distributions import constraints
from engine.distributions.distribution import sum_rightmost
from engine.distributions.transform import Transform


class Parted(Transform):
    """Base of the transforms that apply one transform to each slice of a tensor."""

    def __init__(self, tseq: Sequence[Any], dim: int = 0, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.transforms = [each.with_cache(cache_size) for each in tseq] if cache_size else [*tseq]
        self.dim = dim

    @property
    def bijective(self) -> bool:  # type: ignore[override]
        """Whether all of them have an inverse."""
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
    """Transforms of consecutive slices along a dimension, ``lengths`` long."""

    def __init__(
        self, tseq: Sequence[Any], dim: int = 0, lengths: Any = None, cache_size: int = 0
    ) -> None:
        super().__init__(tseq, dim, cache_size)
        self.lengths = [1] * len(self.transforms) if lengths is None else list(lengths)

    @property
    def domain(self) -> Any:
        """The constraints on the slices of an input."""
        return constraints.cat([t.domain for t in self.transforms], self.dim, self.lengths)

    @property
    def codomain(self) -> Any:
        """The constraints on the slices of a result."""
        return constraints.cat([t.codomain for t in self.transforms], self.dim, self.lengths)

    @property
    def event_dim(self) -> int:
        """How many last dimensions make one event."""
        return int(max(each.event_dim for each in self.transforms))

    def _parts(self, value: Any) -> Any:
        return value.split(self.lengths, self.dim)

    def _joined(self, parts: Sequence[Any]) -> Any:
        return FUNCTIONS["cat"](parts, self.dim)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        """The logarithm of |det J| of each slice."""
        found = [
            sum_rightmost(each, self.event_dim - transform.event_dim)
            for transform, each in zip(self.transforms, self._stretches(x, y), strict=True)
        ]
        dim = (self.dim - x.ndim if self.dim >= 0 else self.dim) + self.event_dim
        return FUNCTIONS["cat"](found, dim) if dim < 0 else sum(found)


class StackTransform(Parted):
    """Transforms of the single members along a dimension."""

    @property
    def domain(self) -> Any:
        """The constraints on the members of an input."""
        return constraints.stack([t.domain for t in self.transforms], self.dim)

    @property
    def codomain(self) -> Any:
        """The constraints on the members of a result."""
        return constraints.stack([t.codomain for t in self.transforms], self.dim)

    def _parts(self, value: Any) -> Any:
        return [value.select(self.dim, place) for place in range(value.size(self.dim))]

    def _joined(self, parts: Sequence[Any]) -> Any:
        return FUNCTIONS["stack"](parts, self.dim)

    def log_abs_det_jacobian(self, x: Any, y: Any) -> Any:
        """The logarithm of |det J| of each member."""
        return self._joined(self._stretches(x, y))
