"""``rot90`` and ``movedim``: matrices turned by right angles, dimensions moved."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.axes import check_whole, wrap
from engine.calls.declare import composite, operation
from engine.ops.shape import permute_dims
from engine.symbolic.symbol import Symbol
from engine.tensor import Tensor


@operation("rot90", name="rot90.dims", node="Rot90Backward0",
           self=lambda grad, k, dims: _turned(grad, -k, dims))  # fmt: skip
def turn(self: Any, k: int = 1, dims: Any = (0, 1)) -> Any:
    """A matrix turned ``k`` times by a right angle."""
    return np.rot90(self, k, dims).copy("K")


def _turned(value: Any, k: int, dims: Any) -> Any:
    return value.rot90(k, dims) if isinstance(value, Tensor | Symbol) else np.rot90(value, k, dims)


@composite(samples=(
    "x.rot90()", "x.rot90(2)", "torch.rot90(x, 1, (1, 0))", "torch.rot90(v)",
    "x.rot90(1, (0, 0))", "x.rot90(1, (0,))", "x.rot90(1, (0, 5))", "b.rot90(3, (-1, 0))",
))  # fmt: skip
def rot90(self: Tensor, k: int = 1, dims: Any = (0, 1)) -> Any:
    """The matrix turned by ``k`` quarters.

    Raises:
        RuntimeError: it has no two dimensions to turn.
    """
    check_whole(k)
    if len(dims) != 2:
        raise RuntimeError(f"expected total rotation dims == 2, but got dims = {len(dims)}")
    if self.ndim < 2:
        raise RuntimeError(f"expected total dims >= 2, but got total dims = {self.ndim}")
    if dims[0] == dims[1] or abs(dims[0] - dims[1]) == self.ndim:
        raise RuntimeError(
            "expected rotation dims to be different, but got "
            f"dim0 = {dims[0]} and dim1 = {dims[1]}"
        )
    for each in dims:
        wrap(each, self.ndim)
    return turn(self, k, tuple(dims))


@composite(
    "moveaxis",
    samples=("b.movedim(0, 2)", "b.movedim((0, 1), (1, 0))", "torch.moveaxis(b, -1, 0)"),
)
def movedim(self: Tensor, source: Any, destination: Any) -> Any:
    """Some dimensions in other places, the others in their order."""
    if isinstance(source, int) != isinstance(destination, int):
        raise TypeError("one dimension cannot go to several places")
    sources = [source] if isinstance(source, int) else [*source]
    targets = [destination] if isinstance(destination, int) else [*destination]
    if len(sources) != len(targets):
        raise RuntimeError(
            f"movedim: Invalid source or destination dims: source ({sources} dims) should contain "
            f"the same number of dims as destination ({targets} dims)"
        )
    origin, goals = (_once_each(*each, self.ndim) for each in (
        ("source", sources), ("destination", targets)
    ))  # fmt: skip
    if not self.ndim:
        return self[...]
    order = [n for n in range(self.ndim) if n not in origin]
    for target, each in sorted(zip(goals, origin, strict=True)):
        order.insert(target, each)
    return permute_dims(self, tuple(order))


def _once_each(name: str, dims: list[int], ndim: int) -> list[int]:
    found = [int(wrap(each, ndim)) for each in dims]
    if len({*found}) != len(found):
        raise RuntimeError(f"movedim: repeated dim in `{name}` ({dims})")
    return found
