"""Grids of coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.calls.declare import composite
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
