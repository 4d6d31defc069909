"""The elements in order: sort, argsort and topk, equal ones as PyTorch leaves them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from engine import return_types
from engine.calls.axes import check_whole, wrap
from engine.calls.declare import composite, operation
from engine.calls.later import later
from engine.calls.out_rules import OWN_DTYPE
from engine.calls.untracked import untracked
from engine.kernels.ranking import FEW, ranks_of
from engine.placed import along, to_picked
from engine.storage.layout import like
from engine.tensor import Tensor

refuse_complex = later("engine.numbers.unusual", "refuse_complex")
sorted_places = later("engine.kernels.quicksort", "sorted_places")
top_places = later("engine.kernels.quicksort", "top_places")


def _order(self: Any, dim: int, descending: bool, kind: Any = "stable") -> Any:
    """Where the elements stand in order; equal ones keep theirs, NaN is greater than all."""
    if not self.ndim:
        return np.int64(0)
    keys = -self if descending and self.dtype.kind != "b" else self
    order = np.argsort(keys, axis=dim, kind=kind)
    if descending and self.dtype.kind in "bu":
        order = np.flip(np.argsort(np.flip(self, dim), axis=dim, kind="stable"), dim)
        order = self.shape[dim] - 1 - order
    if descending and self.dtype.kind == "f" and np.isnan(self).any():
        known = np.take_along_axis(~np.isnan(self), order, dim)
        order = np.take_along_axis(order, known.argsort(dim, kind="stable"), dim)
    return order


def _with_equals(
    self: Any,
    order: Any,
    dim: int,
    most: int,
    places: Callable[[list[int]], list[int]],
    always: bool = False,
) -> Any:
    """The order; lines with equals among their first ``most`` have that of ``places``.

    ``places`` : gets the ranks of a line's elements, equal ones the same; ``always`` : has all.
    """
    first = order[(slice(None),) * (dim % self.ndim) + (slice(most + 1),)]
    ordered = self[along(first, dim)].swapaxes(dim, -1)
    same = ordered[..., 1:] == ordered[..., :-1]
    if self.dtype.kind == "f":
        same |= np.isnan(ordered[..., :-1]) & np.isnan(ordered[..., 1:])
    if not (always or same.any()):
        return order
    doubtful = same.any(-1) | always
    lines, turned = self.swapaxes(dim, -1), order.swapaxes(dim, -1)
    for line in map(tuple, np.argwhere(doubtful)):
        found = places(ranks_of(lines[line], turned[line]))
        turned[line][: len(found)] = found
    return order


def _sorted(self: Any, dim: int, descending: bool, stable: bool | None) -> tuple[Any, Any]:
    order = _order(self, dim, descending)
    if not self.ndim:
        return np.array(self)[()], order
    if not stable and self.shape[dim] > FEW:
        order = _with_equals(self, order, dim, self.shape[dim], sorted_places)
    return like(self[along(order, dim)], self), like(order, self)


@operation(
    "sort",
    name="sort.flagged",
    node="SortBackward1",
    outputs=("values", "indices"),
    self=lambda grad, self_shape, dim, indices: to_picked(grad[0], self_shape, dim, indices),
)
def sort_flagged(self: Any, dim: int = -1, descending: bool = False, stable: bool = True) -> Any:
    """``sort`` with a flag that says whether equal elements keep their order."""
    return _sorted(self, dim, descending, stable)


@operation(
    "sort",
    name="sort.plain",
    node="SortBackward0",
    outputs=("values", "indices"),
    self=lambda grad, self_shape, dim, indices: to_picked(grad[0], self_shape, dim, indices),
)
def sort_along(self: Any, dim: int = -1, descending: bool = False) -> Any:
    """The elements in order along a dimension, and where each stood."""
    return _sorted(self, dim, descending, stable=False)


@composite(out=OWN_DTYPE.in_step(), samples=(
    "x.sort()", "x.sort(0)", "x.sort(descending=True)", "torch.sort(x, 1, True)", "x.sort()[0]",
    "i.sort(descending=True)", "s.sort()", "o.sort(stable=True)",
))  # fmt: skip
def sort(self: Tensor, dim: int = -1, descending: bool = False, stable: bool | None = None) -> Any:
    """The elements in order along ``dim``, and where each stood."""
    wrap(dim, self.ndim)
    if stable is None:
        return return_types.sort(*sort_along(self, dim, descending))
    return return_types.sort(*sort_flagged(self, dim, descending, stable))


@composite(samples=("x.argsort()", "x.argsort(0, descending=True)", "torch.argsort(i)"))
def argsort(self: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> Tensor:
    """Where the elements stand in order along ``dim``."""
    wrap(dim, self.ndim)
    refuse_complex("sort", (self._data,))
    return untracked(_sorted(self._data, dim, descending, stable)[1], self)


@operation(
    "top k",
    name="topk.dim",
    node="TopkBackward0",
    outputs=("values", "indices"),
    self=lambda grad, self_shape, dim, indices: to_picked(grad[0], self_shape, dim, indices),
)
def topk_along(self: Any, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Any:
    """The k largest along a dimension, and where each stood."""
    if not self.ndim:
        return np.array(self)[()], np.int64(0)
    order = top_order(self, k, dim, largest, sorted)
    return self[along(order, dim)], order


def top_order(self: Any, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Any:
    """Where the k largest of an array along a dimension stand."""
    order = _order(self, dim, largest, "quicksort")  # equals are seen to below
    if k:
        top = partial(top_places, k=k, in_order=sorted)
        order = _with_equals(self, order, dim, k, top, always=not sorted)
    found: Any = order[(slice(None),) * (dim % self.ndim) + (slice(k),)].copy()
    return found


@composite(
    out=OWN_DTYPE.in_step(),
    samples=(
        "x.topk(2)",
        "x.topk(1, 0)",
        "x.topk(2, largest=False)",
        "torch.topk(v, 2).indices",
        "x.topk(4)",
    ),
)
def topk(self: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Any:
    """The ``k`` largest (or smallest) along ``dim``, and where each stood."""
    check_whole(k)
    axis = wrap(dim, self.ndim)
    if self.ndim and not 0 <= k <= self.shape[axis]:
        raise RuntimeError("selected index k out of range")
    return return_types.topk(*topk_along(self, k, dim, largest, sorted))
