"""Coordinates: grids of them, those of flat indices, and those of elements that are not zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.calls.declare import composite
from engine.calls.out_rules import OutRule
from engine.calls.untracked import untracked
from engine.errors import check_tensors
from engine.foundation.warn import warn
from engine.numbers.alike import require_alike
from engine.tensor import Tensor

INDEXING = (
    "torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument."
)


@composite(method=False, samples=(
    "torch.meshgrid(v, w, indexing='ij')", "torch.meshgrid([v, w], indexing='xy')",
))  # fmt: skip
def meshgrid(*tensors: Any, indexing: str | None = None) -> Any:
    """Every combination of the coordinates, one tensor for each axis."""
    given = list(
        tensors[0] if len(tensors) == 1 and not isinstance(tensors[0], Tensor) else tensors
    )
    check_tensors(given, 0)
    if indexing is None:
        warn(INDEXING, once=True)
    if not given:
        raise RuntimeError("meshgrid expects a non-empty TensorList")
    require_alike("meshgrid expects all tensors to have the same dtype", *given)
    if any(each.ndim > 1 for each in given):
        raise RuntimeError(
            "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: "
            f"{next(each for each in given if each.ndim > 1)}"
        )
    if indexing == "xy" and len(given) > 1:
        found = _grids([given[1], given[0], *given[2:]])
        return found[1], found[0], *found[2:]
    return _grids(given)


def _grids(given: Sequence[Tensor]) -> tuple[Any, ...]:
    shape = tuple(each.numel() for each in given)
    grids = []
    for place, each in enumerate(given):
        own = tuple(each.numel() if n == place else 1 for n in range(len(given)))
        grids.append(each.view(own).expand(shape))
    return tuple(grids)


@composite(method=False, samples=(
    "torch.unravel_index(k, (2, 2))", "torch.unravel_index(torch.tensor(5), 7)",
))  # fmt: skip
def unravel_index(indices: Tensor, shape: Any) -> Any:
    """The coordinates, in an array of some shape, of indices into its flattened elements."""
    sizes = (shape,) if isinstance(shape, int) else tuple(int(each) for each in shape)
    found = []
    rest = indices._data
    for size in reversed(sizes):
        found.append(untracked(np.asarray(rest % max(size, 1))[()], indices))
        rest = rest // max(size, 1)
    return tuple(reversed(found))


@composite(
    out=OutRule(
        "nonzero_static: Expected out tensor to have scalar type {wanted} but got scalar type{own}"
    ),
    samples=("torch.nonzero_static(torch.tensor([1, 0, 2]), size=3)",),
)
def nonzero_static(self: Tensor, *, size: int, fill_value: int = -1) -> Any:
    """The coordinates of the elements that are not zero, as exactly ``size`` rows."""
    found = np.full((size, self.ndim), fill_value)
    rows = np.argwhere(self._data)[:size]
    found[: len(rows)] = rows
    return untracked(found, self)
