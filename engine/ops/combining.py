"""Combinations of elements, and their powers side by side."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.axes import check_whole
from engine.calls.declare import FUNCTIONS, composite, operation
from engine.calls.out_rules import JOINED
from engine.creation import made
from engine.ops.joining import cat, sequence_of_tensors
from engine.placed import part
from engine.tensor import Tensor, new_tensor


@composite(samples=(
    "torch.combinations(v)", "torch.combinations(v, 3)", "torch.combinations(k, r=1)",
    "torch.combinations(v, with_replacement=True)", "torch.combinations(x)",
    "torch.combinations(v, 0)",
))  # fmt: skip
def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Any:
    """Every choice of ``r`` elements, one in each row."""
    check_whole(r)
    if input.ndim != 1:
        raise RuntimeError(f"Expect a 1D vector, but got shape {list(input.shape)}")
    if r < 0:
        raise RuntimeError(f"Expect a non-negative number, but got {r}")
    if r == 0:
        return made(np.empty(0, input._data.dtype), "torch.combinations")
    places = np.indices((input.numel(),) * r)
    rising = places[:-1] <= places[1:] if with_replacement else places[:-1] < places[1:]
    mask = new_tensor(rising.all(0) if r > 1 else np.ones(input.numel(), bool))
    grids = FUNCTIONS["meshgrid"](*[input] * r, indexing="ij")
    return FUNCTIONS["stack"]([each.masked_select(mask) for each in grids], 1)


@composite(method=False, samples=(
    "torch.vander(v)", "torch.vander(v, 2)", "torch.vander(k, increasing=True)",
    "torch.vander(v, N=4, increasing=True)", "torch.vander(x)",
))  # fmt: skip
def vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Any:
    """The powers of a vector's elements, those of one element in each row."""
    if x.ndim != 1:
        raise RuntimeError("x must be a one-dimensional tensor.")
    count = x.numel() if N is None else N
    kind = np.int64 if x.dtype.category < 2 else x._data.dtype
    found: Any = new_tensor(np.empty((x.numel(), count), kind))
    if count > 0:
        found.select(1, 0).fill_(1)
    if count > 1:
        found[:, 1:].copy_(x.unsqueeze(1))
        found[:, 1:].copy_(found[:, 1:].cumprod(1))
    return found if increasing else found.flip((1,))


def _corners(shapes: Any) -> list[tuple[slice, slice]]:
    """Where along the diagonal each matrix stands."""
    found, row, column = [], 0, 0
    for shape in shapes:
        height, width = ((1, 1), (1, *shape), shape)[len(shape)]
        found.append((slice(row, row + height), slice(column, column + width)))
        row, column = row + height, column + width
    return found


@operation(
    "block diag", name="block_diag.list", node="BlockDiagBackward0", inputs=("tensors",),
    variadic=True, promotes=True,
    tensors=lambda grad, tensors_shape: [
        part(grad, corner).reshape(shape)
        for corner, shape in zip(_corners(tensors_shape), tensors_shape, strict=True)
    ],
)  # fmt: skip
def along_diagonal(tensors: Any) -> Any:
    """Matrices along the diagonal of one."""
    corners = _corners([each.shape for each in tensors])
    whole = np.zeros((corners[-1][0].stop, corners[-1][1].stop), tensors[0].dtype)
    for corner, each in zip(corners, tensors, strict=True):
        whole[corner] = each
    return whole


@composite(method=False, samples=(
    "torch.block_diag(x, m)", "torch.block_diag(v, s, x)", "torch.block_diag(i, x)",
    "torch.block_diag(b)",
))  # fmt: skip
def block_diag(*tensors: Tensor) -> Any:
    """The matrices along the diagonal of one."""
    if not tensors:
        return new_tensor(np.empty((1, 0), np.float32))
    for place, each in enumerate(tensors):
        if each.ndim > 2:
            raise RuntimeError(
                "torch.block_diag: Input tensors must have 2 or fewer dimensions. Input "
                f"{place} has {each.ndim} dimensions"
            )
    return along_diagonal(tensors)


@composite(
    out=JOINED,
    method=False,
    samples=("torch.hstack([v, w])", "torch.hstack([x, y])", "torch.hstack([s, u])"),
)
def hstack(tensors: Any) -> Any:
    """The tensors one after the other in a row."""
    given = [FUNCTIONS["atleast_1d"](each) for each in some_tensors(tensors, "hstack")]
    return cat(given, 0 if given[0].ndim == 1 else 1)


@composite(
    "row_stack", out=JOINED, method=False, samples=("torch.vstack([v, w])", "torch.vstack([x, y])")
)
def vstack(tensors: Any) -> Any:
    """The tensors one below the other."""
    return cat([FUNCTIONS["atleast_2d"](each) for each in some_tensors(tensors, "vstack")], 0)


@composite(out=JOINED, method=False, samples=("torch.dstack([v, w])",))
def dstack(tensors: Any) -> Any:
    """The tensors one behind the other."""
    return cat([FUNCTIONS["atleast_3d"](each) for each in some_tensors(tensors, "dstack")], 2)


@composite(method=False, samples=("torch.column_stack([v, w])",))
def column_stack(tensors: Any) -> Any:
    """Vectors as the columns of a matrix."""
    given = some_tensors(tensors, "column_stack")
    return hstack([each.reshape(-1, 1) if each.ndim < 2 else each for each in given])


def some_tensors(given: Any, who: str) -> Any:
    """The tensors of a list that is not empty.

    Raises:
        RuntimeError: it is empty.
    """
    found = sequence_of_tensors(given, who)
    if not found:
        raise RuntimeError(f"{who} expects a non-empty TensorList")
    return found
