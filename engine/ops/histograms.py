"""How many elements fall between given bounds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from engine import return_types
from engine.calls.declare import FUNCTIONS, composite, operation
from engine.calls.out_rules import OutRule
from engine.calls.untracked import untracked
from engine.errors import no_derivative
from engine.tensor import Tensor

OF_COUNTS: Final = OutRule(
    "torch.{name}: input tensor and hist tensor should have the same dtype, but got input "
    "{wanted_c} and hist {own_c}"
)


def _edges(low: float, high: float, bins: int, dtype: Any) -> Any:
    return FUNCTIONS["linspace"](low, high, bins + 1, dtype=dtype)._data


def _limits(data: Any, low: float, high: float, who: str) -> tuple[float, float]:
    """The bounds of all bins: those given, or those of the data where both are equal."""
    if low > high:
        raise RuntimeError(f"{who}: max must be larger than min")
    if low == high and data.size:
        low, high = float(data.min()), float(data.max())
    if not (math.isfinite(low) and math.isfinite(high)):
        raise RuntimeError(f"{who}: range of [{low:g}, {high:g}] is not finite")
    return (low - 1, high + 1) if low == high and who == "torch.histc" else (low, high)


def _counts(self: Any, bins: int, low: float, high: float) -> Any:
    low, high = _limits(self, low, high, "torch.histc")
    inside = self[(self >= low) & (self <= high)]
    places = ((inside - low) / (high - low) * bins).astype(np.int64)
    return np.bincount(np.minimum(places, bins - 1), minlength=bins).astype(self.dtype)


@composite(samples=("torch.histc(v.detach())", "x.detach().histc(4, -1, 1)"))
def histc(self: Tensor, bins: int = 100, min: Any = 0, max: Any = 0) -> Any:
    """How many elements lie in each of ``bins`` equal stretches."""
    if bins <= 0:
        raise RuntimeError(f"torch.histogram(): bins must be > 0, but got {bins} for dimension 0")
    if not self.dtype.is_floating_point:
        raise NotImplementedError(
            f"\"histogram_cpu\" not implemented for '{self.dtype.kind_name}'"
        )
    return untracked(_counts(self._data, bins, min, max), self)


@operation(
    "histogram", name="histogram.edges", node="NotImplemented", inputs=("self", "weight"),
    outputs=("hist", "bin_edges"), self=lambda grad: no_derivative("histogram"),
    weight=lambda grad: no_derivative("histogram"),
)  # fmt: skip
def _histogram(self: Any, weight: Any, edges: Any, density: bool) -> Any:
    points, given = self.reshape(-1, 1), None if weight is None else weight.reshape(-1)
    counts = _tallied(points, [edges], given, self.dtype)
    return (_density(counts, [edges]) if density else counts), edges


def _tallied(points: Any, edges: Sequence[Any], weights: Any, dtype: Any) -> Any:
    """The weight of all points (rows) in each cell of a grid."""
    shape = tuple(len(each) - 1 for each in edges)
    places, inside = [], np.ones(len(points), bool)
    for column, bounds in zip(points.T, edges, strict=True):
        place = np.searchsorted(bounds, column, "right") - 1
        place = np.where(column == bounds[-1], len(bounds) - 2, place)
        inside &= (column >= bounds[0]) & (column <= bounds[-1])
        places.append(place)
    whole = np.zeros(shape, dtype)
    spots = tuple(each[inside] for each in places)
    np.add.at(whole, spots, 1 if weights is None else weights[inside])
    return whole


def _density(counts: Any, edges: Sequence[Any]) -> Any:
    found = counts / counts.sum()
    for axis, each in enumerate(edges):
        widths = np.diff(each)
        found = found / widths.reshape([-1 if n == axis else 1 for n in range(counts.ndim)])
    return found.astype(counts.dtype)


def _bounds(points: Any, bins: Sequence[Any], limits: Any, dtype: Any) -> list[Any]:
    found = []
    for place, each in enumerate(bins):
        if isinstance(each, Tensor):
            found.append(each._data.copy())
            continue
        column = points[:, place]
        low, high = (0.0, 1.0) if limits is None else limits[2 * place : 2 * place + 2]
        if limits is None and column.size:
            low, high = float(column.min()), float(column.max())
        if low == high:
            low, high = low - 0.5, high + 0.5
        found.append(_edges(low, high, each, dtype))
    return found


@composite(out=OF_COUNTS, samples=(
    "torch.histogram(v.detach(), 3)", "torch.histogram(v.detach(), 3, range=(-1., 1.))",
    "torch.histogram(v.detach(), 3, weight=w.detach(), density=True)",
    "torch.histogram(v.detach(), torch.tensor([-1., 0., 1.], dtype=v.dtype))",
))  # fmt: skip
def histogram(
    self: Tensor, bins: Any = 100, *, range: Any = None, weight: Any = None, density: bool = False
) -> Any:
    """How many elements lie between each two bounds, and the bounds."""
    points = self._data.reshape(-1, 1)
    edges = _bounds(points, [bins], range, self.dtype)
    return return_types.histogram(*_histogram(self, weight, edges[0], density))


def _declare(name: str) -> Any:
    @operation(
        "histogram", name=name, node="NotImplemented", inputs=("self", "weight"),
        self=lambda grad: no_derivative(name), weight=lambda grad: no_derivative(name),
    )  # fmt: skip
    def in_cells(self: Any, weight: Any, edges: Any, density: bool) -> Any:
        points = self.reshape(-1, self.shape[-1])
        given = None if weight is None else weight.reshape(-1)
        counts = _tallied(points, edges, given, self.dtype)
        return _density(counts, edges) if density else counts

    return in_cells


_in_counted_cells = _declare("_histogramdd_from_bin_cts")
_in_given_cells = _declare("_histogramdd_from_bin_tensors")


@operation(
    "bin edges", name="_histogramdd_bin_edges", node="NotImplemented", many=True,
    self=lambda grad: no_derivative("_histogramdd_bin_edges"),
)  # fmt: skip
def _cells(self: Any, edges: Any) -> Any:
    return list(edges)


def _check_weight(input: Tensor, weight: Tensor | None) -> None:
    if weight is not None and weight.shape != input.shape[:-1]:
        raise RuntimeError(
            "torch.histogramdd: if weight tensor is provided it should have the same shape as the "
            "input tensor excluding its innermost dimension, but got input with shape "
            f"{list(input.shape)} and weight with shape {list(weight.shape)}"
        )


@composite(method=False, samples=("torch.histogramdd(x.detach().t(), [2, 3])",))
def histogramdd(
    input: Tensor, bins: Any, range: Any = None, weight: Any = None, density: bool = False
) -> Any:
    """How many points (rows) lie in each cell of a grid, and the bounds of its cells."""
    if input.ndim < 2:
        raise RuntimeError("torch.histogramdd: input tensor should have at least 2 dimensions")
    size = input.shape[-1]
    if not isinstance(bins, int) and len(bins) != size:
        raise RuntimeError(
            "histogramdd: The size of bins must be equal to the innermost dimension of the input."
        )
    _check_weight(input, weight)
    points = input._data.reshape(-1, size)
    each = [bins] * size if isinstance(bins, int) else list(bins)
    edges = _bounds(points, each, range, input.dtype)
    if isinstance(each[0], Tensor):
        return return_types.histogramdd(_in_given_cells(input, weight, edges, density), (*each,))
    counts = _in_counted_cells(input, weight, edges, density)
    return return_types.histogramdd(counts, tuple(_cells(input, edges)))
