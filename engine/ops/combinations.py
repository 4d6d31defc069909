"""Every combination of elements, and matrices along one diagonal."""

from __future__ import annotations

from itertools import combinations as choices
from itertools import combinations_with_replacement
from typing import Any

import numpy as np

from engine.declare import composite, operation
from engine.formula import part
from engine.ops.joining import meshgrid, stack
from engine.ops.shape import reshape_copy
from engine.tensor import Tensor, new_tensor


@composite(method=False, samples=("torch.cartesian_prod(v, w)", "torch.cartesian_prod(v)"))
def cartesian_prod(*tensors: Any) -> Any:
    """Every combination of the elements, one in each row."""
    given = tensors[0] if len(tensors) == 1 and not isinstance(tensors[0], Tensor) else tensors
    if len(given) == 1:
        return given[0]
    return stack([_flat(each) for each in meshgrid(*given, indexing="ij")], 1)


def _flat(grid: Tensor) -> Any:
    return reshape_copy(grid.clone(), (grid.numel(),))


@composite(method=False, samples=(
    "torch.combinations(v)", "torch.combinations(v, 3)", "torch.combinations(v, 1)",
    "torch.combinations(v, 2, with_replacement=True)",
))  # fmt: skip
def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Any:
    """Every choice of ``r`` elements in their order, one in each row."""
    if input.ndim != 1:
        raise RuntimeError(f"Expect a 1D vector, but got shape {list(input.shape)}")
    if r < 0:
        raise RuntimeError(f"Expect a non-negative number, but got {r}")
    if r == 0:
        return new_tensor(np.zeros(0, input._data.dtype))
    count = input.shape[0]
    choose = combinations_with_replacement if with_replacement else choices
    mask = np.zeros((count,) * r, bool)
    picked = tuple(np.array(list(choose(range(count), r)), int).reshape(-1, r).T)
    mask[picked] = True
    grids = meshgrid(*[input] * r, indexing="ij")
    return stack([each.masked_select(new_tensor(mask)) for each in grids], 1)


def _sections(grad: Any, shapes: Any) -> list[Any]:
    """Each matrix's part of the whole."""
    if not isinstance(shapes, tuple):
        return [part(grad, shapes)]
    parts, row, column = [], 0, 0
    for shape in shapes:
        rows, columns = _as_matrix(shape)
        cut = (slice(row, row + rows), slice(column, column + columns))
        parts.append(part(grad, cut).reshape(shape))
        row, column = row + rows, column + columns
    return parts


def _as_matrix(shape: tuple[int, ...]) -> tuple[int, int]:
    one, two = ((1, 1)[: 2 - len(shape)] + tuple(shape))[:2]
    return one, two


@operation("⋱", name="block_diag.matrices", inputs=("tensors",), variadic=True, promotes=True,
           tensors=lambda grad, tensors_shape: _sections(grad, tensors_shape))  # fmt: skip
def _blocks(tensors: Any) -> Any:
    shapes = [_as_matrix(each.shape) for each in tensors]
    whole = np.zeros(tuple(np.sum(shapes, axis=0)), tensors[0].dtype)
    row = column = 0
    for each, (rows, columns) in zip(tensors, shapes, strict=True):
        whole[row : row + rows, column : column + columns] = each
        row, column = row + rows, column + columns
    return whole


@composite(method=False, samples=("torch.block_diag(x, m)", "torch.block_diag(x, v, s)"))
def block_diag(*tensors: Tensor) -> Any:
    """The matrices along the diagonal of one."""
    given = tensors or (new_tensor(np.zeros((1, 0), np.float32)),)
    for place, each in enumerate(given):
        if each.ndim > 2:
            raise RuntimeError(
                "torch.block_diag: Input tensors must have 2 or fewer dimensions. Input "
                f"{place} has {each.ndim} dimensions"
            )
    return _blocks(given)


@composite(method=False, samples=("torch.broadcast_shapes((2, 1), (3,))",))
def broadcast_shapes(*shapes: Any) -> Any:
    """The shape that tensors of these shapes are broadcast to."""
    given = [(each,) if isinstance(each, int) else tuple(each) for each in shapes]
    try:
        return type(new_tensor(np.zeros(0)).shape)(np.broadcast_shapes(*given))
    except ValueError:
        raise RuntimeError(
            "Shape mismatch: objects cannot be broadcast to a single shape"
        ) from None
