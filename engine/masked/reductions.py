"""Sums, products and extremes under a mask.

What a mask hides is first replaced by the number that changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.calls.declare import FUNCTIONS, PACKAGED, packaged
from engine.dtypes import FLOAT, float32, int64
from engine.masked.places import dimensions, without
from engine.tensor import Tensor

INF = float("inf")
_MASK = "mask=torch.tensor([True, False, True])"


def _samples(name: str) -> tuple[str, ...]:
    given = (f"x, 1, {_MASK}", f"v, 0, {_MASK}", "x, 0")
    return tuple(f"torch.masked.{name}({each})" for each in given)


def summed_dtype(input: Tensor, dtype: Any) -> Any:
    """In which dtype numbers are summed up: whole ones in the widest."""
    return dtype or (int64 if input.dtype.category < FLOAT else input.dtype)


@packaged("masked", "sum", samples=_samples("sum"))
def total(
    input: Tensor, dim: Any = None, *, keepdim: bool | None = False, dtype: Any = None,
    mask: Tensor | None = None,
) -> Any:  # fmt: skip
    """The sum of the elements that the mask lets through."""
    shown, dims = without(input, mask, 0), dimensions(dim, input.ndim)
    return shown.sum(dims, bool(keepdim), dtype=summed_dtype(input, dtype))


@packaged("masked", "prod", samples=_samples("prod"))
def product(
    input: Tensor, dim: Any = None, *, keepdim: bool | None = False, dtype: Any = None,
    mask: Tensor | None = None,
) -> Any:  # fmt: skip
    """The product of the elements that the mask lets through, dimension by dimension."""
    found = without(input, mask, 1).to(dtype=summed_dtype(input, dtype))
    for each in reversed(dimensions(dim, input.ndim)):
        found = found.prod(dim=each, keepdim=bool(keepdim))
    return found


def _running(name: str, neutral: float) -> Any:
    @packaged("masked", name, samples=_samples(name))
    def call(input: Tensor, dim: int, *, dtype: Any = None, mask: Tensor | None = None) -> Any:
        """The running sums or products, in which what the mask hides changes nothing."""
        kind, place = dtype or input.dtype, dimensions(dim, input.ndim)[0]
        return getattr(without(input, mask, neutral), name)(place, dtype=kind).to(dtype=kind)

    return call


def _extreme(name: str, neutral: float, place: Callable[[Any, int], Any]) -> Any:
    @packaged("masked", name, samples=_samples(name))
    def call(
        input: Tensor, dim: Any = None, *, keepdim: bool | None = False, dtype: Any = None,
        mask: Tensor | None = None,
    ) -> Any:  # fmt: skip
        """The extreme of the elements that the mask lets through, or its place."""
        shown = without(input, mask, neutral)
        found = getattr(shown, name)(place(dim, input.ndim), bool(keepdim))
        return found.to(dtype=dtype or input.dtype)

    return call


def _as_given(dim: Any, rank: int) -> Any:
    return dim


cumsum, cumprod = _running("cumsum", 0), _running("cumprod", 1)
amax, amin = _extreme("amax", -INF, dimensions), _extreme("amin", INF, dimensions)
argmax, argmin = _extreme("argmax", -INF, _as_given), _extreme("argmin", INF, _as_given)


@packaged("masked", samples=_samples("logsumexp"))
def logsumexp(
    input: Tensor, dim: Any = None, *, keepdim: bool = False, dtype: Any = None,
    mask: Tensor | None = None,
) -> Any:  # fmt: skip
    """Log Σ eˣ of the elements that the mask lets through."""
    shown = without(input, mask, -INF)
    found = shown.logsumexp(dimensions(dim, input.ndim), keepdim=keepdim)
    return found.to(dtype=dtype or input.dtype)


@packaged("masked", samples=(f"torch.masked.logaddexp(x, y, input_{_MASK}, other_{_MASK})",))
def logaddexp(
    input: Tensor, other: Tensor, *, dtype: Any = None, input_mask: Tensor | None = None,
    other_mask: Tensor | None = None,
) -> Any:  # fmt: skip
    """ln(eˣ + eʸ), in which what either mask hides counts nothing."""
    one, two = without(input, input_mask, -INF), without(other, other_mask, -INF)
    return FUNCTIONS["logaddexp"](one, two).to(dtype=dtype or input.dtype)


@packaged("masked", samples=(f"torch.masked.norm(x, 2., 1, {_MASK})",))
def norm(
    input: Tensor, ord: float | None = 2.0, dim: Any = None, *, keepdim: bool | None = False,
    dtype: Any = None, mask: Tensor | None = None,
) -> Any:  # fmt: skip
    """The length of the vector of those elements that the mask lets through."""
    shown, dims = without(input, mask, INF if ord == -INF else 0), dimensions(dim, input.ndim)
    length = PACKAGED["linalg"]["vector_norm"]
    return length(shown, ord, dims, bool(keepdim), dtype=dtype or input.dtype)


@packaged("masked", samples=_samples("median"))
def median(
    input: Tensor, dim: int = -1, *, keepdim: bool = False, dtype: Any = None,
    mask: Tensor | None = None,
) -> Any:  # fmt: skip
    """The middle one of the elements that the mask lets through.

    Raises:
        ValueError: whole numbers of which the mask hides a row entirely.
    """
    place, whole = dimensions(dim, input.ndim)[0], input.dtype.category < FLOAT
    shown = without(input.to(dtype=float32) if whole else input, mask, float("nan"))
    found = shown.nanmedian(place, keepdim).values
    if not whole:
        return found
    if found.isnan().any():
        raise ValueError(
            "masked median expects no fully masked out rows if dtype is not floating point"
        )
    return found.to(dtype=dtype or input.dtype)
