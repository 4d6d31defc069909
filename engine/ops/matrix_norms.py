"""How large a matrix or a vector is: norms, condition numbers, ranks."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.calls.axes import wrap
from engine.calls.declare import FUNCTIONS, packaged
from engine.calls.untracked import untracked
from engine.dtypes import FLOAT
from engine.errors import shape_mismatch
from engine.ops.inverses import inv_ex
from engine.ops.matrices import check_matrix, check_square
from engine.ops.reduction import vector_norm as length
from engine.ops.spectra import eigvalsh, singular, svdvals
from engine.tensor import Tensor

BY_ROWS_OR_COLUMNS = (1, -1, math.inf, -math.inf)


def _floating(self: Tensor, who: str) -> None:
    if self.dtype.category < FLOAT:
        raise RuntimeError(
            f"{who}: Expected a floating point or complex tensor as input. Got "
            f"{self.dtype.kind_name}"
        )


@packaged("linalg", samples=(
    "torch.linalg.vector_norm(x)", "torch.linalg.vector_norm(x, 3, 1)",
    "torch.linalg.vector_norm(x, 0)", "torch.linalg.vector_norm(i)",
))  # fmt: skip
def vector_norm(
    x: Tensor, ord: Any = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None
) -> Any:
    """The norm of all elements as one vector, or along ``dim``."""
    source = x if dtype is None else x.to(dtype)
    _floating(source, "linalg.vector_norm")
    dims = (dim,) if isinstance(dim, int) else None if dim is None else tuple(dim)
    _check_empty(source, ord, dims)
    return length(source, ord, dims, keepdim)


def _check_empty(x: Tensor, ord: Any, dims: Any) -> None:
    if x.numel() == 0 and (ord < 0 or ord == math.inf):
        empty = not dims or any(not x.shape[each] for each in dims)
        if empty:
            raise RuntimeError(
                f"linalg.vector_norm cannot compute the {ord} norm on an empty "
                "tensor because the operation does not have an identity"
            )


@packaged("linalg", samples=(
    "torch.linalg.matrix_norm(m)", "torch.linalg.matrix_norm(m, 'nuc')",
    "torch.linalg.matrix_norm(b, 1)", "torch.linalg.matrix_norm(b, -1, dim=(0, 2))",
    "torch.linalg.matrix_norm(m, 2, keepdim=True)", "torch.linalg.matrix_norm(m, float('inf'))",
    "torch.linalg.matrix_norm(v)", "torch.linalg.matrix_norm(m, 3)",
))  # fmt: skip
def matrix_norm(
    A: Tensor, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False, *, dtype: Any = None
) -> Any:
    """The norm of matrices: by all elements, by singular values, or by rows or columns."""
    source = A if dtype is None else A.to(dtype)
    check_matrix(A, "linalg.matrix_norm")
    _floating(source, "linalg.matrix_norm")
    first, second = (wrap(each, A.ndim) for each in dim)
    if ord == "fro":
        return length(source, 2, (first, second), keepdim)
    if ord in ("nuc", 2, -2):
        return _by_singular_values(source, ord, first, second, keepdim)
    if ord not in BY_ROWS_OR_COLUMNS:
        raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported.")
    inner, outer = (first, second) if abs(ord) == 1 else (second, first)
    outer -= 1 if inner < outer and not keepdim else 0
    sums = length(source, 1, (inner,), keepdim)
    return _extreme(sums, ord, outer, keepdim)


def _extreme(sizes: Any, ord: Any, dim: int, keepdim: bool) -> Any:
    """The largest or the smallest element; the largest of none is 0."""
    if ord > 0 and not sizes.shape[dim]:
        return sizes.detach().sum(dim, keepdim)
    return (sizes.amax if ord > 0 else sizes.amin)((dim,), keepdim)


def _by_singular_values(A: Tensor, ord: Any, first: int, second: int, keepdim: bool) -> Any:
    rest = [n for n in range(A.ndim) if n not in (first, second)]
    sizes = singular(A.permute(*rest, first, second), False)[1]
    found = sizes.sum(-1, keepdim) if ord == "nuc" else _extreme(sizes, ord, -1, keepdim)
    if not keepdim:
        return found
    order = [*rest, first, second]
    return found.unsqueeze(-1).permute(*(order.index(n) for n in range(A.ndim)))


@packaged("linalg", samples=(
    "torch.linalg.norm(x)", "torch.linalg.norm(x, 'fro')", "torch.linalg.norm(m, 'nuc')",
    "torch.linalg.norm(v, 3)", "torch.linalg.norm(m, 1)", "torch.linalg.norm(x, dim=0)",
    "torch.linalg.norm(m, ord=2, dim=(0, 1))",
))  # fmt: skip
def norm(
    A: Tensor, ord: Any = None, dim: Any = None, keepdim: bool = False, *, dtype: Any = None
) -> Any:
    """The norm of a vector or of a matrix."""
    dims = (dim,) if isinstance(dim, int) else None if dim is None else tuple(dim)
    if ord is None:
        return vector_norm(A, 2, dims, keepdim, dtype=dtype)
    if (dims is not None and len(dims) == 2) or (dims is None and A.ndim == 2):
        return matrix_norm(A, ord, dims or (0, 1), keepdim, dtype=dtype)
    if dims is None and A.ndim != 1:
        raise RuntimeError(
            "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got "
            f"{A.ndim}D."
        )
    if isinstance(ord, str):
        if dims is None:
            check_matrix(A, "linalg.matrix_norm")
        raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported.")
    return vector_norm(A, ord, dims, keepdim, dtype=dtype)


@packaged("linalg", samples=("torch.linalg.cond(m)", "torch.linalg.cond(m, 'fro')",
                             "torch.linalg.cond(b, -2)", "torch.linalg.cond(b, 1)"))  # fmt: skip
def cond(A: Tensor, p: Any = None) -> Any:
    """How much a matrix may stretch errors: its norm times that of its inverse."""
    if A.ndim < 2:
        raise RuntimeError("linalg.cond: The input tensor must have at least 2 dimensions.")
    if p not in (None, 2, -2, 1, -1, math.inf, -math.inf, "fro", "nuc"):
        raise RuntimeError(f"linalg.cond got an invalid norm type: {p}")
    if p in (None, 2, -2):
        sizes = svdvals(A)
        largest, smallest = sizes.narrow(-1, 0, 1), sizes.narrow(-1, -1, 1)
        ratio = smallest / largest if p == -2 else largest / smallest
        return ratio.squeeze(-1)
    check_square(A, f"linalg.cond(ord={p})")
    if p == "nuc":
        return matrix_norm(A, p) * matrix_norm(inv_ex(A)[0], p)
    undone, info = inv_ex(A)
    singular_ones = (info != 0).unsqueeze(-1).unsqueeze(-1)
    undone = undone.masked_fill(singular_ones, math.inf)
    return FUNCTIONS["nan_to_num"](
        matrix_norm(A, p) * matrix_norm(undone, p), math.inf, math.inf, -math.inf
    )


@packaged("linalg", samples=(
    "torch.linalg.matrix_rank(m)", "torch.linalg.matrix_rank(b * 0)",
    "torch.linalg.matrix_rank(m + m.t(), hermitian=True)", "torch.linalg.matrix_rank(m, atol=0.5)",
))  # fmt: skip
def matrix_rank(
    A: Tensor, tol: Any = None, *, atol: Any = None, rtol: Any = None, hermitian: bool = False
) -> Any:
    """How many singular values are not (nearly) zero."""
    check_matrix(A, "linalg.matrix_rank")
    if A.dtype.category < FLOAT or A.dtype.itemsize == 2:
        raise RuntimeError("This function doesn't handle types other than float and double")
    with_tol = atol if tol is None else tol
    sizes = (eigvalsh(A).abs() if hermitian else svdvals(A)).detach()._data
    limit = cutoff(A, with_tol, 0.0 if tol is not None else rtol, sizes)
    return untracked((sizes > limit).sum(-1), A)


def cutoff(A: Tensor, atol: Any, rtol: Any, sizes: Any) -> Any:
    """The bound below which a singular value counts as zero, for each matrix."""
    absolute, relative = (
        each._data[..., None] if isinstance(each, Tensor) else each for each in (atol, rtol)
    )
    if relative is None:
        eps = float(np.finfo(A._data.dtype).eps) * max(A.shape[-2:])
        given = absolute is not None and bool((absolute > 0).all() if hasattr(absolute, "all")
                                              else absolute > 0)  # fmt: skip
        relative = 0.0 if given else eps
    largest = sizes.max(-1, keepdims=True, initial=0)
    for each in (absolute, relative):
        _check_one_each(each, largest)
    return np.maximum(0.0 if absolute is None else absolute, relative * largest)


def _check_one_each(limit: Any, largest: Any) -> None:
    """Raise RuntimeError where there are limits, but not one for each matrix."""
    own, matrices = np.shape(limit)[:-1], largest.shape[:-1]
    try:
        np.broadcast_shapes(own, matrices)
    except ValueError:
        raise shape_mismatch(own, matrices) from None
