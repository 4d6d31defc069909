"""Quantiles."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from engine.calls.axes import wrap
from engine.calls.declare import composite
from engine.calls.out_rules import OutRule
from engine.ops.gathering import gather
from engine.ops.ordering import sort_along
from engine.ops.shape import squeeze_product
from engine.tensor import Tensor, new_tensor

KINDS = ("linear", "lower", "higher", "midpoint", "nearest")
NAMED = (
    "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, but got "
    "{kind}"
)

OUT: Final = OutRule("{name}() out tensor must be same dtype as the input tensor")


def _shares(self: Tensor, q: Any) -> Tensor:
    """The shares asked for, as a tensor of the same dtype."""
    if self.dtype.name not in ("float32", "float64"):
        raise RuntimeError("quantile() input tensor must be either float or double dtype")
    if not isinstance(q, Tensor):
        if not 0 <= q <= 1:
            raise RuntimeError(f"quantile() q must be in the range [0, 1] but got {float(q):g}")
        return new_tensor(np.asarray(q, self._data.dtype)[()])
    if q.ndim > 1:
        raise RuntimeError("quantile() q must be a scalar or 1D tensor")
    if q.dtype is not self.dtype:
        raise RuntimeError("quantile() q tensor must be same dtype as the input tensor")
    if not ((q._data >= 0) & (q._data <= 1)).all():
        raise RuntimeError("quantile() q values must be in the range [0, 1]")
    return q


def _ranks(ordered: Tensor, shares: Tensor, ignore_nan: bool) -> Any:
    """The position of each share in each ordered row, between two elements as a fraction."""
    unknown = np.isnan(ordered._data)
    if ignore_nan:
        known = (~unknown).sum(-1, keepdims=True)
        ranks = shares * new_tensor((known - 1).astype(ordered._data.dtype))
        return ranks.masked_fill(ranks.detach() < 0, 0)
    last = ordered.shape[-1] - 1
    rows = new_tensor(unknown.any(-1, keepdims=True))
    shape = np.broadcast_shapes(tuple(shares.shape), tuple(rows.shape))
    return (shares * last).expand(shape).masked_fill(rows, last)


def _picked(ordered: Tensor, ranks: Tensor, kind: str) -> Any:
    rounding = {"lower": "floor", "higher": "ceil", "nearest": "round"}.get(kind)
    ranks = ranks if rounding is None else getattr(ranks, rounding)()
    below = ranks.detach().long()
    low = gather(ordered, -1, below)
    if rounding is not None:
        return low
    weights = new_tensor(np.full_like(ranks._data, 0.5)) if kind == "midpoint" else ranks - below
    return low.lerp(gather(ordered, -1, ranks.detach().ceil().long()), weights)


def _found(
    self: Tensor, q: Any, dim: int | None, keepdim: bool, kind: str, *, ignore_nan: bool
) -> Any:
    if kind not in KINDS:
        raise RuntimeError(NAMED.format(kind=kind))
    shares = _shares(self, q)
    if not self.numel():
        raise RuntimeError("quantile() input tensor must be non-empty")
    axis = None if dim is None else wrap(dim, self.ndim)
    ordered = sort_along(_lines(self, axis), -1)[0]
    ordered = ordered.view((*_rest(self, axis, keepdim), ordered.shape[-1]))
    values = _picked(ordered, _ranks(ordered, shares, ignore_nan), kind)
    if shares.ndim:
        values = values.unsqueeze_(0).transpose_(0, -1)
    return squeeze_product(values, -1)


def _rest(self: Tensor, axis: int | None, keepdim: bool) -> tuple[int, ...]:
    """The shape of a result for one share."""
    left = [1 if axis in (None, n) else each for n, each in enumerate(self.shape)]
    return tuple(
        each for n, each in enumerate(left) if keepdim or (axis is not None and n != axis)
    )


def _lines(self: Tensor, axis: int | None) -> Any:
    if axis is None:
        return self.flatten()
    if axis == self.ndim - 1 or not self.ndim:
        return self if self.ndim else self.view(1)
    return self.unsqueeze(-1).transpose(axis, -1)


@composite(out=OUT, samples=(
    "torch.quantile(v, 0.5)", "x.quantile(0.25, 1)", "v.detach().quantile(0.1)",
    "torch.quantile(x, torch.tensor([.2, .5], dtype=x.dtype), dim=1).sum()",
    "x.quantile(0.3, interpolation='nearest')", "x.quantile(1.5)", "i.quantile(0.5)",
    "x.quantile(0.5, interpolation='odd')",
))  # fmt: skip
def quantile(
    self: Tensor, q: Any, dim: int | None = None, keepdim: bool = False, *,
    interpolation: str = "linear",
) -> Any:  # fmt: skip
    """The value below which a share ``q`` of the elements lies; between two, in proportion."""
    return _found(self, q, dim, keepdim, interpolation, ignore_nan=False)


@composite(out=OUT, samples=("torch.nanquantile(x, 0.5, dim=1)", "x.nanquantile(0.3)"))
def nanquantile(
    self: Tensor, q: Any, dim: int | None = None, keepdim: bool = False, *,
    interpolation: str = "linear",
) -> Any:  # fmt: skip
    """The quantiles of the elements that are not NaN."""
    return _found(self, q, dim, keepdim, interpolation, ignore_nan=True)
