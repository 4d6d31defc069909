"""Finite differences (``diff``, ``gradient``) and integrals of sampled functions."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.axes import axes, check_whole, wrap
from engine.calls.declare import FUNCTIONS, composite
from engine.calls.untracked import untracked
from engine.dtypes import uint8
from engine.ops.classes import divided, multiplied
from engine.ops.indexing import slice_dim
from engine.ops.joining import cat
from engine.tensor import Tensor


def _from(self: Tensor, dim: int, start: int | None, end: int | None = None) -> Any:
    return slice_dim(self, dim, start, end)


@composite(samples=(
    "torch.diff(v)", "x.diff()", "x.diff(dim=0)", "v.diff(2)", "x.diff(prepend=y)",
    "torch.diff(x, 2, append=y[:, :1])", "t.diff()", "x.diff(0)", "x.diff(5)",
))  # fmt: skip
def diff(self: Tensor, n: int = 1, dim: int = -1, prepend: Any = None, append: Any = None) -> Any:
    """The differences of neighbours along ``dim``, taken ``n`` times."""
    check_whole(n)
    if n < 0:
        raise RuntimeError(f"order must be non-negative but got {n}")
    if not self.ndim:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    axis = wrap(dim, self.ndim)
    ends = [each for each in (prepend, self, append) if each is not None]
    if any(each.ndim != self.ndim for each in ends):
        raise RuntimeError("diff expects prepend or append to be the same dimension as input")
    found = cat(ends, axis) if len(ends) > 1 else self
    if not n:
        return untracked(np.zeros_like(self._data), self).copy_(self)
    for _ in range(min(n, found.shape[axis])):
        lower = _from(found, axis, 0, -1 % found.shape[axis])
        upper = _from(found, axis, 1)
        found = FUNCTIONS["logical_xor"](upper, lower) if _is_bool(self) else upper - lower
    return found


def _is_bool(self: Tensor) -> bool:
    return self.dtype.name == "bool"


def _dims(self: Tensor, dim: Any, count: int | None) -> list[int]:
    if dim is None:
        return list(range(self.ndim if count is None else count))
    axes(dim, self.ndim)
    return [wrap(each, self.ndim) for each in ((dim,) if isinstance(dim, int) else dim)]


@composite(method=False, samples=(
    "torch.gradient(v)", "torch.gradient(m, dim=1, edge_order=2)",
    "torch.gradient(v, spacing=2.)", "torch.gradient(m, spacing=[2., 3.])",
    "torch.gradient(v, spacing=(torch.tensor([0., 1., 3.], dtype=v.dtype),))",
    "torch.gradient(m, spacing=(torch.tensor([0., 1., 3.], dtype=v.dtype),), dim=0, edge_order=2)",
))  # fmt: skip
def gradient(input: Tensor, *, spacing: Any = 1, dim: Any = None, edge_order: int = 1) -> Any:
    """The slopes of a sampled function along each of some dimensions."""
    if input.dtype is uint8:
        raise RuntimeError("torch.gradient does not support uint8 input.")
    if edge_order not in (1, 2):
        raise RuntimeError("torch.gradient only supports edge_order=1 and edge_order=2.")
    spacing = 1 if spacing is None else spacing
    several = isinstance(spacing, list | tuple)
    dims = _dims(input, dim, len(spacing) if several and dim is None else None)
    steps = list(spacing) if several else [spacing] * len(dims)
    if several and dim is not None and len(steps) != len(dims):
        raise RuntimeError(
            "torch.gradient expected spacing to be unspecified, a scalar or it's spacing and dim "
            "arguments to have the same length, but got a spacing argument of length "
            f"{len(steps)} and a dim argument of length {len(dims)}."
        )
    if len(steps) != len(dims):
        raise RuntimeError(
            "torch.gradient expected spacing to be unspecified, a scalar, or a list of length "
            f"equal to 'self.dim() = {input.ndim}', since dim argument was not given, but got a "
            f"list of length {len(steps)}"
        )
    for axis in dims:
        if input.shape[axis] < edge_order + 1:
            raise RuntimeError(
                "torch.gradient expected each dimension size to be at least edge_order+1"
            )
    return tuple(
        _uneven(input, axis, step, edge_order)
        if isinstance(step, Tensor) and step.ndim
        else _even(input, axis, step.item() if isinstance(step, Tensor) else step, edge_order)
        for axis, step in zip(dims, steps, strict=True)
    )


def _even(self: Tensor, dim: int, step: float, edge_order: int) -> Any:
    if edge_order == 1:
        before = divided(_from(self, dim, 1, 2) - _from(self, dim, 0, 1), step)
        after = divided(_from(self, dim, -1) - _from(self, dim, -2, -1), step)
    else:
        one, two, three = (multiplied(*each) for each in _neighbours(self, dim, 0, (-1.5, 2, 0.5)))
        before = divided(one + two - three, step)
        one, two, three = (multiplied(*each) for each in _neighbours(self, dim, -3, (0.5, 2, 1.5)))
        after = divided(one - two + three, step)
    between = divided(_from(self, dim, 2) - _from(self, dim, 0, -2), step)
    return cat((before, divided(between, 2), after), dim)


def _neighbours(self: Tensor, dim: int, start: int, weights: Any) -> Any:
    """Three neighbours, from ``start`` on, each with its weight."""
    for place, weight in zip(range(start, start + 3), weights, strict=True):
        yield _from(self, dim, place, place + 1 if place != -1 else None), weight


def _weighted(self: Tensor, dim: int, start: int, weights: Any) -> Any:
    """The sum of three neighbours, from ``start`` on, each times its weight."""
    one, two, three = (w * each for each, w in _neighbours(self, dim, start, weights))
    return one + two + three


def _uneven(self: Tensor, dim: int, places: Tensor, edge_order: int) -> Any:
    """The slopes of parabolas through three unevenly spaced neighbours."""
    shape = tuple(-1 if n == dim else 1 for n in range(self.ndim))
    steps = diff(places, 1, 0)
    left, right = _from(steps, 0, 0, -1), _from(steps, 0, 1)
    one, two, three = (
        each.reshape(shape)
        for each in (
            -right / (left * (left + right)), (right - left) / (left * right),
            left / (right * (left + right)),
        )
    )  # fmt: skip
    between = one * _from(self, dim, 0, -2) + two * _from(self, dim, 1, -1)
    between = between + three * _from(self, dim, 2)
    if edge_order == 1:
        before = (_from(self, dim, 1, 2) - _from(self, dim, 0, 1)) / steps[0]
        after = (_from(self, dim, -1) - _from(self, dim, -2, -1)) / steps[-1]
    else:
        before = _weighted(self, dim, 0, _first_weights(left[0], right[0]))
        after = _weighted(self, dim, -3, _last_weights(left[-1], right[-1]))
    return cat((before, between, after), dim)


def _first_weights(left: Any, right: Any) -> tuple[Any, Any, Any]:
    both = left + right
    return -(2 * left + right) / (left * both), both / (left * right), -left / (right * both)


def _last_weights(left: Any, right: Any) -> tuple[Any, Any, Any]:
    both = left + right
    return right / (left * both), -both / (left * right), (2 * right + left) / (right * both)


def _widths(y: Tensor, x: Tensor, dim: int) -> Any:
    """The distances between the places of samples, along ``dim`` of ``y``."""
    if x.ndim == 1 and y.ndim != 1:
        if x.shape[0] != y.shape[dim]:
            raise RuntimeError("trapezoid: There must be one `x` value for each sample point")
        x = x.view(tuple(x.shape[0] if n == dim else 1 for n in range(y.ndim)))
    elif x.ndim < y.ndim:
        x = x.view((1,) * (y.ndim - x.ndim) + tuple(x.shape))
    return _from(x, dim, 1) - _from(x, dim, 0, -1)


def _heights(y: Tensor, dim: int) -> Any:
    return _from(y, dim, 0, -1) + _from(y, dim, 1)


@composite("trapz", method=False, samples=(
    "torch.trapezoid(x)", "torch.trapezoid(x, dx=2.)", "torch.trapezoid(x, v)",
    "torch.trapezoid(x, w[:2], dim=0)", "torch.trapz(x, y)",
))  # fmt: skip
def trapezoid(y: Tensor, x: Any = None, *, dx: Any = 1, dim: int = -1) -> Any:
    """The area below samples joined by straight lines, along ``dim``."""
    if y.dtype.category == 0:
        raise RuntimeError("trapezoid: received a bool input for `y`, but bool is not supported")
    if not y.ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    axis = wrap(dim, y.ndim)
    if not y.shape[axis]:
        return untracked(np.zeros(np.delete(y.shape, axis), y._data.dtype)[()], y)
    if x is None:
        ends = multiplied(y.select(axis, 0) + y.select(axis, -1), 0.5)
        return multiplied(y.sum(axis) - ends, dx)
    return divided((_heights(y, axis) * _widths(y, x, axis)).sum(axis), 2.0)


@composite(method=False, samples=(
    "torch.cumulative_trapezoid(x)", "torch.cumulative_trapezoid(x, v)",
    "torch.cumulative_trapezoid(x, dx=2., dim=0)",
))  # fmt: skip
def cumulative_trapezoid(y: Tensor, x: Any = None, *, dx: Any = 1, dim: int = -1) -> Any:
    """The areas below samples joined by straight lines, up to each of them."""
    if not y.ndim:
        raise IndexError("slice() cannot be applied to a 0-dim tensor.")
    axis = wrap(dim, y.ndim)
    if x is None:
        return multiplied(_heights(y, axis), dx / 2).cumsum(axis)
    return divided((_heights(y, axis) * _widths(y, x, axis)).cumsum(axis), 2.0)
