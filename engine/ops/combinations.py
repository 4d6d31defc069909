"""Combinations of elements of several tensors, and the shape that shapes broadcast to."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.declare import composite
from engine.ops.coordinates import meshgrid
from engine.ops.joining import stack
from engine.ops.shape import reshape_copy
from engine.tensor import Tensor, new_tensor


@composite(method=False, samples=("torch.cartesian_prod(v, w)", "torch.cartesian_prod(v)"))
def cartesian_prod(*tensors: Any) -> Any:
    """Every combination of the elements, one in each row."""
    given = tensors[0] if len(tensors) == 1 and not isinstance(tensors[0], Tensor) else tensors
    for each in given:
        if each.ndim != 1:
            raise RuntimeError(f"Expect a 1D vector, but got shape {list(each.shape)}")
    if len(given) == 1:
        return given[0]
    return stack([_flat(each) for each in meshgrid(*given, indexing="ij")], 1)


def _flat(grid: Tensor) -> Any:
    return reshape_copy(grid.clone(), (grid.numel(),))


@composite(method=False, samples=("torch.broadcast_shapes((2, 1), (3,))",))
def broadcast_shapes(*shapes: Any) -> Any:
    """The shape that tensors of these shapes are broadcast to."""
    given = [(each,) if isinstance(each, int) else each for each in shapes]
    try:
        return type(new_tensor(np.zeros(0)).shape)(np.broadcast_shapes(*map(tuple, given)))
    except ValueError:
        raise _unlike(given) from None


def _unlike(shapes: list[Any]) -> RuntimeError:
    """The error of the first shape that cannot be broadcast with those before it."""
    common: tuple[int, ...] = ()
    for place, shape in enumerate(map(tuple, shapes)):
        try:
            common = np.broadcast_shapes(common, shape)
        except ValueError:
            pairs = enumerate(zip(reversed(common), reversed(shape), strict=False), start=1)
            dim, length = next((-n, b) for n, (a, b) in pairs if a != b and 1 not in (a, b))
            missing = max(len(shape) - len(common), 0)
            return RuntimeError(
                f"Attempting to broadcast a dimension of length {length} at {dim}! Mismatching "
                f"argument at index {place} had {shapes[place]}; but expected shape should be "
                f"broadcastable to {[1] * missing + list(common)}"
            )
    raise AssertionError("these shapes go together")
